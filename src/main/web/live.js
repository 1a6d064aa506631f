/** The place where lines come: toolbar, panes with their lists, the pill, and the bar below. */
import { html, LitElement, nothing } from 'lit';
import { changeView } from './app.js';
import { openDetails } from './details.js';
import './filter-box.js';
import './histogram.js';
import './log-list.js';
import { changed, changeSettings, pane, state, watch } from './state.js';
import { bytes, duration, number, zoneText } from './times.js';

const LEVEL_NAMES = ['', 'debug', 'info', 'notice', 'warn', 'error', 'crit', 'alert', 'emerg'];
const SINCE = [
  ['', 'all times'],
  ['15m', 'last 15 min'],
  ['1h', 'last hour'],
  ['6h', 'last 6 hours'],
  ['1d', 'last day'],
  ['7d', 'last week'],
];

class LivePlace extends LitElement {
  constructor() {
    super();
    watch(this);
  }

  createRenderRoot() {
    return this;
  }

  render() {
    const about = pane();
    return html`
      <div class="toolbar" role="toolbar" aria-label="what is shown">
        <label class="pick"><span class="hidden">Level</span>
          <select aria-label="Level" .value=${about.view.level} @change=${(/** @type {any} */ event) => changeView({ level: event.target.value })}>
            ${LEVEL_NAMES.map((level) => html`<option value=${level} ?selected=${level === about.view.level}>${level === '' ? 'all levels' : `${level} and worse`}</option>`)}
          </select>
        </label>
        <filter-box .value=${about.view.filter} .refusal=${about.refusal}></filter-box>
        <label class="pick"><span class="hidden">Time</span>
          <select aria-label="Time" @change=${(/** @type {any} */ event) => changeView({ since: event.target.value, until: '' })}>
            ${SINCE.map(([since, name]) => html`<option value=${since} ?selected=${since === about.view.since}>${name}</option>`)}
            ${SINCE.some(([since]) => since === about.view.since) ? nothing : html`<option selected>${about.view.since} …</option>`}
          </select>
        </label>
        ${about.mode === 'paused'
          ? html`<button class="pause" @click=${() => about.resume()}>▶ Resume</button>`
          : html`<button class="pause" @click=${() => about.pause()}>⏸ Pause</button>`}
      </div>
      <log-histogram></log-histogram>
      <div class="middle">
        <div class="panes">${state.panes.map((each, index) => this.#pane(each, index))}</div>
        <event-details></event-details>
      </div>
      ${this.#statusBar(about)}
    `;
  }

  /** @param {import('./pane.js').Pane} each @param {number} index */
  #pane(each, index) {
    return html`
      <section class="pane" aria-label="log" @focusin=${() => this.#focus(index)}>
        <log-list .pane=${each} @pick=${(/** @type {CustomEvent} */ event) => openDetails(each, event.detail.number)}></log-list>
        ${each.rows.count === 0 && !each.isLoading && !each.isStale && each.connection === 'open' ? this.#empty(each) : nothing}
        ${each.mode === 'follow' ? nothing : this.#pill(each)}
      </section>`;
  }

  /** @param {import('./pane.js').Pane} each */
  #empty(each) {
    void each;
    return html`<div class="empty">no lines yet</div>`;
  }

  /** @param {import('./pane.js').Pane} each */
  #pill(each) {
    const { lines, errors, gaps } = each.newer;
    const parts = [`↓ ${number(lines)}${each.isHeld ? '+' : ''} new`];
    if (errors > 0) {
      parts.push(`${number(errors)} ${errors === 1 ? 'error' : 'errors'}`);
    }
    if (gaps > 0) {
      parts.push(`${number(gaps)} ${gaps === 1 ? 'gap' : 'gaps'}`);
    }
    const isQuiet = lines + gaps === 0 && !each.isHeld && !each.isDetached;
    const text = isQuiet ? 'jump to live (End)' : `${parts.join(' · ')} — jump to live (End)`;
    return html`<button class="pill" @click=${() => each.jumpToLive()}>
      ${text}${each.isHeld ? html` <small>held by the daemon</small>` : nothing}</button>`;
  }

  /** @param {import('./pane.js').Pane} about */
  #statusBar(about) {
    const isThinned = about.perSecond > about.shownPerSecond + 1 && about.connection === 'open';
    return html`<footer class="bar">
      ${isThinned ? html`<span>showing ${number(about.shownPerSecond)} of ${number(about.perSecond)} lines/s, all kept</span>` : nothing}
      <span>${number(about.rows.count)} rows, ${bytes(about.rows.bytes)}</span>
      <span>${zoneText(about.view.tz)}</span>
      ${state.settings.showHistogram ? nothing : html`<button class="link" @click=${() => changeSettings({ showHistogram: true })}>show histogram</button>`}
      <span>order: ${about.view.order === 'time' ? 'time' : 'arrival'}</span>
    </footer>`;
  }

  /** @param {number} index */
  #focus(index) {
    if (state.focused !== index) {
      state.focused = index;
      changed();
    }
  }
}

/** How the connection is. Another thing than whether one follows. */
class ConnectionChip extends LitElement {
  constructor() {
    super();
    watch(this);
  }

  createRenderRoot() {
    return this;
  }

  render() {
    const about = pane();
    return html`<span class="chip chip-${about.connection}" role="status">${this.#text(about)}</span>`;
  }

  /** @param {import('./pane.js').Pane} about */
  #text(about) {
    switch (about.connection) {
      case 'open':
        return about.stats?.live === false ? '● catching up' : `● live · ${number(about.perSecond)}/s`;
      case 'reconnecting':
        return html`<button class="link" @click=${() => about.stream?.retry()}>○ reconnecting in ${duration(Math.max(0, about.retryAtMs - Date.now()))} — now</button>`;
      case 'refused':
        return '✕ refused';
      case 'ended':
        return '■ not live';
      default:
        return '○ connecting';
    }
  }
}

customElements.define('connection-chip', ConnectionChip);
customElements.define('live-place', LivePlace);
