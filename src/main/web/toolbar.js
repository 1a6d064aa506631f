/** What is shown, and what one can do with it: the bar above the lines, and on phones one below. */
import { html, LitElement, nothing } from 'lit';
import './filter-box.js';
import './menu.js';
import { LEVELS } from './chunk.js';
import { changeView, jumpToLive } from './navigation.js';
import { appsLabel, appsMenu, columnsMenu, timeLabel, timeMenu } from './pickers.js';
import { shareMenu } from './share.js';
import { isSidebarShown, toggleSidebar } from './sidebar.js';
import { pane, state, watch } from './state.js';
import { number } from './times.js';
import { viewsMenu } from './views.js';

const LEVEL_NAMES = ['', ...[...LEVELS].reverse()];

/** The button that pauses or goes on; it says what a click does. @param {import('./pane.js').Pane} about */
function pauseButton(about) {
  return about.mode === 'paused'
    ? html`<button class="pause" @click=${() => about.resume()}>Resume</button>`
    : html`<button class="pause" @click=${() => about.pause()}>Pause</button>`;
}

class TopToolbar extends LitElement {
  constructor() {
    super();
    watch(this);
  }

  createRenderRoot() {
    return this;
  }

  render() {
    const about = pane();
    const { view } = about;
    return html`<div class="toolbar" role="group" aria-label="what is shown">
      <menu-button .label=${appsLabel(view)} .name=${'Apps'} name="Apps" .content=${appsMenu}></menu-button>
      <select aria-label="Level" @change=${(/** @type {any} */ event) => changeView({ level: event.target.value })}>
        ${LEVEL_NAMES.map((level) => html`<option value=${level} .selected=${level === view.level}>${level === '' ? 'All levels' : `${level} and worse`}</option>`)}
        ${LEVEL_NAMES.includes(view.level) ? nothing : html`<option .selected=${true}>${view.level}</option>`}
      </select>
      <filter-box .value=${view.filter} .refusal=${about.refusal}></filter-box>
      <menu-button class="wide" .label=${'★'} .name=${'Saved views'} name="Saved views" .content=${viewsMenu}></menu-button>
      <menu-button .label=${timeLabel(view)} .name=${'Time'} name="Time" .content=${timeMenu}></menu-button>
      <span class="wide">${pauseButton(about)}</span>
      <menu-button class="wide" .label=${'Share ▾'} .name=${'Share'} name="Share" .content=${shareMenu}></menu-button>
      <menu-button class="wide" .label=${'Columns ▾'} .name=${'Columns'} name="Columns" .content=${columnsMenu}></menu-button>
    </div>`;
  }
}

/** The bar of phones, where thumbs are. */
class BottomToolbar extends LitElement {
  constructor() {
    super();
    watch(this);
  }

  createRenderRoot() {
    return this;
  }

  render() {
    const about = pane();
    return html`<div class="bottom" role="group" aria-label="reading">
      ${pauseButton(about)}
      <button class="grow" ?disabled=${about.mode === 'follow'} @click=${() => jumpToLive(about)}>${state.settings.newestOnTop ? '↑' : '↓'} ${about.mode === 'follow' || about.newer.lines === 0 ? 'live' : `${number(about.newer.lines)} new`}</button>
      <button aria-label="Apps and fields" aria-expanded=${isSidebarShown()} @click=${toggleSidebar}>☰</button>
      <menu-button .label=${'⋯'} .name=${'More'} name="More" .content=${moreMenu}></menu-button>
    </div>`;
  }
}

function moreMenu() {
  return html`${shareMenu()}<hr>${columnsMenu()}<hr>${viewsMenu()}`;
}

customElements.define('top-toolbar', TopToolbar);
customElements.define('bottom-toolbar', BottomToolbar);
