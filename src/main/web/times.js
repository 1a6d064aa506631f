/** Times as people read them, in the browser's zone or another. Formats are made once a zone and minute, as `Intl` is slow. */

/** @type {Map<string, {clock: Intl.DateTimeFormat, day: Intl.DateTimeFormat}>} */
const formats = new Map();
/** @type {Map<string, {minute: number, clock: string, day: string}>} */
const last = new Map();

/** The zone that a view means. @param {string} tz '' for the browser's, 'utc', or a name @returns {string} */
export function zone(tz) {
  if (tz === '') {
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
  return tz.toLowerCase() === 'utc' ? 'UTC' : tz;
}

/** Whether there is such a zone. @param {string} tz */
export function isZone(tz) {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone(tz) });
    return true;
  } catch {
    return false;
  }
}

/** @param {string} tz */
function formatsOf(tz) {
  let made = formats.get(tz);
  if (made === undefined) {
    const timeZone = isZone(tz) ? zone(tz) : 'UTC';
    made = {
      clock: new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
      day: new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }),
    };
    formats.set(tz, made);
  }
  return made;
}

/** @param {number} timeMs @param {string} tz */
function minute(timeMs, tz) {
  const number = Math.floor(timeMs / 60000);
  const known = last.get(tz);
  if (known?.minute === number) {
    return known;
  }
  const { clock, day } = formatsOf(tz);
  const made = { minute: number, clock: clock.format(timeMs), day: day.format(timeMs) };
  last.set(tz, made);
  return made;
}

/** `20:14:03.118` @param {number} timeMs @param {string} tz */
export function clockTime(timeMs, tz) {
  if (Number.isNaN(timeMs)) {
    return '';
  }
  const ms = ((timeMs % 60000) + 60000) % 60000;
  const seconds = Math.floor(ms / 1000);
  return `${minute(timeMs, tz).clock}:${String(seconds).padStart(2, '0')}.${String(Math.floor(ms % 1000)).padStart(3, '0')}`;
}

/** `2026-11-29` @param {number} timeMs @param {string} tz */
export function day(timeMs, tz) {
  return Number.isNaN(timeMs) ? '' : minute(timeMs, tz).day;
}

/** `2026-11-29 20:14:03.118` @param {number} timeMs @param {string} tz */
export function fullTime(timeMs, tz) {
  return `${day(timeMs, tz)} ${clockTime(timeMs, tz)}`;
}

/** `local time (UTC+01:00)`, `UTC` or the zone's name with its distance @param {string} tz @param {number} nowMs */
export function zoneText(tz, nowMs = Date.now()) {
  const name = zone(tz);
  if (name === 'UTC') {
    return tz === '' ? 'local time (UTC)' : 'UTC';
  }
  const parts = new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' }).formatToParts(nowMs);
  const offset = parts.find((part) => part.type === 'timeZoneName')?.value.replace('GMT', 'UTC') ?? '';
  return tz === '' ? `local time (${offset})` : `${name} (${offset})`;
}

/** `2.3 s`, `4 min`, `3 h`, `2 d` @param {number} ms */
export function duration(ms) {
  const seconds = ms / 1000;
  if (seconds < 1) {
    return `${Math.round(ms)} ms`;
  }
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  if (seconds < 120) {
    return `${Math.round(seconds)} s`;
  }
  if (seconds < 7200) {
    return `${Math.round(seconds / 60)} min`;
  }
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} d`;
}

/** `1,204` @param {number} value */
export function number(value) {
  return Math.round(value).toLocaleString('en-US');
}

/** `63 KiB` @param {number} value bytes */
export function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = value;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${size >= 10 || unit === 0 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}
