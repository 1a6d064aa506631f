/** Layers that are typed into: the palette of apps, saved views and commands (Ctrl-K), and the search in the loaded rows (f). */
import { html, LitElement, nothing } from 'lit';
import { changeView, goTo, jumpToLive } from './navigation.js';
import { moveToMatch } from './moving.js';
import { splitPane } from './split.js';
import { changeSettings, openLayer, pane, state, watch } from './state.js';
import { ask } from './stream.js';
import { markers, visible } from './text.js';
import { savedViews } from './views.js';

/** @typedef {{name: string, kind: string, run: () => void}} Entry */

/** @type {Entry[]} */
const COMMANDS = [
  { name: 'Pause or resume', kind: 'command', run: () => (pane().mode === 'paused' ? pane().resume() : pane().pause()) },
  { name: 'Jump to live', kind: 'command', run: () => jumpToLive(pane()) },
  { name: 'Split the view', kind: 'command', run: splitPane },
  { name: 'Wrap long lines on or off', kind: 'command', run: () => changeView({ wrap: !pane().view.wrap }, false) },
  { name: 'UTC or local time', kind: 'command', run: () => changeView({ tz: pane().view.tz === '' ? 'utc' : '' }, false) },
  { name: 'Errors only', kind: 'command', run: () => changeView({ level: 'error' }) },
  { name: 'Reset the view', kind: 'command', run: () => goTo('#/live', true) },
  { name: 'Theme: dark', kind: 'command', run: () => changeSettings({ theme: 'dark' }) },
  { name: 'Theme: light', kind: 'command', run: () => changeSettings({ theme: 'light' }) },
  { name: 'Theme: as the system', kind: 'command', run: () => changeSettings({ theme: 'system' }) },
  { name: 'Drains', kind: 'place', run: () => goTo('#/drains', true) },
  { name: 'Status', kind: 'place', run: () => goTo('#/status', true) },
  { name: 'Help and keys', kind: 'command', run: () => openLayer('help') },
];

class CommandPalette extends LitElement {
  #typed = '';
  #at = 0;
  /** @type {Entry[]} */
  #apps = [];

  createRenderRoot() {
    return this;
  }

  firstUpdated() {
    const dialog = /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
    dialog.showModal();
    ask('apps').then(
      async (response) => {
        const apps = await response.json();
        this.#apps = apps.map((/** @type {any} */ { app }) => ({ name: app, kind: 'app', run: () => changeView({ app: [app] }) }));
        this.requestUpdate();
      },
      () => {},
    );
  }

  render() {
    const entries = this.#entries();
    return html`<dialog class="palette" aria-label="Go to" @close=${() => state.layer === 'palette' && openLayer('')}>
      <input aria-label="App, saved view or command" role="combobox" aria-expanded="true" aria-controls="palette-list"
        aria-activedescendant=${entries.length > 0 ? `palette-${this.#at}` : nothing} placeholder="app, saved view or command" autocomplete="off"
        @input=${this.#type} @keydown=${(/** @type {KeyboardEvent} */ event) => this.#key(event, entries)}>
      <ul id="palette-list" role="listbox" aria-label="Found">${entries.map(
        (entry, index) => html`
        <li id=${`palette-${index}`} role="option" aria-selected=${index === this.#at} @click=${() => this.#run(entry)}>
          <span>${visible(entry.name)}</span><span class="dim">${entry.kind}</span></li>`,
      )}</ul>
    </dialog>`;
  }

  #entries() {
    const views = savedViews().map((view) => ({ name: view.name, kind: 'view', run: () => goTo(view.hash, true) }));
    const typed = this.#typed.toLowerCase();
    return [...this.#apps, ...views, ...COMMANDS].filter((entry) => entry.name.toLowerCase().includes(typed)).slice(0, 12);
  }

  /** @param {Event} event */
  #type(event) {
    this.#typed = /** @type {HTMLInputElement} */ (event.target).value;
    this.#at = 0;
    this.requestUpdate();
  }

  /** @param {KeyboardEvent} event @param {Entry[]} entries */
  #key(event, entries) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.#at = (this.#at + step + entries.length) % Math.max(1, entries.length);
      this.requestUpdate();
    } else if (event.key === 'Enter' && entries[this.#at] !== undefined) {
      event.preventDefault();
      this.#run(entries[this.#at]);
    }
  }

  /** @param {Entry} entry */
  #run(entry) {
    openLayer('');
    entry.run();
  }
}

/** Looks for a text in the rows that are loaded. */
class FindBar extends LitElement {
  #typed = '';

  constructor() {
    super();
    watch(this);
  }

  createRenderRoot() {
    return this;
  }

  firstUpdated() {
    this.querySelector('input')?.focus();
  }

  render() {
    return html`<div class="find" role="search" @keydown=${this.#key}>
      <input aria-label="Find in the loaded rows" placeholder="find in the loaded rows" autocomplete="off" @input=${this.#type}>
      <button @click=${() => this.#move(-1)} aria-label="Find previous">↑</button><button @click=${() => this.#move(1)} aria-label="Find next">↓</button>
      <span class="dim">sees the loaded rows only</span>
      <button @click=${() => this.#filter()} ?disabled=${this.#typed === ''}>Filter all for it</button>
      <button class="quiet" @click=${() => openLayer('')} aria-label="Close">✕</button>
    </div>`;
  }

  /** @param {Event} event */
  #type(event) {
    this.#typed = /** @type {HTMLInputElement} */ (event.target).value;
    this.requestUpdate();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === 'Enter' && /** @type {HTMLElement} */ (event.target).tagName === 'INPUT') {
      this.#move(event.shiftKey ? 1 : -1);
      /** @type {HTMLElement} */ (event.target).focus();
    } else if (event.key === 'Escape') {
      openLayer('');
    }
  }

  /** @param {number} step */
  #move(step) {
    if (this.#typed !== '') {
      moveToMatch(step, markers([{ text: this.#typed, ignoreCase: true }]));
    }
  }

  #filter() {
    openLayer('');
    changeView({ filter: `"${this.#typed.replace(/[\\"]/g, '\\$&')}"` });
  }
}

customElements.define('command-palette', CommandPalette);
customElements.define('find-bar', FindBar);
