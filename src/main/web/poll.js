/** Asks for something again and again while it is on the screen, and not else. */
import { html, nothing } from 'lit';
import { openLayer, state } from './state.js';
import { ask, Refusal } from './stream.js';

const REFUSED_MS = 60000; // what is not there, or not allowed, is hardly so soon

/**
 * Part of a Lit element: asks at once when the element is there, and each so many milliseconds as long as it is, the tab can be
 * seen, and nobody is asked to log in.
 * @template T
 */
export class Poll {
  /** The last answer; null before the first. @type {T | null} */
  value = null;
  /** Why there is no newer one; null when the last try was good. @type {Error | null} */
  failure = null;
  /** When the last answer came. */
  atMs = 0;

  /** @type {number | undefined} */
  #timer;
  #isShown = false;
  #round = 0;
  #look = () => this.refresh();
  /** The session that was refused: nothing is asked again until there is another. @type {unknown} */
  #refused = undefined;

  /**
   * @param {import('lit').ReactiveElement} host drawn again after each answer
   * @param {string} url
   * @param {number} everyMs
   * @param {(value: T) => void} take hears each answer
   */
  constructor(host, url, everyMs, take = () => {}) {
    this.host = host;
    this.url = url;
    this.everyMs = everyMs;
    this.take = take;
    host.addController(this);
  }

  hostConnected() {
    this.#isShown = true;
    document.addEventListener('visibilitychange', this.#look);
    this.refresh();
  }

  /** Goes on as soon as somebody has logged in. */
  hostUpdated() {
    if (this.#refused !== undefined && state.session !== this.#refused) {
      this.#refused = undefined;
      this.refresh();
    }
  }

  hostDisconnected() {
    this.#isShown = false;
    document.removeEventListener('visibilitychange', this.#look);
    clearTimeout(this.#timer);
  }

  /** Asks now. */
  async refresh() {
    const round = ++this.#round;
    clearTimeout(this.#timer);
    if (!this.#isShown || document.hidden) {
      return;
    }
    let delayMs = this.everyMs;
    if (state.session !== this.#refused) {
      delayMs = Math.max(delayMs, await this.#ask(round));
    }
    if (round === this.#round && this.#isShown) {
      this.#timer = setTimeout(this.#look, delayMs);
    }
  }

  /** @param {number} round @returns {Promise<number>} how long it is asked to wait */
  async #ask(round) {
    try {
      const value = await (await ask(this.url)).json();
      if (round === this.#round) {
        this.value = value;
        this.atMs = Date.now();
        this.failure = null;
        this.take(value);
      }
    } catch (failure) {
      if (round === this.#round) {
        this.failure = failure instanceof Error ? failure : new Error(String(failure));
      }
    }
    this.host.requestUpdate();
    if (this.failure instanceof Refusal && this.failure.status === 401) {
      this.#refused = state.session;
      openLayer('login');
    }
    if (!(this.failure instanceof Refusal)) {
      return 0;
    }
    return [403, 404].includes(this.failure.status) ? REFUSED_MS : this.failure.retryAfterMs;
  }
}

/** What went wrong, in words. @param {unknown} failure */
export function reason(failure) {
  if (failure instanceof Refusal) {
    return failure.message;
  }
  return failure instanceof TypeError ? 'the daemon cannot be reached' : String(failure instanceof Error ? failure.message : failure);
}

/** What is wrong with what is shown, if anything. @param {Poll<any>} poll */
export function trouble({ failure, value }) {
  if (failure === null) {
    return nothing;
  }
  return html`<p class="trouble" role="alert">${value === null ? 'Not shown' : 'Not up to date'}: ${reason(failure)}</p>`;
}
