/** The place where lines come: panes with their lists, what stands around them, the pill, and the line below. */
import { html, LitElement, nothing } from 'lit';
import { openDetails } from './details.js';
import './histogram.js';
import './log-list.js';
import { closePane } from './split.js';
import { changed, changeSettings, pane, state, watch } from './state.js';
import { visible } from './text.js';
import { bytes, duration, number, zoneText } from './times.js';
import './toolbar.js';

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
      <top-toolbar></top-toolbar>
      <log-histogram></log-histogram>
      <div class="middle">
        <div class="panes">${state.panes.map((each, index) => this.#pane(each, index))}</div>
        <event-details></event-details>
      </div>
      ${state.layer === 'find' ? html`<find-bar></find-bar>` : nothing}
      ${this.#statusBar(about)}
      <bottom-toolbar></bottom-toolbar>
    `;
  }

  /** @param {import('./pane.js').Pane} each @param {number} index */
  #pane(each, index) {
    const isSplit = state.panes.length > 1;
    return html`
      <section class="pane ${isSplit && index === state.focused ? 'about' : ''}" aria-label=${`log ${index + 1}`}
        @focusin=${() => this.#focus(index)} @pointerdown=${() => this.#focus(index)}>
        ${
          isSplit
            ? html`<div class="pane-head"><span class="cut">${paneName(each.view)}</span>
          <button class="quiet" aria-label="Close this pane" @click=${() => closePane(each)}>✕</button></div>`
            : nothing
        }
        <log-list .pane=${each} @pick=${(/** @type {CustomEvent} */ event) => openDetails(each, event.detail.number)}></log-list>
        ${each.rows.count === 0 && !each.loading.isBusy && !each.isStale && each.connection === 'open' ? html`<div class="empty">no lines yet</div>` : nothing}
        ${each.mode === 'follow' ? nothing : this.#pill(each)}
      </section>`;
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
    return html`<button class="pill" @click=${() => each.jumpToLive()}>
      ${isQuiet ? '' : `${parts.join(' · ')} — `}jump to live (End)${each.isHeld ? html` <small>held by the daemon</small>` : nothing}</button>`;
  }

  /** @param {import('./pane.js').Pane} about */
  #statusBar(about) {
    const isThinned = about.perSecond > about.shownPerSecond + 1 && about.connection === 'open';
    return html`<footer class="bar">
      ${isThinned ? html`<span>showing ${number(about.shownPerSecond)} of ${number(about.perSecond)} lines/s, all kept</span>` : nothing}
      ${
        isThinned || about.wantsAll
          ? html`<label class="inline"><input type="checkbox" .checked=${about.wantsAll} @change=${() => about.setWantsAll(!about.wantsAll)}> all lines</label>`
          : nothing
      }
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

/** What a pane shows, in a few words. @param {import('./url.js').View} view */
function paneName(view) {
  const words = [...view.app, view.level, view.filter, view.since].filter((word) => word !== '');
  return words.length === 0 ? 'everything' : words.map(visible).join(' · ');
}

/** How the connection is. Another thing than whether one follows. */
class ConnectionChip extends LitElement {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #countdown;

  constructor() {
    super();
    watch(this);
  }

  createRenderRoot() {
    return this;
  }

  render() {
    const about = pane();
    clearInterval(this.#countdown);
    if (about.connection === 'reconnecting') {
      this.#countdown = setInterval(() => this.requestUpdate(), 1000);
    }
    return html`<span class="chip chip-${about.connection}">${chipText(about)}</span>`;
  }
}

/** @param {import('./pane.js').Pane} about */
function chipText(about) {
  switch (about.connection) {
    case 'open':
      return about.stats?.live === false ? '● catching up' : `● live · ${number(about.perSecond)}/s`;
    case 'reconnecting':
      return html`<button class="link" @click=${() => about.following.retry()}>○ reconnecting in ${duration(Math.max(0, about.retryAtMs - Date.now()))} — now</button>`;
    case 'refused':
      return '✕ refused';
    case 'ended':
      return '■ not live';
    default:
      return '○ connecting';
  }
}

customElements.define('connection-chip', ConnectionChip);
customElements.define('live-place', LivePlace);
