/** Moves of the row that keys are about, in the pane that the toolbar is about. */
import { EVENT } from './chunk.js';
import { changed, pane, state } from './state.js';
import { found, uncoloured } from './text.js';

/** @returns {import('./log-list.js').LogList | null} */
export function list() {
  return /** @type {any} */ (document.querySelectorAll('log-list')[state.focused] ?? null);
}

/** Puts the focus on a row and in view. @param {number} number @param {boolean} isCentred */
export function focusRow(number, isCentred = false) {
  const about = pane();
  about.focus = number;
  list()?.show(number, isCentred);
  list()?.focusSoon(number);
  changed();
}

/** The row below, or the one above as -1. @param {number} rows @param {boolean} isSelecting whether all between are selected */
export function moveDown(rows, isSelecting = false) {
  moveFocus(rows * (list()?.direction ?? 1), isSelecting);
}

/** The next row, or the one before; from the end of the screen when there is none yet. @param {number} step @param {boolean} isSelecting */
function moveFocus(step, isSelecting) {
  const about = pane();
  const { rows } = about;
  if (rows.count === 0) {
    return;
  }
  const from = about.focus ?? (step < 0 ? Math.min(about.shown.to, rows.end) : about.shown.from - 1);
  const to = Math.max(rows.first, Math.min(rows.end - 1, from + step));
  if (isSelecting) {
    const start = about.selection === null ? from : about.selection.from === from ? about.selection.to : about.selection.from;
    about.selection = { from: Math.min(start, to), to: Math.max(start, to) };
  } else {
    about.selection = null;
  }
  focusRow(to);
}

/** The next row of a level or worse. @param {number} step @param {number} worst a place in LEVELS @param {number} best likewise */
export function moveToLevel(step, worst, best) {
  const { rows } = pane();
  moveTo(step, (number) => rows.kind(number) === EVENT && rows.level(number) >= worst && rows.level(number) <= best);
}

/** The next row in which something is marked, or found. @param {number} step @param {RegExp[]} marks */
export function moveToMatch(step, marks = pane().marks) {
  const { rows } = pane();
  moveTo(step, (number) => rows.kind(number) === EVENT && found(uncoloured(String(rows.json(number).message ?? '')), marks).length > 0);
}

/** @param {number} step @param {(number: number) => boolean} fits */
function moveTo(step, fits) {
  const about = pane();
  const start = about.focus ?? (step < 0 ? about.rows.end : about.shown.from - 1);
  const next = about.rows.find(start + step, step, fits);
  if (next !== null) {
    focusRow(next, true);
  }
}

/** The first row that is loaded. */
export function moveToOldest() {
  if (pane().rows.count > 0) {
    focusRow(pane().rows.first);
  }
}
