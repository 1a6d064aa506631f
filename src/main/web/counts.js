/** Events by time and level, as `/counts` tells them newest first and as a tail's `stats` go on: the numbers of the histogram. */

/** What is drawn as one colour, the worst first. */
export const GROUPS = ['error', 'warn', 'info', 'debug'];

const GROUP_OF = /** @type {Record<string, number>} */ ({
  emerg: 0,
  alert: 0,
  crit: 0,
  error: 0,
  warn: 1,
  notice: 2,
  info: 2,
  debug: 3,
});
const MOST_BUCKETS = 240; // of a range that grows
const RELATIVE = /^\d+(?:\.\d+)?\s*(?:ms|s|m|min|h|d|w)$/;

/** Whether a range that begins with these words moves on with the clock. @param {string} since */
export function isSliding(since) {
  return since === '' || RELATIVE.test(since);
}

export class Counts {
  constructor() {
    /** Numbers of each group by the time, in ms, that a bucket begins. @type {Map<number, number[]>} */
    this.buckets = new Map();
    this.stepMs = 10000;
    this.fromMs = 0;
    this.toMs = 0;
    /** All from here on is counted. */
    this.reachedMs = 0;
    /** Whether an answer has come to its end. */
    this.isDone = false;
    /** Where in time something is missing, and what is told of it. @type {{atMs: number, gap: any}[]} */
    this.gaps = [];
    this.lastAtMs = 0;
  }

  /** Whether some of the range was not counted in time. */
  get isPartial() {
    return this.isDone && this.reachedMs > this.fromMs;
  }

  /** Takes a row of an answer. @param {any} row @param {boolean} isMore whether the answer goes on where another one has ended */
  take(row, isMore) {
    if (row.counts !== undefined) {
      this.isDone = false;
      this.lastAtMs = Date.parse(row.counts.to);
      if (!isMore) {
        this.stepMs = row.counts.step_ms;
        this.fromMs = Date.parse(row.counts.from);
        this.toMs = this.lastAtMs;
        this.reachedMs = this.lastAtMs;
      }
    } else if (row.at !== undefined) {
      this.lastAtMs = Date.parse(row.at);
      this.reachedMs = Math.min(this.reachedMs, this.lastAtMs);
      this.#add(this.lastAtMs, row.n);
    } else if (row.gap !== undefined) {
      this.gaps.push({ atMs: this.lastAtMs, gap: row.gap });
    } else if (row.end !== undefined) {
      this.isDone = true;
      this.reachedMs = row.end.complete ? this.fromMs : Math.max(this.fromMs, Date.parse(row.end.reached));
    }
  }

  /**
   * Moves on to now, with what came since.
   * @param {number} nowMs
   * @param {Record<string, number>} n by level
   * @param {boolean} slides whether the beginning moves, too
   */
  goOn(nowMs, n, slides) {
    const byMs = Math.max(0, nowMs - this.toMs);
    this.toMs += byMs;
    this.#add(this.toMs, n);
    if (slides) {
      const isWhole = this.isDone && !this.isPartial;
      this.fromMs += byMs;
      this.reachedMs = isWhole ? this.fromMs : Math.max(this.fromMs, this.reachedMs);
      for (const atMs of this.buckets.keys()) {
        if (atMs + this.stepMs <= this.fromMs) {
          this.buckets.delete(atMs);
        }
      }
      this.gaps = this.gaps.filter((each) => each.atMs >= this.fromMs);
    }
  }

  /** Whether there are so many buckets now that longer ones are due. */
  get isTooFine() {
    return this.toMs - this.fromMs > MOST_BUCKETS * this.stepMs;
  }

  /** When the bucket begins that a time is in; buckets begin at whole steps of UTC. @param {number} timeMs */
  bucketAt(timeMs) {
    return Math.floor(timeMs / this.stepMs) * this.stepMs;
  }

  /** What is counted in a bucket, by group. @param {number} atMs */
  of(atMs) {
    return this.buckets.get(atMs) ?? [0, 0, 0, 0];
  }

  /** The most that any bucket holds. */
  get peak() {
    return Math.max(0, ...[...this.buckets.values()].map(sum));
  }

  /** All together, by group. */
  get total() {
    const all = [0, 0, 0, 0];
    for (const n of this.buckets.values()) {
      n.forEach((count, group) => {
        all[group] += count;
      });
    }
    return all;
  }

  /** Counted in buckets that are not empty, the newest first. @returns {{atMs: number, n: number[]}[]} */
  get rows() {
    return [...this.buckets].map(([atMs, n]) => ({ atMs, n })).sort((a, b) => b.atMs - a.atMs);
  }

  /** @param {number} timeMs @param {Record<string, number>} n */
  #add(timeMs, n) {
    const counts = Object.entries(n).filter(([, count]) => count > 0);
    if (counts.length === 0) {
      return;
    }
    const atMs = this.bucketAt(timeMs);
    const known = this.buckets.get(atMs) ?? [0, 0, 0, 0];
    for (const [level, count] of counts) {
      known[GROUP_OF[level] ?? 2] += count;
    }
    this.buckets.set(atMs, known);
  }
}

/** @param {number[]} numbers */
export function sum(numbers) {
  return numbers.reduce((all, each) => all + each, 0);
}
