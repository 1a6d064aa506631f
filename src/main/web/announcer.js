/**
 * What is said to those who hear the page: never the lines themselves, which would flood them (the list is `aria-live=off`).
 * A change of connection, a pause and a gap at once; how much is new, at most each ten seconds; new errors word by word only
 * where the settings want that.
 */
import { html, LitElement } from 'lit';
import { EVENT, GAP } from './chunk.js';
import { gapText } from './row.js';
import { pane, state, watch } from './state.js';
import { visible } from './text.js';
import { number } from './times.js';

const EVERY_MS = 10000;
const WORST_ERROR = 3;

/** @type {Record<string, string>} */
const CONNECTIONS = {
  open: 'connected',
  reconnecting: 'connection lost, reconnecting',
  refused: 'the daemon refuses this',
  ended: 'not live',
};

class PageAnnouncer extends LitElement {
  #connection = '';
  #mode = '';
  #status = '';
  #alert = '';
  #lines = 0;
  #errors = 0;
  #saidAtMs = 0;
  /** The first row that was not looked at yet. */
  #next = 0;
  #generation = -1;

  constructor() {
    super();
    watch(this);
  }

  createRenderRoot() {
    return this;
  }

  render() {
    this.#look(pane());
    return html`<div class="hidden" role="status">${this.#status}</div><div class="hidden" role="alert">${this.#alert}</div>`;
  }

  /** @param {import('./pane.js').Pane} about */
  #look(about) {
    this.#lookAtRows(about);
    if (about.connection !== this.#connection && CONNECTIONS[about.connection] !== undefined) {
      this.#connection = about.connection;
      this.#status = CONNECTIONS[about.connection];
    }
    if (about.mode !== this.#mode) {
      this.#mode = about.mode;
      this.#status = about.mode === 'paused' ? 'paused' : about.mode === 'follow' ? 'following' : 'reading, nothing moves';
    }
    if (this.#lines > 0 && Date.now() - this.#saidAtMs > EVERY_MS) {
      const errors = this.#errors > 0 ? `, ${number(this.#errors)} ${this.#errors === 1 ? 'error' : 'errors'}` : '';
      this.#status = `${number(this.#lines)} new ${this.#lines === 1 ? 'line' : 'lines'}${errors}`;
      this.#saidAtMs = Date.now();
      this.#lines = 0;
      this.#errors = 0;
    }
  }

  /** @param {import('./pane.js').Pane} about */
  #lookAtRows(about) {
    const { rows } = about;
    if (about.generation !== this.#generation || this.#next > rows.end || about.loading.isBusy) {
      this.#generation = about.generation;
      this.#next = rows.end; // what was there is not new
    }
    for (let at = Math.max(this.#next, rows.first); at < rows.end; at++) {
      if (rows.kind(at) === GAP) {
        this.#alert = gapText(rows.json(at).gap);
      } else if (rows.kind(at) === EVENT) {
        this.#lines++;
        if (rows.level(at) <= WORST_ERROR) {
          this.#errors++;
          if (state.settings.readErrorsAloud) {
            const event = rows.json(at);
            this.#alert = visible(`${event.level}, ${event.app ?? ''}: ${String(event.message ?? '').slice(0, 200)}`);
          }
        }
      }
    }
    this.#next = rows.end;
  }
}

customElements.define('page-announcer', PageAnnouncer);
