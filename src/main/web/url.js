/**
 * The address of a view: `#/live?app=web&level=warn&…`. It stands in the fragment, which no server, proxy or `Referer` ever
 * sees. Names and values are those of `/tail` and of the command line. Defaults are left out; names that nobody knows are
 * kept, and told.
 */
import { isZone } from './times.js';

/**
 * A view: what is asked for, and how it is shown.
 * @typedef {{
 *   app: string[], process: string[], host: string[], level: string, filter: string,
 *   since: string, until: string, by: string, order: string, window: string, lines: number,
 *   id: string, cols: string[], wrap: boolean, tz: string,
 * }} View
 */

export const PLACES = ['live', 'drains', 'status'];

/** @returns {View} */
export function defaultView() {
  return {
    app: [],
    process: [],
    host: [],
    level: '',
    filter: '',
    since: '',
    until: '',
    by: '',
    order: '',
    window: '',
    lines: 500,
    id: '',
    cols: [],
    wrap: true,
    tz: '',
  };
}

const LISTS = /** @type {const} */ (['app', 'process', 'host', 'cols']);
const WORDS = /** @type {const} */ (['level', 'filter', 'since', 'until', 'by', 'order', 'window', 'id', 'tz']);

/**
 * Reads an address.
 * @param {string} hash with or without `#`
 * @returns {{place: string, panes: View[], unknown: string[]}} one view at least
 */
export function parseHash(hash) {
  const text = hash.replace(/^#/, '');
  const question = text.indexOf('?');
  const path = (question < 0 ? text : text.slice(0, question)).replace(/^\//, '');
  const query = question < 0 ? '' : text.slice(question + 1);
  const place = path === '' ? 'live' : path;
  const unknown = PLACES.includes(place) ? [] : [`/${place}`];
  const first = parseView(query);
  unknown.push(...first.unknown);
  const panes = [first.view];
  for (const pane of new URLSearchParams(query).getAll('pane').slice(0, 3)) {
    const other = parseView(pane);
    panes.push(other.view);
    unknown.push(...other.unknown);
  }
  return { place: unknown.includes(`/${place}`) ? 'live' : place, panes, unknown };
}

/** @param {string} query @returns {{view: View, unknown: string[]}} */
export function parseView(query) {
  const view = defaultView();
  const unknown = [];
  for (const [name, value] of new URLSearchParams(query)) {
    if (LISTS.some((list) => list === name)) {
      const list = /** @type {'app'} */ (name);
      view[list] = [...view[list], ...value.split(',').filter((word) => word !== '')];
    } else if (WORDS.some((word) => word === name)) {
      if (name === 'tz' && !isZone(value)) {
        unknown.push(`${name}=${value}`);
      } else {
        view[/** @type {'level'} */ (name)] = value;
      }
    } else if (name === 'lines' && /^\d{1,5}$/.test(value)) {
      view.lines = Number(value);
    } else if (name === 'wrap' && (value === '0' || value === '1')) {
      view.wrap = value === '1';
    } else if (name !== 'pane') {
      unknown.push(`${name}=${value}`);
    }
  }
  return { view, unknown };
}

/** The query of one view, without its defaults. @param {View} view */
export function viewQuery(view) {
  const query = new URLSearchParams();
  for (const name of LISTS) {
    if (view[name].length > 0) {
      query.set(name, view[name].join(','));
    }
  }
  for (const name of WORDS) {
    if (view[name] !== '') {
      query.set(name, view[name]);
    }
  }
  if (view.lines !== 500) {
    query.set('lines', String(view.lines));
  }
  if (!view.wrap) {
    query.set('wrap', '0');
  }
  return query.toString();
}

/** @param {string} place @param {View[]} panes @param {string[]} unknown kept as they are */
export function formatHash(place, panes, unknown = []) {
  const query = new URLSearchParams(viewQuery(panes[0]));
  for (const pane of panes.slice(1)) {
    query.append('pane', viewQuery(pane));
  }
  for (const kept of unknown.filter((text) => !text.startsWith('/'))) {
    const equals = kept.indexOf('=');
    query.append(kept.slice(0, equals), kept.slice(equals + 1));
  }
  const text = query.toString();
  return `#/${place}${place === 'live' && text !== '' ? `?${text}` : ''}`;
}

/**
 * What `/tail`, `/counts` and `/fields` take of a view: what is selected, not where and how it is shown.
 * @param {View} view
 * @returns {URLSearchParams}
 */
export function selection(view) {
  const query = new URLSearchParams();
  for (const name of /** @type {const} */ (['app', 'process', 'host'])) {
    if (view[name].length > 0) {
      query.set(name, view[name].join(','));
    }
  }
  for (const name of /** @type {const} */ (['level', 'filter', 'since', 'until', 'by'])) {
    if (view[name] !== '') {
      query.set(name, view[name]);
    }
  }
  if (view.tz !== '' && (view.since !== '' || view.until !== '')) {
    query.set('tz', view.tz);
  } else if (view.since !== '' || view.until !== '') {
    query.set('tz', Intl.DateTimeFormat().resolvedOptions().timeZone); // words mean the clock of whoever looks
  }
  return query;
}

/** Whether a view is in an order that is known only when all has been read. @param {View} view */
export function isSorted(view) {
  return view.order !== '' && view.order !== 'time';
}

/** What `/fields` is asked about: a view without times means all of them. @param {View} view */
export function everything(view) {
  const query = selection(view);
  query.delete('by');
  if (view.since === '' && view.until === '') {
    query.set('since', '1970-01-01T00:00:00Z');
  }
  return query;
}
