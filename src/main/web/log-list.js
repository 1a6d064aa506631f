/**
 * The rows of a pane on the screen. Only what is visible, and a screen above and below it, is in the document.
 *
 * Whoever reads stays at a row, see {@link ListPlace}: whatever comes, goes or turns out higher than expected elsewhere, the
 * row stays where it is, in the same frame. All is done once a frame: take lines, draw rows, measure, place. When nothing comes
 * there are no frames.
 */
import { drawRow, markState } from './row.js';
import { listenToPointer } from './list-pointer.js';
import { ListPlace } from './list-place.js';
import { charactersPerLine, expectedHeight, ROW_PX } from './row-height.js';
import { state } from './state.js';
import { zone } from './times.js';

const GOES_ON_PX = 3; // so near to the end is at the end
const MOST_ELEMENTS = 150;
const HIDDEN_MS = 250;

class LogList extends HTMLElement {
  /** @type {import('./pane.js').Pane | null} */
  #pane = null;
  /** @type {Map<number, HTMLElement>} */
  #drawn = new Map();
  #isDue = false;
  #generation = -1;
  #place = new ListPlace(this);
  #look = '';
  #charactersPerLine = 100;
  #width = 0;
  /** @type {number | null} */
  #wantsFocus = null;
  /** @type {Set<string>} */
  whole = new Set();

  constructor() {
    super();
    this.spacer = document.createElement('div');
    this.spacer.className = 'spacer';
    this.window = document.createElement('div');
    this.window.className = 'window';
    this.window.setAttribute('role', 'feed');
    this.window.setAttribute('aria-label', 'log lines');
    this.window.setAttribute('aria-live', 'off');
    this.spacer.append(this.window);
  }

  connectedCallback() {
    if (this.spacer.parentElement !== this) {
      this.append(this.spacer);
      this.tabIndex = 0;
      this.addEventListener('scroll', () => this.#scrolled(), { passive: true });
      this.addEventListener('wheel', (event) => this.#place.direction * event.deltaY < 0 && this.reads(), { passive: true });
      this.addEventListener('touchmove', () => this.reads(), { passive: true });
      listenToPointer(this);
    }
    this.resized = new ResizeObserver(() => this.#measureWidth());
    this.resized.observe(this);
    document.addEventListener('selectionchange', this.#selected);
    document.addEventListener('visibilitychange', this.#shown);
  }

  disconnectedCallback() {
    this.resized?.disconnect();
    document.removeEventListener('selectionchange', this.#selected);
    document.removeEventListener('visibilitychange', this.#shown);
  }

  /** @returns {import('./pane.js').Pane | null} */
  get pane() {
    return this.#pane;
  }

  set pane(pane) {
    if (pane === null || pane === this.#pane) {
      this.due();
      return;
    }
    this.#pane = pane;
    this.#removeAll();
    pane.onRows = () => this.due();
    pane.onMoved = (from, by) => this.#moved(from, by);
    pane.expectedHeight = (kind, bytes) => this.#expectedHeight(kind, bytes);
    this.due();
  }

  /** Draws all rows again. */
  again() {
    this.#removeAll();
    this.due();
  }

  /** Has the next frame take lines and draw. */
  due() {
    if (this.#isDue) {
      return;
    }
    this.#isDue = true;
    const frame = () => {
      this.#isDue = false;
      this.#frame();
    };
    if (document.hidden) {
      setTimeout(frame, HIDDEN_MS);
    } else {
      requestAnimationFrame(frame);
    }
  }

  /** Puts a row in view, in the middle unless it is there already. @param {number} number @param {boolean} isCentred */
  show(number, isCentred = false) {
    const pane = this.#pane;
    if (pane === null || number < pane.rows.first || number >= pane.rows.end) {
      return;
    }
    pane.read();
    const { rows } = pane;
    const top = rows.offset(number);
    const height = rows.heightOf(number);
    const view = this.clientHeight;
    let y = this.#place.held(rows);
    if (isCentred) {
      y = top - (view - height) / 2;
    } else if (top < y) {
      y = top;
    } else if (top + height > y + view) {
      y = top + height - view;
    }
    this.#place.hold(rows, Math.max(0, y));
    this.due();
  }

  /** Gives the focus of the keyboard to a row as soon as it is drawn. @param {number} number */
  focusSoon(number) {
    this.#wantsFocus = number;
    this.due();
  }

  /** Which way newer rows are on the screen: 1 is down. */
  get direction() {
    return this.#place.direction;
  }

  /** Moves by screens, up or down as it is seen. @param {number} screens */
  page(screens) {
    const pane = this.#pane;
    if (pane === null || pane.rows.count === 0) {
      return;
    }
    if (this.direction * screens < 0) {
      pane.read();
    }
    this.scrollBy({ top: screens * (this.clientHeight - 2 * ROW_PX) });
  }

  #frame() {
    const pane = this.#pane;
    if (pane === null) {
      return;
    }
    const isMore = pane.following.drain();
    if (!document.hidden) {
      this.#draw(pane);
    }
    if (isMore) {
      this.due();
    }
  }

  /** @param {import('./pane.js').Pane} pane */
  #draw(pane) {
    const { rows } = pane;
    this.classList.toggle('stale', pane.isStale);
    this.classList.toggle('unwrapped', !pane.view.wrap);
    const look = this.#currentLook(pane);
    if (rows.count === 0) {
      this.#removeAll();
      this.spacer.style.height = '0';
      return;
    }
    if (pane.wantedId !== '' && !pane.isStale) {
      const wanted = rows.numberOf(pane.wantedId);
      if (wanted !== null) {
        pane.wantedId = '';
        pane.focus = wanted;
        this.show(wanted, true);
      }
    }
    const view = this.clientHeight;
    for (let round = 0; round < 4; round++) {
      const y = this.#wantedTop(pane, view);
      const from = Math.max(rows.first, rows.at(Math.max(0, y - view)));
      const to = Math.min(rows.end, rows.at(y + 2 * view) + 1, from + MOST_ELEMENTS);
      this.#drawThese(from, to, look);
      const isChanged = this.#measure(rows, from, to);
      this.#put(pane, from, to, view);
      if (!isChanged) {
        break;
      }
    }
    if (this.#wantsFocus !== null) {
      this.#drawn.get(this.#wantsFocus)?.focus({ preventScroll: true });
      this.#wantsFocus = null;
    }
    const { y } = this.#place;
    pane.shown = { from: rows.at(y), to: rows.at(y + view) + 1 };
    if (pane.mode !== 'follow' && y < 3 * view && !pane.loading.isBusy && !pane.isAtOldest) {
      pane.loading.older();
    }
    if (pane.isDetached && !pane.loading.isBusy && rows.height - y - view < 3 * view) {
      pane.loading.newer();
    }
  }

  /** @param {import('./pane.js').Pane} pane @param {number} view */
  #wantedTop(pane, view) {
    const { rows } = pane;
    const last = Math.max(0, rows.height - view);
    if (pane.mode === 'follow') {
      return last;
    }
    return Math.min(last, this.#place.held(rows));
  }

  /** Has just these rows in the document. @param {number} from @param {number} to @param {import('./row.js').Look} look */
  #drawThese(from, to, look) {
    for (const [number, element] of this.#drawn) {
      if (number < from || number >= to) {
        element.remove();
        this.#drawn.delete(number);
      }
    }
    let below = null;
    const { direction } = this;
    const rows = /** @type {import('./pane.js').Pane} */ (this.#pane).rows;
    for (let number = direction > 0 ? to - 1 : from; number >= from && number < to; number -= direction) {
      let element = this.#drawn.get(number);
      if (element === undefined) {
        element = drawRow(rows, number, look);
        this.#drawn.set(number, element);
        this.window.insertBefore(element, below);
      } else {
        markState(element, number, look);
      }
      below = element;
    }
  }

  /** Whether some row is of another height than was thought. @param {import('./rows.js').Rows} rows @param {number} from @param {number} to */
  #measure(rows, from, to) {
    let isChanged = false;
    const heights = [];
    for (let number = from; number < to; number++) {
      heights.push(/** @type {HTMLElement} */ (this.#drawn.get(number)).offsetHeight);
    }
    for (let number = from; number < to; number++) {
      const height = heights[number - from];
      if (height > 0 && Math.abs(height - rows.heightOf(number)) > 0.5) {
        rows.setHeight(number, height);
        isChanged = true;
      }
    }
    return isChanged;
  }

  /** Puts the rows where they belong, and the list where it is wanted. @param {import('./pane.js').Pane} pane @param {number} from @param {number} to @param {number} view */
  #put(pane, from, to, view) {
    const { rows } = pane;
    this.spacer.style.height = `${rows.height}px`;
    this.window.style.transform = `translateY(${this.#place.isNewestOnTop ? rows.height - rows.offset(to) : rows.offset(from)}px)`;
    this.#place.scrollTo(this.#wantedTop(pane, view), rows.height);
    if (pane.mode === 'follow') {
      this.#place.hold(rows, this.#place.y);
    }
  }

  #scrolled() {
    const pane = this.#pane;
    const y = this.#place.scrolledTo();
    if (pane === null || pane.rows.count === 0 || Math.abs(y - this.#place.y) < 1) {
      return;
    }
    const isBack = y < this.#place.y;
    const isAtEnd = y + this.clientHeight >= this.scrollHeight - GOES_ON_PX;
    if (isBack) {
      pane.read();
    }
    this.#place.hold(pane.rows, y);
    this.#place.y = y;
    if (isAtEnd && !isBack && pane.mode === 'read' && !pane.isDetached && pane.selection === null) {
      pane.resume();
    }
    this.due();
  }

  /** Somebody reads. */
  reads() {
    const pane = this.#pane;
    if (pane !== null && pane.mode === 'follow' && this.scrollHeight > this.clientHeight) {
      this.#place.hold(pane.rows, this.#place.scrolledTo());
      pane.read();
    }
  }

  /** Rows from one on are others now: they are drawn again. @param {number} from @param {number} by */
  #moved(from, by) {
    if (by !== 0) {
      this.#removeAll();
      this.#place.renumber(from, by);
    }
    this.due();
  }

  #selected = () => {
    const selection = document.getSelection();
    if (selection && !selection.isCollapsed && this.contains(selection.anchorNode)) {
      this.reads();
    }
  };

  #shown = () => this.due();

  /** @param {import('./pane.js').Pane} pane @returns {import('./row.js').Look} */
  #currentLook(pane) {
    const { view } = pane;
    this.#place.turn(view, state.settings.newestOnTop);
    const look = {
      tz: zone(view.tz),
      cols: view.cols.filter((column) => column !== 'time' && column !== 'app'),
      marks: pane.marks,
      ansiBackgrounds: state.settings.ansiBackgrounds,
      isNewestOnTop: this.#place.isNewestOnTop,
    };
    const key = `${pane.generation} ${pane.rows.clears} ${JSON.stringify(look)} ${pane.marks} ${pane.view.id} ${view.wrap}`;
    if (key !== this.#look) {
      this.#look = key;
      this.#removeAll();
      if (pane.generation !== this.#generation) {
        this.#generation = pane.generation;
        this.#place.holdRow(pane.rows.first);
      }
    }
    return { ...look, selection: pane.selection, focus: pane.focus, pulseId: view.id, whole: this.whole };
  }

  /** @param {number} kind @param {number} bytes */
  #expectedHeight(kind, bytes) {
    return expectedHeight(kind, bytes, this.#pane?.view.wrap ? this.#charactersPerLine : Number.POSITIVE_INFINITY);
  }

  #measureWidth() {
    const width = this.clientWidth;
    this.#charactersPerLine = charactersPerLine(width);
    const pane = this.#pane;
    if (pane !== null && width !== this.#width) {
      this.#width = width;
      pane.rows.resetHeights((kind, bytes) => this.#expectedHeight(kind, bytes));
      this.due();
    }
  }

  #removeAll() {
    this.window.replaceChildren();
    this.#drawn.clear();
  }
}

customElements.define('log-list', LogList);
export { LogList };
