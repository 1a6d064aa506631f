/** The place where lines come: panes with their lists, what stands around them, the pill, and the line below. */
import { html, LitElement, nothing } from 'lit';
import { openDetails } from './details.js';
import { isEmpty } from './empty.js';
import './histogram.js';
import { headsOf } from './heads.js';
import './log-list.js';
import { jumpToLive } from './navigation.js';
import { isSidebarShown, toggleSidebar } from './sidebar.js';
import { closePane } from './split.js';
import { changed, changeSettings, pane, state, watch } from './state.js';
import { visible } from './text.js';
import { bytes, duration, number, zoneText } from './times.js';
import './toolbar.js';
import { selection } from './url.js';

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
        <log-sidebar></log-sidebar>
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
      <section class="pane ${isSplit && index === state.focused ? 'about' : ''} ${state.settings.newestOnTop ? 'newest-on-top' : ''}" aria-label=${`log ${index + 1}`}
        @focusin=${() => this.#focus(index)} @pointerdown=${() => this.#focus(index)}>
        ${
          isSplit
            ? html`<div class="pane-head"><span class="cut">${paneName(each.view)}</span>
          <button class="quiet" aria-label="Close this pane" @click=${() => closePane(each)}>✕</button></div>`
            : nothing
        }
        ${headsOf(each)}
        <log-list .pane=${each} @pick=${(/** @type {CustomEvent} */ event) => openDetails(each, event.detail.number)}></log-list>
        ${reasonOf(each)}
        ${isEmpty(each) ? html`<empty-hint .pane=${each}></empty-hint>` : nothing}
        ${each.mode === 'follow' ? nothing : this.#pill(each)}
      </section>`;
  }

  /** @param {import('./pane.js').Pane} each */
  #pill(each) {
    const { lines, errors, gaps } = each.newer;
    const parts =
      lines > 0 || each.isHeld ? [`${state.settings.newestOnTop ? '↑' : '↓'} ${number(lines)}${each.isHeld ? '+' : ''} new`] : [];
    if (errors > 0) {
      parts.push(`${number(errors)} ${errors === 1 ? 'error' : 'errors'}`);
    }
    if (gaps > 0) {
      parts.push(`${number(gaps)} ${gaps === 1 ? 'gap' : 'gaps'}`);
    }
    return html`<button class="pill" @click=${() => jumpToLive(each)}>
      ${parts.length === 0 ? '' : `${parts.join(' · ')} — `}jump to live (End)${each.isHeld ? html` <small>held by the daemon</small>` : nothing}</button>`;
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
      ${
        about.view.id !== '' && hasConditions(about.view)
          ? html`<label class="inline"><input type="checkbox" .checked=${about.showsNeighbours} @change=${() => about.setShowsNeighbours(!about.showsNeighbours)}> all around it</label>`
          : nothing
      }
      <span>${number(about.rows.count)} rows, ${bytes(about.rows.bytes)}</span>
      <span>${zoneText(about.view.tz)}</span>
      ${isSidebarShown() ? nothing : html`<button class="link wide" @click=${toggleSidebar}>show apps and fields</button>`}
      ${state.settings.showHistogram ? nothing : html`<button class="link" @click=${() => changeSettings({ showHistogram: true })}>show histogram</button>`}
      <span>order: ${about.view.order === '' ? 'arrival' : visible(about.view.order)}</span>
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

/** Why the daemon does not answer a view, unless the filter box or the login tells. @param {import('./pane.js').Pane} about */
function reasonOf({ connection, refusal }) {
  return connection !== 'refused' || refusal === null || refusal.status === 401 || refusal.problem.parameter === 'filter'
    ? nothing
    : html`<p class="refusal" role="alert">${visible(refusal.message)}</p>`;
}

/** What a pane shows, in a few words. @param {import('./url.js').View} view */
function paneName(view) {
  const words = [...view.app, view.level, view.filter, view.since].filter((word) => word !== '');
  return words.length === 0 ? 'everything' : words.map(visible).join(' · ');
}

/** Whether a view leaves out some events. @param {import('./url.js').View} view */
function hasConditions(view) {
  return selection(view).toString() !== '';
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
      if (state.place !== 'live') {
        return '● live'; // what comes is not looked at
      }
      return about.stats?.live === false ? '● catching up' : `● live · ${number(about.perSecond)}/s${behind(about)}`;
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

/** How many events the answer is behind the journal, where that can be told. @param {import('./pane.js').Pane} about */
function behind(about) {
  const count = Number(about.stats?.newest) - Number(about.stats?.at);
  return count > 1000 ? ` · ${number(count)} behind` : '';
}

customElements.define('connection-chip', ConnectionChip);
customElements.define('live-place', LivePlace);
