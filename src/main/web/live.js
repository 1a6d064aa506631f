/** The place where lines come: toolbar, panes with their lists, the pill, and the bar below. */
import { html, LitElement, nothing } from 'lit';
import { changeView } from './navigation.js';
import './filter-box.js';
import './log-list.js';
import './menu.js';
import { LEVELS } from './chunk.js';
import { appsLabel, appsMenu, columnsMenu, timeLabel, timeMenu } from './pickers.js';
import { shareMenu } from './share.js';
import { closePane } from './split.js';
import { viewsMenu } from './views.js';
import { changed, pane, state, watch } from './state.js';
import { visible } from './text.js';
import { bytes, duration, number, zoneText } from './times.js';

const LEVEL_NAMES = ['', ...[...LEVELS].reverse()];

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
        <menu-button .label=${appsLabel(about.view)} .name=${'Apps'} name="Apps" .content=${appsMenu}></menu-button>
        <label class="pick"><span class="hidden">Level</span>
          <select aria-label="Level" .value=${about.view.level} @change=${(/** @type {any} */ event) => changeView({ level: event.target.value })}>
            ${LEVEL_NAMES.map((level) => html`<option value=${level} ?selected=${level === about.view.level}>${level === '' ? 'all levels' : `${level} and worse`}</option>`)}
          </select>
        </label>
        <filter-box .value=${about.view.filter} .refusal=${about.refusal}></filter-box>
        <menu-button .label=${'★'} .name=${'Saved views'} name="Saved views" .content=${viewsMenu}></menu-button>
        <menu-button .label=${timeLabel(about.view)} .name=${'Time'} name="Time" .content=${timeMenu}></menu-button>
        ${
          about.mode === 'paused'
            ? html`<button class="pause" @click=${() => about.resume()}>Resume</button>`
            : html`<button class="pause" @click=${() => about.pause()}>Pause</button>`
        }
        <menu-button .label=${'Share ▾'} .name=${'Share'} name="Share" .content=${shareMenu}></menu-button>
        <menu-button .label=${'Columns ▾'} .name=${'Columns'} name="Columns" .content=${columnsMenu}></menu-button>
      </div>
      <div class="panes">${state.panes.map((each, index) => this.#pane(each, index))}</div>
      ${state.layer === 'find' ? html`<find-bar></find-bar>` : nothing}
      ${this.#statusBar(about)}
    `;
  }

  /** @param {import('./pane.js').Pane} each @param {number} index */
  #pane(each, index) {
    return html`
      <section class="pane ${state.panes.length > 1 && index === state.focused ? 'about' : ''}" aria-label=${`log ${index + 1}`} @focusin=${() => this.#focus(index)} @pointerdown=${() => this.#focus(index)}>
        ${
          state.panes.length > 1
            ? html`<div class="pane-head"><span class="cut">${paneName(each.view)}</span>
          <button class="quiet" aria-label="Close this pane" @click=${() => closePane(each)}>✕</button></div>`
            : nothing
        }
        <log-list .pane=${each}></log-list>
        ${each.rows.count === 0 && !each.loading.isBusy && !each.isStale && each.connection === 'open' ? this.#empty(each) : nothing}
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
      ${isThinned || about.wantsAll ? html`<label class="inline"><input type="checkbox" .checked=${about.wantsAll} @change=${() => about.setWantsAll(!about.wantsAll)}> all lines</label>` : nothing}
      ${isThinned ? html`<span>showing ${number(about.shownPerSecond)} of ${number(about.perSecond)} lines/s, all kept</span>` : nothing}
      <span>${number(about.rows.count)} rows, ${bytes(about.rows.bytes)}</span>
      <span>${zoneText(about.view.tz)}</span>
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
        return html`<button class="link" @click=${() => about.following.retry()}>○ reconnecting in ${duration(Math.max(0, about.retryAtMs - Date.now()))} — now</button>`;
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
