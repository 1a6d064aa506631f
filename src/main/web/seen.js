/** The last fifty views that were looked at, as addresses, kept in this browser. */
import { store, stored } from './state.js';

const KEY = 'logtail.history';
const MOST = 50;

/** Notes what is looked at. @param {string} hash */
export function noteSeen(hash) {
  if (hash.includes('?') && !hash.includes('id=')) {
    store(KEY, [hash, ...seenViews().filter((other) => other !== hash)].slice(0, MOST));
  }
}

/** The newest first. @returns {string[]} */
export function seenViews() {
  const seen = stored(KEY, /** @type {unknown[]} */ ([]));
  return Array.isArray(seen) ? seen.filter(isHash) : [];
}

/** Whether it is an address of the page. @param {unknown} hash @returns {hash is string} */
export function isHash(hash) {
  return typeof hash === 'string' && hash.startsWith('#/');
}
