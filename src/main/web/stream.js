/**
 * One endless answer of `/tail`, read as bytes line by line; opened again where it ended when it breaks. Plain `fetch`: an
 * EventSource makes a task of each event, tells nothing of refusals, and cannot be made to wait. Here whoever does not take
 * the lines stops the reading, and the daemon keeps them.
 */

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10000;
const SILENCE_MS = 14000; // a sign of life comes each second; looked at each second, so it is told within 15
const MOST_WAITING_BYTES = 4 << 20;

/**
 * What is told of a connection.
 * @typedef {'connecting' | 'open' | 'reconnecting' | 'refused' | 'ended' | 'closed'} Connection
 */

/** Whether it is a place in a journal of several lanes, instead of the id of an event. @param {string} id */
export function isPlace(id) {
  return id.startsWith('P');
}

/** An answer other than 200. */
export class Refusal extends Error {
  /** @param {number} status @param {any} problem see RFC 9457 @param {number} retryAfterMs */
  constructor(status, problem, retryAfterMs) {
    super(problem?.detail ?? `the daemon answers ${status}`);
    this.status = status;
    this.problem = problem ?? {};
    this.retryAfterMs = retryAfterMs;
  }

  /** @param {Response} response */
  static async of(response) {
    let problem = null;
    try {
      problem = await response.json();
    } catch {
      // of a proxy
    }
    const seconds = Number(response.headers.get('Retry-After') ?? 'NaN');
    return new Refusal(response.status, problem, Number.isNaN(seconds) ? 0 : seconds * 1000);
  }
}

/** Asks for something; throws a {@link Refusal}. @param {string} url @param {RequestInit} [init] */
export async function ask(url, init) {
  const response = await fetch(url, init);
  if (!response.ok) {
    throw await Refusal.of(response);
  }
  return response;
}

/** Takes bytes as they come, gives lines without their ends. */
export class Lines {
  /** @type {Uint8Array[]} */
  #parts = [];

  /** @param {Uint8Array} bytes @param {(line: Uint8Array) => void} take */
  split(bytes, take) {
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      const line = bytes.subarray(from, end);
      from = end + 1;
      take(this.#parts.length === 0 ? line : this.#joined(line));
    }
    if (from < bytes.length) {
      this.#parts.push(bytes.subarray(from));
    }
  }

  /** @param {Uint8Array} line */
  #joined(line) {
    const parts = [...this.#parts, line];
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    return all;
  }
}

export class Stream {
  #isClosed = false;
  #waitingBytes = 0;
  #tries = 0;
  /** @type {AbortController | null} */
  #request = null;
  /** @type {(() => void) | null} */
  #wakeReader = null;
  /** @type {(() => void) | null} */
  #wakeSleeper = null;

  /**
   * @param {() => string} url the address to ask now: behind what was taken last
   * @param {{
   *   opened: (headers: Headers) => void,
   *   line: (line: Uint8Array) => void,
   *   state: (connection: Connection, more: {refusal?: Refusal, atMs?: number}) => void,
   * }} listener
   */
  constructor(url, listener) {
    this.url = url;
    this.listener = listener;
    this.#run();
  }

  /** Ends it. Nothing is told after that. */
  close() {
    this.#isClosed = true;
    this.#request?.abort();
    this.#wakeReader?.();
    this.#wakeSleeper?.();
  }

  /** Tries again at once. */
  retry() {
    this.#wakeSleeper?.();
  }

  /** Lines of so many bytes, their ends aside, have been dealt with. @param {number} bytes */
  taken(bytes) {
    this.#waitingBytes -= bytes;
    if (this.#waitingBytes < MOST_WAITING_BYTES) {
      this.#wakeReader?.();
    }
  }

  async #run() {
    while (!this.#isClosed) {
      let refusal = null;
      try {
        await this.#once();
      } catch (failure) {
        refusal = failure instanceof Refusal ? failure : null;
      }
      if (this.#isClosed) {
        return;
      }
      if (refusal !== null && refusal.status < 500 && refusal.status !== 429) {
        this.listener.state('refused', { refusal });
        return;
      }
      await this.#pause(refusal);
    }
  }

  /** @param {Refusal | null} refusal */
  async #pause(refusal) {
    const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#tries++);
    const delayMs = Math.max(refusal?.retryAfterMs ?? 0, Math.random() * longest, 100);
    this.listener.state('reconnecting', { refusal: refusal ?? undefined, atMs: Date.now() + delayMs });
    await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), delayMs);
      this.#wakeSleeper = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
    this.#wakeSleeper = null;
  }

  async #once() {
    const request = new AbortController();
    this.#request = request;
    let alive = Date.now();
    const watch = setInterval(() => {
      if (Date.now() - alive > SILENCE_MS && this.#waitingBytes < MOST_WAITING_BYTES) {
        request.abort();
      }
    }, 1000);
    try {
      this.listener.state('connecting', {});
      const response = await ask(this.url(), { signal: request.signal, headers: { Accept: 'application/x-ndjson' } });
      if (this.#isClosed) {
        return;
      }
      this.#tries = 0;
      this.listener.opened(response.headers);
      this.listener.state('open', {});
      const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
      const lines = new Lines();
      for (let read = await reader.read(); !read.done && !this.#isClosed; read = await reader.read()) {
        alive = Date.now();
        lines.split(read.value, (line) => {
          this.#waitingBytes += line.length;
          this.listener.line(line);
        });
        await this.#room();
        alive = Date.now();
      }
    } finally {
      clearInterval(watch);
      request.abort();
    }
  }

  async #room() {
    while (this.#waitingBytes >= MOST_WAITING_BYTES && !this.#isClosed) {
      await new Promise((resolve) => {
        this.#wakeReader = () => resolve(undefined);
      });
      this.#wakeReader = null;
    }
  }
}
