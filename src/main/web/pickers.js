/** The menus of the toolbar: apps, time, columns. They write what the filter and the address could say too. */
import { html, nothing } from 'lit';
import { changeView } from './navigation.js';
import { appColour } from './row.js';
import { changed, pane, tell } from './state.js';
import { ask } from './stream.js';
import { visible } from './text.js';
import { isZone } from './times.js';

export const PRESETS = [
  ['', 'All times'],
  ['5m', 'Last 5 min'],
  ['15m', 'Last 15 min'],
  ['1h', 'Last hour'],
  ['6h', 'Last 6 hours'],
  ['1d', 'Last day'],
  ['7d', 'Last week'],
];

const COLUMNS = ['level', 'process', 'host', 'facility', 'msgid', 'id', 'received'];

/** @type {{app: string, per_second: number}[]} */
let apps = [];

async function loadApps() {
  try {
    apps = await (await ask('apps')).json();
    changed();
  } catch {
    // the list stays as it was
  }
}

/** @param {import('./url.js').View} view */
export function appsLabel(view) {
  return view.app.length === 0 ? 'All apps ▾' : view.app.length === 1 ? `${visible(view.app[0])} ▾` : `${view.app.length} apps ▾`;
}

/** @param {import('./url.js').View} view */
export function timeLabel(view) {
  if (view.until !== '') {
    return `${view.since || '…'} – ${view.until} ▾`;
  }
  const preset = PRESETS.find(([since]) => since === view.since);
  return `${preset === undefined ? `since ${view.since}` : preset[1]} ▾`;
}

let askedAtMs = 0;

export function appsMenu() {
  if (Date.now() - askedAtMs > 3000) {
    askedAtMs = Date.now();
    loadApps();
  }
  const { view } = pane();
  return html`
    <button data-closes @click=${() => changeView({ app: [] })}>All apps</button>
    ${apps.map(
      ({ app, per_second: rate }) => html`<label class="inline">
      <input type="checkbox" .checked=${view.app.includes(app)} @change=${() => toggle(app)}>
      <span class="grow app-${appColour(app)}">${visible(app)}</span><span class="dim">${rate}/s</span></label>`,
    )}
    ${apps.length === 0 ? html`<span class="dim">no app has spoken yet</span>` : nothing}`;
}

/** @param {string} app */
function toggle(app) {
  const { view } = pane();
  changeView({ app: view.app.includes(app) ? view.app.filter((other) => other !== app) : [...view.app, app] });
}

export function timeMenu() {
  const { view } = pane();
  return html`
    ${PRESETS.map(
      ([since, name]) => html`<button data-closes aria-pressed=${since === view.since && view.until === ''}
      @click=${() => changeView({ since, until: '', id: '' })}>${name}</button>`,
    )}
    <hr>
    <form @submit=${submitted}>
      <label>Since <input name="since" .value=${view.since} placeholder="yesterday 14:00, 90s, RFC 3339" autocomplete="off"></label>
      <label>Until <input name="until" .value=${view.until} placeholder="now" autocomplete="off"></label>
      <button>Show</button>
    </form>
    <form @submit=${wentTo}>
      <label>Go to <input name="at" placeholder="14:05, yesterday 14:00" autocomplete="off" required></label>
      <button>Go</button>
    </form>
    <hr>
    <label>Order <select @change=${(/** @type {any} */ event) => changeView({ order: event.target.value })}>
      <option value="" ?selected=${view.order === ''}>of arrival</option>
      <option value="time" ?selected=${view.order === 'time'}>by the senders' times</option></select></label>
    <form @submit=${zoned}><label>Time zone <input name="tz" .value=${view.tz} placeholder="local, utc, Europe/Berlin" autocomplete="off"></label><button>Set</button></form>`;
}

/** @param {SubmitEvent} event */
function fields(event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  /** @type {any} */ (form.closest('menu-button'))?.close();
  return new FormData(form);
}

/** @param {SubmitEvent} event */
function submitted(event) {
  const given = fields(event);
  changeView({ since: String(given.get('since')).trim(), until: String(given.get('until')).trim(), id: '' });
}

/** @param {SubmitEvent} event */
function zoned(event) {
  const tz = String(fields(event).get('tz')).trim();
  if (isZone(tz === 'local' ? '' : tz)) {
    changeView({ tz: tz === 'local' ? '' : tz }, false);
  } else {
    tell(`${tz} is no time zone; there are utc and names as Europe/Berlin`);
  }
}

/** Opens the first event of a time, with what stands around it. @param {SubmitEvent} event */
async function wentTo(event) {
  const at = String(fields(event).get('at')).trim();
  const zone = pane().view.tz || Intl.DateTimeFormat().resolvedOptions().timeZone;
  const query = new URLSearchParams({ since: at, tz: zone, follow: 'false', max: '1' });
  try {
    const text = await (await ask(`tail?${query}`)).text();
    const first = text
      .split('\n')
      .map((line) => (line === '' ? {} : JSON.parse(line)))
      .find((row) => row.id !== undefined);
    if (first === undefined) {
      tell(`nothing at or after ${at}`);
    } else {
      changeView({ id: first.id, since: '', until: '' });
    }
  } catch (failure) {
    tell(failure instanceof Error ? failure.message : String(failure));
  }
}

export function columnsMenu() {
  const { view } = pane();
  const all = [...new Set([...COLUMNS, ...view.cols])];
  return html`
    ${all.map(
      (
        column,
      ) => html`<label class="inline"><input type="checkbox" .checked=${view.cols.includes(column)} @change=${() => toggleColumn(column)}>
      <span>${visible(column)}</span></label>`,
    )}
    <form class="inline" @submit=${added}><input name="column" aria-label="Another field" placeholder="another field" autocomplete="off" required><button>Add</button></form>
    <label class="inline"><input type="checkbox" .checked=${view.wrap} @change=${() => changeView({ wrap: !view.wrap }, false)}> <span>wrap long lines (z)</span></label>`;
}

/** @param {string} column */
function toggleColumn(column) {
  const { cols } = pane().view;
  changeView({ cols: cols.includes(column) ? cols.filter((other) => other !== column) : [...cols, column] }, false);
}

/** @param {SubmitEvent} event */
function added(event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  toggleColumn(String(new FormData(form).get('column')).trim().replaceAll(',', ''));
  form.reset();
}
