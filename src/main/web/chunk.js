/** A part of the rows of a pane: their bytes, one behind the other, and columns of numbers. */

export const EVENT = 0;
export const GAP = 1;
export const OMITTED = 2;
export const NOTE = 3;

/** The levels, the worst first; a row's level is a place in this list. */
export const LEVELS = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'];

const NO_LEVEL = LEVELS.length;
const COLUMN_BYTES = 26; // of a row
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * What is kept of a row besides its bytes.
 * @typedef {{kind: number, timeMs: number, level: number, app: string, height: number, matches: boolean}} Facts
 */

/** @typedef {{line: Uint8Array, facts: Facts}} Row */

export class Chunk {
  /** @param {number} bytes @param {number} rows */
  constructor(bytes, rows) {
    this.bytes = new Uint8Array(bytes);
    this.used = 0;
    this.count = 0;
    this.heightSum = 0;
    this.offsets = new Uint32Array(rows + 1);
    this.times = new Float64Array(rows);
    this.kinds = new Uint8Array(rows);
    this.levels = new Uint8Array(rows);
    this.matches = new Uint8Array(rows);
    this.apps = new Uint16Array(rows);
    this.heights = new Float32Array(rows);
  }

  /** @param {number} length */
  hasRoom(length) {
    return this.count < this.times.length && this.used + length <= this.bytes.length;
  }

  /** @param {Uint8Array} line @param {Facts} facts @param {number} app */
  add(line, facts, app) {
    const at = this.count++;
    this.bytes.set(line, this.used);
    this.used += line.length;
    this.offsets[at + 1] = this.used;
    this.times[at] = facts.timeMs;
    this.kinds[at] = facts.kind;
    this.levels[at] = facts.level;
    this.matches[at] = facts.matches ? 1 : 0;
    this.apps[at] = app;
    this.heights[at] = facts.height;
    this.heightSum += facts.height;
  }

  /** @param {number} at */
  line(at) {
    return this.bytes.subarray(this.offsets[at], this.offsets[at + 1]);
  }

  /** The bytes that it takes, used or not. */
  get size() {
    return this.bytes.length + this.times.length * COLUMN_BYTES;
  }

  /** The rows from one to before another as a chunk of their own; none when there are none. @param {number} from @param {number} to */
  part(from, to) {
    if (from >= to) {
      return [];
    }
    const part = new Chunk(this.offsets[to] - this.offsets[from], to - from);
    for (let at = from; at < to; at++) {
      const facts = {
        kind: this.kinds[at],
        timeMs: this.times[at],
        level: this.levels[at],
        app: '',
        height: this.heights[at],
        matches: this.matches[at] === 1,
      };
      part.add(this.line(at), facts, this.apps[at]);
    }
    return [part];
  }
}

/** The id in a line of `/tail`, whose first member it is. @param {Uint8Array} line */
export function idOf(line) {
  const from = 7; // {"id":"
  return decoder.decode(line.subarray(from, line.indexOf(0x22, from)));
}

/** How the line of the event with this id begins. @param {string} id */
export function beginningOf(id) {
  return encoder.encode(`{"id":"${id}"`);
}

/** @param {Uint8Array} bytes @param {number} from @param {Uint8Array} wanted */
export function beginsWith(bytes, from, wanted) {
  for (let i = 0; i < wanted.length; i++) {
    if (bytes[from + i] !== wanted[i]) {
      return false;
    }
  }
  return true;
}

/** The facts of an event. @param {any} event @param {number} height */
export function factsOf(event, height) {
  const level = LEVELS.indexOf(event.level);
  return {
    kind: EVENT,
    timeMs: Date.parse(event.time),
    level: level < 0 ? NO_LEVEL : level,
    app: String(event.app ?? ''),
    height,
    matches: !event.context,
  };
}

/** The facts of another row. @param {number} kind @param {number} height @returns {Facts} */
export function plainFacts(kind, height) {
  return { kind, timeMs: Number.NaN, level: NO_LEVEL, app: '', height, matches: true };
}

/** A row out of a line of `/tail`. @param {Uint8Array} line @param {(kind: number, bytes: number) => number} expectedHeight @returns {Row} */
export function rowOf(line, expectedHeight) {
  const row = JSON.parse(decoder.decode(line));
  if (row.id !== undefined) {
    return { line, facts: factsOf(row, expectedHeight(EVENT, line.length)) };
  }
  const kind = row.gap !== undefined ? GAP : row.omitted !== undefined ? OMITTED : NOTE;
  return { line, facts: plainFacts(kind, expectedHeight(kind, line.length)) };
}

/** A row of the page's own. @param {number} kind @param {object} value @param {(kind: number, bytes: number) => number} expectedHeight @returns {Row} */
export function ownRow(kind, value, expectedHeight) {
  const line = encoder.encode(JSON.stringify(value));
  return { line, facts: plainFacts(kind, expectedHeight(kind, line.length)) };
}
