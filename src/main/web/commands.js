/** A view as a command of the shell, as an address to download from, and an event as a line of text. */
import { fullTime } from './times.js';
import { selection } from './url.js';

const ENDINGS = /** @type {Record<string, string>} */ ({ text: 'txt', ndjson: 'ndjson', csv: 'csv' });

/** One word of a shell. @param {string} text */
export function shellWord(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The command line that shows the same. @param {import('./url.js').View} view */
export function logtailCommand(view) {
  const words = ['logtail'];
  for (const [name, value] of selection(view)) {
    if (name !== 'tz') {
      words.push(`--${name}`, shellWord(value));
    }
  }
  if (view.order === 'time') {
    words.push('--order', 'time');
  }
  return words.join(' ');
}

/** @param {import('./url.js').View} view @param {string} page the address of the page */
export function curlCommand(view, page) {
  const query = selection(view);
  const words = ['curl', '-N', '-G', shellWord(new URL('tail', page).href)];
  for (const [name, value] of query) {
    words.push('--data-urlencode', shellWord(`${name}=${value}`));
  }
  return words.join(' ');
}

/** Where all that matches can be downloaded. @param {import('./url.js').View} view @param {'text' | 'ndjson' | 'csv'} format */
export function downloadUrl(view, format) {
  const query = selection(view);
  query.set('format', format);
  query.set('lines', 'all');
  const name = view.app.length === 1 ? view.app[0].replace(/[^\w.-]/g, '_') : 'logtail';
  query.set('download', `${name}.${ENDINGS[format]}`);
  return `tail?${query}`;
}

/** `2026-11-29 20:14:03.118 web[web.1]: message` @param {any} event @param {string} tz */
export function lineText(event, tz) {
  const process = event.process ? `[${event.process}]` : '';
  return `${fullTime(Date.parse(event.time), tz)} ${event.app ?? ''}${process}: ${event.message ?? ''}`;
}
