/** Keeps the numbers of the histogram: asks for them when what is shown changes, and goes on with what comes each second. */
import { Counts, isSliding } from './counts.js';
import { pane } from './state.js';
import { ask, Lines, Refusal } from './stream.js';
import { selection } from './url.js';

const AWAY_MS = 10000; // longer without a sign of life, and it is counted anew
const BUDGET_S = 2;
const LONGEST_BUDGET_S = 10;
const decoder = new TextDecoder();

/** By which time is counted: by receipt, as lines come, unless a range of the senders' time is looked at. @param {import('./url.js').View} view */
export function clockOf(view) {
  return view.by !== '' ? view.by : view.since !== '' || view.until !== '' ? 'time' : 'received';
}

/** What `/counts` takes of a view. @param {import('./url.js').View} view */
export function countQuery(view) {
  const query = selection(view);
  query.set('by', 'level');
  query.set('clock', clockOf(view));
  return query;
}

export class Counting {
  #asked = '';
  /** @type {AbortController | null} */
  #request = null;
  /** @type {import('./pane.js').Pane | null} */
  #heard = null;
  #heardAtMs = 0;
  #budgetS = BUDGET_S;
  /** How far the clock here is before the daemon's. */
  #aheadMs = 0;

  /** @param {(isAnew: boolean) => void} changed told of each change, and whether something else is counted now */
  constructor(changed) {
    this.changed = changed;
    this.counts = new Counts();
    /** Whether the daemon counts, for whoever looks. */
    this.isThere = true;
    /** Grows with each change but that of the running bucket. */
    this.version = 0;
  }

  /** Hears of what comes into the pane that is looked at, and asks when that is another one or shows something else. */
  look() {
    const about = pane();
    if (this.#heard !== about) {
      this.#heard?.onStats.delete(this.#came);
      this.#heard = about;
      about.onStats.add(this.#came);
    }
    const query = countQuery(about.view).toString();
    if (query !== this.#asked && !document.hidden) {
      this.#asked = query;
      this.#heardAtMs = Date.now();
      this.#budgetS = BUDGET_S;
      this.#ask(false);
    }
  }

  /** Counts what was not counted in time. */
  further() {
    this.#ask(true);
  }

  /** Ends all of it, until it is looked at again. */
  close() {
    this.#heard?.onStats.delete(this.#came);
    this.#heard = null;
    this.#request?.abort();
    this.#asked = '';
  }

  /** @param {import('./pane.js').Stats} stats */
  #came = (stats) => {
    const { counts } = this;
    const isAway = Date.now() - this.#heardAtMs > AWAY_MS;
    this.#heardAtMs = Date.now();
    if (isAway || counts.isTooFine) {
      this.#asked = '';
    } else if (counts.toMs > 0) {
      const nowMs = Date.now() - this.#aheadMs;
      this.version += counts.bucketAt(counts.toMs) === counts.bucketAt(nowMs) ? 0 : 1;
      counts.goOn(nowMs, stats.n ?? {}, isSliding(pane().view.since));
    }
    this.changed(false);
  };

  /** @param {boolean} isMore whether it goes on further back */
  async #ask(isMore) {
    const query = countQuery(pane().view);
    const { reachedMs, fromMs, stepMs } = this.counts;
    query.set('step', isMore ? `${stepMs / 1000}s` : 'auto');
    query.set('budget', `${this.#budgetS}s`);
    if (isMore) {
      query.set('since', new Date(fromMs).toISOString());
      query.set('until', new Date(reachedMs).toISOString());
    }
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    try {
      const response = await ask(`counts?${query}`, { signal: request.signal, headers: { Accept: 'application/x-ndjson' } });
      await this.#take(response, isMore);
      this.#budgetS = isMore && this.counts.reachedMs === reachedMs ? LONGEST_BUDGET_S : BUDGET_S;
    } catch (failure) {
      this.#failed(failure, isMore);
    }
  }

  /** @param {Response} response @param {boolean} isMore */
  async #take(response, isMore) {
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    const lines = new Lines();
    if (!isMore) {
      this.counts = new Counts();
    }
    const { counts } = this;
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const wasEmpty = counts.toMs === 0;
      lines.split(read.value, (line) => counts.take(JSON.parse(decoder.decode(line)), isMore));
      if (wasEmpty && pane().view.until === '') {
        this.#aheadMs = Date.now() - counts.toMs;
      }
      this.version++;
      this.changed(!isMore && wasEmpty);
    }
  }

  /** @param {unknown} failure @param {boolean} isMore */
  #failed(failure, isMore) {
    if (failure instanceof Refusal && (failure.status === 404 || failure.status === 403)) {
      this.isThere = false;
      this.changed(true);
    } else if (failure instanceof Refusal && failure.status === 503) {
      const asked = this.#asked;
      setTimeout(() => asked !== '' && asked === this.#asked && this.#ask(isMore), failure.retryAfterMs || 2000);
    }
  }
}
