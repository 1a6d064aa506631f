/** What a pointer does in a list: it picks a row, selects rows, and presses the buttons in them. */
import { EVENT } from './chunk.js';
import { changed } from './state.js';

const GUTTER_PX = 30; // at the left edge: dragging there selects rows, elsewhere text

/** @typedef {import('./log-list.js').LogList} LogList */

/** @param {LogList} list */
export function listenToPointer(list) {
  list.addEventListener('click', (event) => clicked(list, event));
  list.addEventListener('mousedown', (event) => {
    if (event.shiftKey && list.pane?.focus !== null && numberAt(event.target) !== null) {
      event.preventDefault(); // selects rows, where the browser would select the text up to here
    }
  });
  list.addEventListener('pointerdown', (event) => {
    const start = numberAt(event.target);
    if (start !== null && event.button === 0 && event.clientX - list.getBoundingClientRect().left < GUTTER_PX) {
      event.preventDefault();
      selectTo(list, start, start);
      const move = (/** @type {PointerEvent} */ moved) => {
        const number = numberAt(document.elementFromPoint(list.getBoundingClientRect().left + GUTTER_PX, moved.clientY));
        if (number !== null) {
          selectTo(list, start, number);
        }
      };
      addEventListener('pointermove', move);
      addEventListener('pointerup', () => removeEventListener('pointermove', move), { once: true });
    }
  });
}

/** The number of the row that something is in. @param {EventTarget | null} target */
function numberAt(target) {
  const article = target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest('article')) : null;
  return article === null ? null : Number(article.dataset.number);
}

/** @param {LogList} list @param {number} from @param {number} to */
function selectTo(list, from, to) {
  const { pane } = list;
  if (pane !== null) {
    list.reads();
    pane.focus = from;
    pane.selection = from === to ? null : { from: Math.min(from, to), to: Math.max(from, to) };
    pane.changed();
  }
}

/** @param {LogList} list @param {MouseEvent} event */
function clicked(list, event) {
  const number = numberAt(event.target);
  const { pane } = list;
  if (number === null || pane === null) {
    return;
  }
  const target = /** @type {HTMLElement} */ (event.target);
  const action = /** @type {HTMLElement | null} */ (target.closest('[data-action]'))?.dataset.action;
  if (action === 'omitted') {
    list.reads();
    pane.loading.omitted(number);
  } else if (action === 'whole') {
    list.reads();
    list.whole.add(pane.rows.id(number));
    list.again();
  } else if (action === 'undo') {
    pane.open(pane.view);
  } else if (document.getSelection()?.isCollapsed !== false && event.clientX - list.getBoundingClientRect().left >= GUTTER_PX) {
    picked(list, pane, number, event.shiftKey);
  }
}

/** @param {LogList} list @param {import('./pane.js').Pane} pane @param {number} number @param {boolean} isToHere whether all rows from the focused one to it are meant */
function picked(list, pane, number, isToHere) {
  list.reads();
  if (isToHere && pane.focus !== null) {
    selectTo(list, pane.focus, number);
    return;
  }
  pane.selection = null;
  pane.focus = number;
  if (pane.rows.kind(number) === EVENT) {
    list.dispatchEvent(new CustomEvent('pick', { detail: { number }, bubbles: true }));
  }
  list.due();
  changed();
}
