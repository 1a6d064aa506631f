/** The place where drains are: a table of them, and what can be done with each. */
import { html, LitElement, nothing } from 'lit';
import './drain-add.js';
import { drainUrl, trialText } from './drain-sheet.js';
import './drain-sheets.js';
import { Poll, reason, trouble } from './poll.js';
import { may, tell, watch } from './state.js';
import { ask } from './stream.js';
import { visible } from './text.js';
import { duration, fullTime, number } from './times.js';

/** @typedef {import('./drain-sheet.js').Drain} Drain */
/** @typedef {import('./drain-sheet.js').Trial} Trial */

class DrainsPlace extends LitElement {
  constructor() {
    super();
    watch(this);
    /** @type {Poll<Drain[]>} */
    this.poll = new Poll(this, 'drains', 2000);
    /** What trials have shown, by name; null while one runs. @type {Map<string, Trial | null>} */
    this.trials = new Map();
    /** Names of those that something is done with. @type {Set<string>} */
    this.busy = new Set();
    this.addEventListener('drains-changed', () => this.poll.refresh());
  }

  createRenderRoot() {
    return this;
  }

  render() {
    const drains = this.poll.value;
    return html`<main class="place">
      <div class="place-head">
        <h1>Drains</h1>
        ${drains === null ? nothing : html`<span class="dim">${summary(drains)}</span>`}
        <span class="space"></span>
        ${may('drain') ? html`<button class="main" @click=${() => this.#sheet('drain-add-sheet').show()}>Add a drain …</button>` : nothing}
      </div>
      ${trouble(this.poll)}
      ${drains === null ? this.#waiting() : drains.length === 0 ? NONE : this.#table(drains)}
    </main>
    <drain-add-sheet></drain-add-sheet>
    <drain-rewind-sheet></drain-rewind-sheet>
    <drain-letters-sheet></drain-letters-sheet>
    <drain-remove-sheet></drain-remove-sheet>`;
  }

  #waiting() {
    return this.poll.failure === null ? html`<p class="dim">asking …</p>` : nothing;
  }

  /** @param {Drain[]} drains */
  #table(drains) {
    const hasLag = drains.some((each) => each.lag_events !== undefined);
    return html`<table class="cards drains" role="table" aria-label="drains">
      <thead role="rowgroup"><tr role="row">
        ${['name', 'state', 'destination', 'filter'].map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}
        ${hasLag ? html`<th role="columnheader" scope="col" class="figure" title="in the journal, and not yet with the destination">lag</th>` : nothing}
        ${['sent', 'retries', 'dead'].map((name) => html`<th role="columnheader" scope="col" class="figure">${name}</th>`)}
        <th role="columnheader" scope="col">last error</th>
      </tr></thead>
      ${drains.map((drain) => this.#rows(drain, hasLag))}
    </table>`;
  }

  /** @param {Drain} drain @param {boolean} hasLag */
  #rows(drain, hasLag) {
    const options = Object.entries(drain.options).map(([name, value]) => `${name}=${value}`);
    return html`<tbody role="rowgroup">
      <tr role="row">
        <th role="rowheader" scope="row" class="name">${visible(drain.name)}${drain.apps ? html`<small class="dim">only ${visible(drain.apps.join(', '))}</small>` : nothing}</th>
        <td role="cell" data-label="state"><span class="state state-${STATES.includes(drain.state) ? drain.state : 'other'}">${drain.state}</span></td>
        <td role="cell" data-label="destination" class="url">${visible(drain.url)}${options.length > 0 ? html`<small class="dim">${visible(options.join(' '))}</small>` : nothing}</td>
        <td role="cell" data-label="filter" class="url">${drain.filter === '' ? html`<span class="dim">all events</span>` : visible(drain.filter)}</td>
        ${hasLag ? html`<td role="cell" data-label="lag" class="figure">${lag(drain)}</td>` : nothing}
        <td role="cell" data-label="sent" class="figure">${number(drain.sent)}${drain.resent > 0 ? html`<small class="dim">${number(drain.resent)} again</small>` : nothing}</td>
        <td role="cell" data-label="retries" class="figure">${number(drain.retries)}</td>
        <td role="cell" data-label="dead" class="figure">${number(drain.dead_letters)}${drain.lost ? html`<small class="trouble">${number(drain.lost)} lost</small>` : nothing}</td>
        <td role="cell" data-label="last error" class="error">${lastError(drain)}</td>
      </tr>
      <tr role="row" class="acts"><td role="cell" colspan="9">${this.#acts(drain)}</td></tr>
    </tbody>`;
  }

  /** @param {Drain} drain */
  #acts(drain) {
    if (!may('drain')) {
      return nothing;
    }
    const { name } = drain;
    const isBusy = this.busy.has(name);
    const trial = this.trials.get(name);
    return html`<div class="buttons" role="group" aria-label=${`what to do with ${visible(name)}`}>
        ${
          drain.state === 'paused'
            ? html`<button ?disabled=${isBusy} @click=${() => this.#act(name, '/resume', 'goes on')}>Resume</button>`
            : html`<button ?disabled=${isBusy} @click=${() => this.#act(name, '/pause', 'is paused')}>Pause</button>`
        }
        <button ?disabled=${trial === null} title="sends one event over a connection of its own" @click=${() => this.#test(name)}>${trial === null ? 'Testing …' : 'Test'}</button>
        <button @click=${() => this.#sheet('drain-rewind-sheet').show(drain)}>Rewind …</button>
        ${drain.dead_letters > 0 ? html`<button @click=${() => this.#sheet('drain-letters-sheet').show(drain)}>Dead letters (${number(drain.dead_letters)}) …</button>` : nothing}
        ${
          drain.declared
            ? html`<span class="dim">declared by <code>LOGTAIL_DRAINS</code>: changed and removed there</span>`
            : html`<button class="danger" @click=${() => this.#sheet('drain-remove-sheet').show(drain)}>Remove …</button>`
        }
      </div>
      <p class="trial ${trial?.ok ? 'good' : 'trouble'}" role="status">${trial ? `Test: ${trialText(trial)}` : nothing}</p>`;
  }

  /** @param {string} name @param {string} path @param {string} done */
  async #act(name, path, done) {
    this.busy.add(name);
    this.requestUpdate();
    try {
      await ask(drainUrl(name, path), { method: 'POST' });
      tell(`${visible(name)} ${done}`);
    } catch (failure) {
      tell(`${visible(name)}: ${reason(failure)}`);
    }
    await this.poll.refresh();
    this.busy.delete(name);
    this.requestUpdate();
  }

  /** @param {string} name */
  async #test(name) {
    this.trials.set(name, null);
    this.requestUpdate();
    const fromMs = performance.now();
    try {
      this.trials.set(name, await (await ask(drainUrl(name, '/test'), { method: 'POST' })).json());
    } catch (failure) {
      this.trials.set(name, { ok: false, taken: 0, message: reason(failure), took_ms: performance.now() - fromMs });
    }
    this.requestUpdate();
  }

  /** @param {string} tag */
  #sheet(tag) {
    return /** @type {import('./drain-sheet.js').DrainSheet} */ (this.querySelector(tag));
  }
}

const STATES = ['running', 'retrying', 'paused', 'broken'];

const NONE = html`<div class="nothing">
  <p>No drains yet. A drain forwards events to another store, each at least once and in order:</p>
  <p>syslog, HTTP (NDJSON, Elasticsearch, Loki, OTLP), RELP, Kafka, files.</p>
</div>`;

/** @param {Drain[]} drains */
function summary(drains) {
  const failing = drains.filter((each) => each.state === 'retrying' || each.state === 'broken').length;
  return `${drains.length}${failing > 0 ? `, ${failing} failing` : ''}`;
}

/** @param {Drain} drain */
function lag(drain) {
  if (drain.lag_events === undefined) {
    return html`<span class="dim">not shown</span>`;
  }
  if (drain.lag_events === 0) {
    return html`<span class="dim">none</span>`;
  }
  return html`${number(drain.lag_events)}<small class="dim">${duration((drain.lag_seconds ?? 0) * 1000)}</small>`;
}

/** @param {Drain} drain */
function lastError(drain) {
  const [, at, text] = drain.last_error.match(/^(\d{4}-\S+Z):? (.*)$/s) ?? ['', '', drain.last_error];
  const atMs = Date.parse(at);
  const when = Number.isNaN(atMs) ? nothing : html`<small class="dim">${fullTime(atMs, '').slice(0, 19)}</small>`;
  if (drain.trouble !== '') {
    return html`<span class="trouble">${visible(drain.trouble)}</span>${when}`;
  }
  return drain.last_error === '' ? html`<span class="dim">none</span>` : html`${visible(text)}${when}`;
}

customElements.define('drains-place', DrainsPlace);
