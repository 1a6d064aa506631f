/**
 * What a pane has loaded, in order: events as the bytes that came, and rows of other kinds between them. Bytes and
 * columns of numbers are kept in chunks of about 1 MiB, so a row costs its bytes and 30 more, and an object exists only
 * while it is shown.
 *
 * A row is named by its number. Numbers grow by one from row to row; rows put in at the front count downwards, so a number
 * holds as long as its row is loaded (but for {@link Rows#replace}).
 */

import { beginningOf, beginsWith, Chunk, EVENT, idOf } from './chunk.js';

const CHUNK_BYTES = 1 << 20;
const CHUNK_ROWS = 4096;
const decoder = new TextDecoder();

export class Rows {
  constructor() {
    /** @type {Chunk[]} */
    this.chunks = [];
    /** How often all rows went: numbers from before that mean nothing now. */
    this.clears = 0;
    /** The number of the first row. */
    this.first = 0;
    this.count = 0;
    /** The sum of all heights, in px. */
    this.height = 0;
    /** @type {string[]} */
    this.appNames = [];
    /** @type {Map<string, number>} */
    this.appNumbers = new Map();
  }

  /** One more than the number of the last row. */
  get end() {
    return this.first + this.count;
  }

  /** Bytes that are held. */
  get bytes() {
    return this.chunks.reduce((sum, chunk) => sum + chunk.size, 0);
  }

  clear() {
    this.clears++;
    this.chunks = [];
    this.first = 0;
    this.count = 0;
    this.height = 0;
  }

  /** @param {Uint8Array} line @param {import('./chunk.js').Facts} facts */
  append(line, facts) {
    let chunk = this.chunks.at(-1);
    if (!chunk?.hasRoom(line.length)) {
      chunk = new Chunk(Math.max(CHUNK_BYTES, line.length), CHUNK_ROWS);
      this.chunks.push(chunk);
    }
    chunk.add(line, facts, this.appNumber(facts.app));
    this.count++;
    this.height += facts.height;
  }

  /** Puts rows in before all others. @param {import('./chunk.js').Row[]} rows the oldest first */
  prepend(rows) {
    if (rows.length > 0) {
      this.#insert(0, rows);
      this.first -= rows.length;
    }
  }

  /** Puts others in the place of one row; numbers behind it change. @param {number} number @param {import('./chunk.js').Row[]} rows */
  replace(number, rows) {
    const [index, at] = this.#find(number);
    const old = this.chunks[index];
    const before = old.part(0, at);
    const after = old.part(at + 1, old.count);
    this.count--;
    this.height -= old.heights[at];
    this.chunks.splice(index, 1, ...before, ...after);
    this.#insert(index + before.length, rows);
  }

  /** Lets go of the first rows, in whole chunks: at least so many bytes if that leaves more than one. @param {number} bytes @param {number} before only rows below this number */
  dropFirst(bytes, before) {
    let dropped = 0;
    while (dropped < bytes && this.chunks.length > 1 && this.first + this.chunks[0].count <= before) {
      const chunk = /** @type {Chunk} */ (this.chunks.shift());
      dropped += chunk.size;
      this.first += chunk.count;
      this.count -= chunk.count;
      this.height -= chunk.heightSum;
    }
    return dropped;
  }

  /** Lets go of the last rows likewise. @param {number} bytes @param {number} from only rows of this number and above */
  dropLast(bytes, from) {
    let dropped = 0;
    while (dropped < bytes && this.chunks.length > 1 && this.end - this.chunks[this.chunks.length - 1].count >= from) {
      const chunk = /** @type {Chunk} */ (this.chunks.pop());
      dropped += chunk.size;
      this.count -= chunk.count;
      this.height -= chunk.heightSum;
    }
    return dropped;
  }

  /** @param {number} number */
  kind(number) {
    const [index, at] = this.#find(number);
    return this.chunks[index].kinds[at];
  }

  /** @param {number} number */
  level(number) {
    const [index, at] = this.#find(number);
    return this.chunks[index].levels[at];
  }

  /** Milliseconds since 1970; NaN for rows without a time. @param {number} number */
  timeMs(number) {
    const [index, at] = this.#find(number);
    return this.chunks[index].times[at];
  }

  /** @param {number} number */
  app(number) {
    const [index, at] = this.#find(number);
    return this.appNames[this.chunks[index].apps[at]];
  }

  /** Whether it is what was asked for, not only its neighbour. @param {number} number */
  matches(number) {
    const [index, at] = this.#find(number);
    return this.chunks[index].matches[at] === 1;
  }

  /** The row as it came. @param {number} number */
  text(number) {
    const [index, at] = this.#find(number);
    return decoder.decode(this.chunks[index].line(at));
  }

  /** @param {number} number @returns {any} */
  json(number) {
    return JSON.parse(this.text(number));
  }

  /** The id of an event; events begin with it. @param {number} number */
  id(number) {
    const [index, at] = this.#find(number);
    return idOf(this.chunks[index].line(at));
  }

  /** The number of the event with this id, if it is loaded. @param {string} id */
  numberOf(id) {
    const wanted = beginningOf(id);
    let number = this.first;
    for (const chunk of this.chunks) {
      for (let at = 0; at < chunk.count; at++, number++) {
        if (chunk.kinds[at] === EVENT && beginsWith(chunk.bytes, chunk.offsets[at], wanted)) {
          return number;
        }
      }
    }
    return null;
  }

  /** The number of the first or last event; null when there is none. @param {boolean} isLast */
  eventAtEnd(isLast) {
    for (let i = 0; i < this.count; i++) {
      const number = isLast ? this.end - 1 - i : this.first + i;
      if (this.kind(number) === EVENT) {
        return number;
      }
    }
    return null;
  }

  /** The next row from `from` on in steps of `step` that fits. @param {number} from @param {number} step @param {(number: number) => boolean} fits */
  find(from, step, fits) {
    for (let number = from; number >= this.first && number < this.end; number += step) {
      if (fits(number)) {
        return number;
      }
    }
    return null;
  }

  /** @param {number} number */
  heightOf(number) {
    const [index, at] = this.#find(number);
    return this.chunks[index].heights[at];
  }

  /** @param {number} number @param {number} height */
  setHeight(number, height) {
    const [index, at] = this.#find(number);
    const chunk = this.chunks[index];
    const change = height - chunk.heights[at];
    chunk.heights[at] = height;
    chunk.heightSum += change;
    this.height += change;
  }

  /** Gives all rows the height that is expected of them. @param {(kind: number, bytes: number) => number} expected */
  resetHeights(expected) {
    this.height = 0;
    for (const chunk of this.chunks) {
      chunk.heightSum = 0;
      for (let at = 0; at < chunk.count; at++) {
        chunk.heights[at] = expected(chunk.kinds[at], chunk.offsets[at + 1] - chunk.offsets[at]);
        chunk.heightSum += chunk.heights[at];
      }
      this.height += chunk.heightSum;
    }
  }

  /** The px above a row. Also of the end. @param {number} number */
  offset(number) {
    let left = number - this.first;
    let sum = 0;
    for (const chunk of this.chunks) {
      if (left >= chunk.count) {
        sum += chunk.heightSum;
        left -= chunk.count;
        continue;
      }
      for (let at = 0; at < left; at++) {
        sum += chunk.heights[at];
      }
      return sum;
    }
    return sum;
  }

  /** The row at a height; the first or last one beyond the ends. There must be one. @param {number} y */
  at(y) {
    let number = this.first;
    let left = y;
    for (const chunk of this.chunks) {
      if (left >= chunk.heightSum) {
        left -= chunk.heightSum;
        number += chunk.count;
        continue;
      }
      for (let at = 0; at < chunk.count; at++) {
        left -= chunk.heights[at];
        if (left < 0) {
          return number + at;
        }
      }
      return number + chunk.count - 1;
    }
    return this.end - 1;
  }

  /** @param {string} app */
  appNumber(app) {
    let number = this.appNumbers.get(app);
    if (number === undefined) {
      number = Math.min(this.appNames.length, 0xffff);
      this.appNumbers.set(app, number);
      this.appNames[number] = app;
    }
    return number;
  }

  /** @param {number} index @param {import('./chunk.js').Row[]} rows */
  #insert(index, rows) {
    const bytes = rows.reduce((sum, row) => sum + row.line.length, 0);
    const chunk = new Chunk(bytes, rows.length);
    for (const { line, facts } of rows) {
      chunk.add(line, facts, this.appNumber(facts.app));
    }
    this.chunks.splice(index, 0, chunk);
    this.count += chunk.count;
    this.height += chunk.heightSum;
  }

  /** Chunk and place in it. @param {number} number @returns {[number, number]} */
  #find(number) {
    let left = number - this.first;
    if (left < 0 || left >= this.count) {
      throw new RangeError(`row ${number} of ${this.first} to ${this.end}`);
    }
    if (left >= this.count >> 1) {
      let behind = this.count - left; // looked for from the end, where most is asked for
      for (let index = this.chunks.length - 1; index >= 0; index--) {
        const count = this.chunks[index].count;
        if (behind <= count) {
          return [index, count - behind];
        }
        behind -= count;
      }
    }
    let index = 0;
    while (left >= this.chunks[index].count) {
      left -= this.chunks[index++].count;
    }
    return [index, left];
  }
}
