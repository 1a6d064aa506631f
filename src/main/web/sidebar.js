/** What stands left of the list: who speaks, and what the lines hold. On phones a sheet from below. */
import { html, LitElement, nothing } from 'lit';
import './apps.js';
import './fields.js';
import { changed, changeSettings, state, watch } from './state.js';

const phone = matchMedia('(max-width: 700px)');
/** On phones it covers the lines, so it is opened each time. */
let isSheetOpen = false;

export function isSidebarShown() {
  return phone.matches ? isSheetOpen : state.settings.showSidebar;
}

export function toggleSidebar() {
  if (phone.matches) {
    isSheetOpen = !isSheetOpen;
    changed();
  } else {
    changeSettings({ showSidebar: !state.settings.showSidebar });
  }
}

class LogSidebar extends LitElement {
  constructor() {
    super();
    watch(this);
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    phone.addEventListener('change', changed);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    phone.removeEventListener('change', changed);
  }

  render() {
    if (!isSidebarShown()) {
      return nothing;
    }
    return html`<aside class="side" aria-label="apps and fields" @keydown=${this.#pressed}>
      <button class="quiet side-hide" aria-label="hide apps and fields" title="hide" @click=${toggleSidebar}>${phone.matches ? '✕' : '«'}</button>
      <app-list></app-list>
      <field-list></field-list>
    </aside>`;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key === 'Escape' && phone.matches) {
      event.stopPropagation();
      toggleSidebar();
    }
  }
}

customElements.define('log-sidebar', LogSidebar);
