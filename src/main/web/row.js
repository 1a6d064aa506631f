/** Draws one row. All text of logs goes in as text nodes, and nothing of it becomes a name of a class, an id or a style. */
import { EVENT, GAP, LEVELS, OMITTED } from './chunk.js';
import { found, hasBidi, pieces, SHOWN_CHARACTERS, uncoloured, visible } from './text.js';
import { bytes, clockTime, day, duration, fullTime, number as grouped } from './times.js';
import { jsonOf, pairsOf } from './tree.js';

const LETTERS = ['M', 'A', 'C', 'E', 'W', 'N', 'I', 'D'];
const APP_COLOURS = 12;
const TEXTS = ['message', 'msg', '@message', 'log', 'text'];
const TIMES = ['time', '@timestamp', 'timestamp', 'ts', 'datetime'];
const LEVEL_WORDS =
  /^(emerg(ency)?|panic|fatal|alert|crit(ical)?|err(or)?|severe|warn(ing)?|notice|info(rmation(al)?)?|debug|trace|fine(r|st)?|verbose)$/i;
const LEVEL_MEMBERS = ['level', 'severity', 'lvl', 'log.level'];
const TAGS = ['truncated', 'malformed', 'continued', 'renamed', 'late', 'context'];

/**
 * What rows of a pane have in common.
 * @typedef {{
 *   tz: string, cols: string[], marks: RegExp[], selection: {from: number, to: number} | null, focus: number | null,
 *   pulseId: string, ansiBackgrounds: boolean, whole: Set<string>, isNewestOnTop: boolean,
 * }} Look
 */

/** @param {string} tag @param {string} className @param {string} [text] */
function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

/** One of twelve, the same for a name as in the command line's. @param {string} app */
export function appColour(app) {
  let hash = 0;
  for (let i = 0; i < app.length; i++) {
    hash = (Math.imul(hash, 31) + app.charCodeAt(i)) | 0;
  }
  return ((hash % APP_COLOURS) + APP_COLOURS) % APP_COLOURS;
}

/**
 * Draws row `number` into a new element.
 * @param {import('./rows.js').Rows} rows
 * @param {number} number
 * @param {Look} look
 */
export function drawRow(rows, number, look) {
  const kind = rows.kind(number);
  const row = rows.json(number);
  const article = element('article', 'row');
  article.dataset.number = String(number);
  article.tabIndex = -1;
  if (kind === EVENT) {
    drawEvent(article, rows, number, row, look);
  } else {
    drawOther(article, kind, row);
  }
  markState(article, number, look);
  return article;
}

/** What changes while a row is shown. @param {HTMLElement} article @param {number} number @param {Look} look */
export function markState(article, number, look) {
  const { selection } = look;
  article.classList.toggle('selected', selection !== null && number >= selection.from && number <= selection.to);
  article.classList.toggle('focused', look.focus === number);
  article.tabIndex = look.focus === number ? 0 : -1;
}

/** @param {HTMLElement} article @param {import('./rows.js').Rows} rows @param {number} number @param {any} event @param {Look} look */
function drawEvent(article, rows, number, event, look) {
  const timeMs = rows.timeMs(number);
  const level = rows.level(number);
  const before = number > rows.first ? rows.timeMs(number - 1) : Number.NaN;
  const today = day(timeMs, look.tz);
  const isFirstOfDay = today !== day(before, look.tz);
  if (isFirstOfDay && !look.isNewestOnTop && (!Number.isNaN(before) || number === rows.first)) {
    article.append(element('div', 'day', today));
  }
  article.classList.add(`level-${LEVELS[level] ?? 'none'}`);
  article.classList.toggle('neighbour', !rows.matches(number));
  article.classList.toggle('pulse', event.id === look.pulseId);
  const line = element('div', 'line');
  const time = element('time', 'time', clockTime(timeMs, look.tz));
  time.title = `${fullTime(timeMs, look.tz)} · received ${fullTime(Date.parse(event.received ?? event.time), look.tz)}`;
  line.append(element('span', 'level', LETTERS[level] ?? ''), time, appElement(event));
  for (const column of look.cols) {
    line.append(element('span', 'column', visible(columnText(event, column)).slice(0, 200)));
  }
  line.append(messageElement(event, look));
  article.append(line);
  if (isFirstOfDay && look.isNewestOnTop && !Number.isNaN(before)) {
    article.append(element('div', 'day', day(before, look.tz))); // the head of what is below
  }
  article.setAttribute(
    'aria-label',
    visible(`${clockTime(timeMs, look.tz)}, ${event.level}, ${event.app ?? ''}: ${(event.message ?? '').slice(0, 300)}`),
  );
}

/** @param {any} event */
function appElement(event) {
  const app = element('span', `app app-${appColour(event.app ?? '')}`, visible(event.app ?? ''));
  if (event.process) {
    app.append(element('span', 'process', `[${visible(event.process)}]`));
  }
  return app;
}

/** @param {any} event @param {Look} look */
function messageElement(event, look) {
  const message = shownMessage(event, look.marks);
  const isCut = message.length > SHOWN_CHARACTERS && !look.whole.has(event.id);
  const shown = isCut ? message.slice(0, SHOWN_CHARACTERS) : message;
  const box = element('div', look.whole.has(event.id) ? 'message whole' : 'message');
  const text = element('span', 'text');
  drawPieces(text, shown, look);
  box.append(text);
  for (const tag of TAGS) {
    if (event[tag] === true || event.flags?.includes(tag)) {
      box.append(element('span', 'tag', tag === 'late' ? lateText(event) : tag));
    }
  }
  if (isCut) {
    const more = element('button', 'more', `… ${bytes(message.length - SHOWN_CHARACTERS)} more`);
    more.dataset.action = 'whole';
    box.append(more);
  }
  return box;
}

/**
 * What of a message is shown in a row: of JSON the text that it has, and the other members behind it, in one line. As it
 * came where something is marked in it that is not in that line.
 * @param {any} event
 * @param {RegExp[]} marks
 */
export function shownMessage(event, marks) {
  const message = String(event.message ?? '');
  const value = /** @type {any} */ (jsonOf(message));
  if (value === null) {
    return message;
  }
  const text = TEXTS.find((name) => typeof value[name] === 'string');
  const members = Object.keys(value).filter((name) => name !== text && !isToldElsewhere(event, name, value[name]));
  const dense = [...(text === undefined ? [] : [value[text]]), ...members.map((name) => `${name}=${written(value[name])}`)].join(' ');
  return marks.length > 0 && found(dense, marks).length === 0 && found(message, marks).length > 0 ? message : dense;
}

/** Whether a member only repeats what the row shows of the event. @param {any} event @param {string} name @param {unknown} value */
function isToldElsewhere(event, name, value) {
  return (
    value === event[name] ||
    (TIMES.includes(name) && Date.parse(String(value)) === Date.parse(event.time)) ||
    (LEVEL_MEMBERS.includes(name) && typeof value === 'string' && LEVEL_WORDS.test(value))
  );
}

/** @param {unknown} value */
function written(value) {
  return typeof value === 'string' && !/[\s"=]/.test(value) ? value : JSON.stringify(value);
}

/** @param {any} event */
function lateText(event) {
  return `late ${duration(Math.max(0, Date.parse(event.received) - Date.parse(event.time)))}`;
}

/** @param {HTMLElement} into @param {string} text @param {{marks: RegExp[], ansiBackgrounds?: boolean}} look */
export function drawPieces(into, text, look) {
  for (const piece of pieces(text, look.marks)) {
    if (piece.classes.length === 0 && piece.colour === '') {
      into.append(document.createTextNode(piece.text));
      continue;
    }
    const isMark = piece.classes.includes('mark');
    const classes = piece.classes.filter((name) => look.ansiBackgrounds || !name.startsWith('ansi-back'));
    const span = element(isMark ? 'mark' : 'span', classes.join(' '), piece.text);
    if (piece.colour !== '') {
      span.style.setProperty('--own', piece.colour); // page.css mixes it with the text's until it can be read
      span.classList.add('own-colour');
    }
    into.append(span);
  }
  into.classList.toggle('bidi', hasBidi(text));
}

/** @param {HTMLElement} article @param {number} kind @param {any} row */
function drawOther(article, kind, row) {
  if (kind === GAP) {
    article.classList.add('gap');
    article.append(element('div', 'line', gapText(row.gap)));
  } else if (kind === OMITTED) {
    const { count } = row.omitted;
    const text = count === null ? 'lines not loaded — load' : `${grouped(count)} ${count === 1 ? 'line' : 'lines'} not shown — load`;
    article.classList.add(count === null ? 'unloaded' : 'omitted');
    const button = element('button', 'line');
    button.append(element('span', 'text', text));
    button.dataset.action = 'omitted';
    article.append(button);
  } else {
    article.classList.add('note');
    article.append(element('div', 'line', row.note));
    if (row.kind === 'cleared') {
      const button = element('button', 'undo', 'undo');
      button.dataset.action = 'undo';
      article.append(button);
    }
  }
}

/** A gap as a sentence. @param {any} gap see docs/http.md */
export function gapText(gap) {
  const reasons = /** @type {Record<string, string>} */ ({
    retention: 'retention',
    damage: 'damaged on disk',
    unreadable: 'the disk refuses to give them',
    'power-cut': 'lost with the power',
    memory: 'context dropped, no memory',
  });
  if (gap.reason === 'reset') {
    return 'gap: this journal is another one; all of it follows';
  }
  const reason = reasons[gap.reason] ?? String(gap.reason);
  if (!gap.from) {
    return `gap: lines lost (${reason})`;
  }
  const count = gap.count > 0 ? `${grouped(gap.count)} ${gap.count === 1 ? 'line' : 'lines'} lost` : 'lines lost';
  return `gap: ${count} (${reason}), ids ${gap.from} to ${gap.to}`;
}

/** The value of a column: a member of the event, of its attributes, or of the JSON in its message. @param {any} event @param {string} column */
export function columnText(event, column) {
  const known = [event, event.attributes ?? {}].find((members) => Object.hasOwn(members, column))?.[column];
  if (known !== undefined) {
    return typeof known === 'object' ? JSON.stringify(known) : String(known);
  }
  const json = jsonOf(String(event.message ?? ''));
  if (json === null) {
    return pairsOf(uncoloured(String(event.message ?? ''))).find(({ name }) => name === column)?.value ?? '';
  }
  const value = jsonMember(json, column);
  return value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** @param {any} value @param {string} path names with dots between them */
function jsonMember(value, path) {
  let at = value;
  for (const name of path.split('.')) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, name)) {
      return undefined;
    }
    at = at[name];
  }
  return at;
}
