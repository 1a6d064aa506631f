/**
 * Where in the rows of a pane somebody is: a row and the px into it, so it holds whatever comes, goes or turns out higher than
 * expected elsewhere. `y` counts from the oldest row and is where the older edge of the view is, whichever end is on top.
 */
import { isSorted } from './url.js';

export class ListPlace {
  isNewestOnTop = false;
  /** Where the list was put last. */
  y = 0;
  #anchor = { number: 0, px: 0 };
  #height = 0; // of all rows when it was put

  /** @param {HTMLElement} list */
  constructor(list) {
    this.list = list;
  }

  /** Which way newer rows are on the screen: 1 is down. */
  get direction() {
    return this.isNewestOnTop ? -1 : 1;
  }

  /** Whether a view of lines as they come is shown with the newest on top. @param {import('./url.js').View} view @param {boolean} isWanted */
  turn(view, isWanted) {
    this.isNewestOnTop = isWanted && !isSorted(view);
  }

  /** Where the scroll bar is. */
  scrolledTo() {
    return this.#mirrored(this.list.scrollTop);
  }

  /** @param {number} y @param {number} height of all rows */
  scrollTo(y, height) {
    this.#height = height;
    if (Math.abs(this.scrolledTo() - y) >= 1) {
      this.list.scrollTo({ top: this.#mirrored(y) });
    }
    this.y = this.scrolledTo();
  }

  /** From the top to `y`, and back. @param {number} px */
  #mirrored(px) {
    return this.isNewestOnTop ? Math.max(0, this.#height - this.list.clientHeight - px) : px;
  }

  /** @param {import('./rows.js').Rows} rows @param {number} y */
  hold(rows, y) {
    const number = rows.at(y);
    this.#anchor = { number, px: y - rows.offset(number) };
  }

  /** @param {number} number */
  holdRow(number) {
    this.#anchor = { number, px: 0 };
  }

  /** What is held now; the nearest row when that has gone. @param {import('./rows.js').Rows} rows */
  held(rows) {
    if (this.#anchor.number < rows.first) {
      this.holdRow(rows.first);
    } else if (this.#anchor.number >= rows.end) {
      this.holdRow(rows.end - 1);
    }
    return rows.offset(this.#anchor.number) + this.#anchor.px;
  }

  /** Rows from one on have other numbers now. @param {number} from @param {number} by */
  renumber(from, by) {
    if (this.#anchor.number >= from) {
      this.#anchor.number += by;
    }
  }
}
