/** A button with something that opens below it: `<menu-button .label=… .content=${() => html`…`}>`. Closes by Esc and by a click elsewhere. */
import { html, LitElement } from 'lit';
import { watch } from './state.js';

const FIRST = 'input, button, a, select';
let count = 0;

class MenuButton extends LitElement {
  static properties = { label: {}, name: {}, content: { attribute: false } };

  constructor() {
    super();
    this.label = '';
    /** What it opens, for those who cannot see it. */
    this.name = '';
    /** @type {() => unknown} */
    this.content = () => '';
    this.popoverId = `menu-${count++}`;
    this.isOpen = false;
    this.first = FIRST;
    watch(this);
  }

  createRenderRoot() {
    return this;
  }

  /** Closes it. */
  close() {
    this.#popover()?.hidePopover();
  }

  /** Opens it. @param {string} first what gets the focus */
  open(first = FIRST) {
    this.first = first;
    this.#popover()?.showPopover();
  }

  render() {
    return html`
      <button popovertarget=${this.popoverId} aria-haspopup="true" aria-label=${this.name || this.label} aria-expanded=${this.isOpen}>${this.label}</button>
      <div class="menu" id=${this.popoverId} popover @toggle=${this.#toggled} @click=${this.#clicked}>
        ${this.isOpen ? this.content() : ''}
      </div>`;
  }

  /** @param {ToggleEvent} event */
  async #toggled(event) {
    this.isOpen = event.newState === 'open';
    this.requestUpdate();
    await this.updateComplete;
    if (this.isOpen) {
      const button = /** @type {HTMLElement} */ (this.querySelector('button')).getBoundingClientRect();
      const menu = /** @type {HTMLElement} */ (this.#popover());
      const left = Math.max(8, Math.min(button.left, innerWidth - menu.offsetWidth - 8));
      menu.style.left = `${left}px`;
      menu.style.top = `${Math.min(button.bottom + 4, Math.max(8, innerHeight - menu.offsetHeight - 8))}px`;
      /** @type {HTMLElement | null} */ (menu.querySelector(this.first))?.focus();
      this.first = FIRST;
    }
  }

  /** @param {Event} event */
  #clicked(event) {
    if (/** @type {HTMLElement} */ (event.target).closest('[data-closes]') !== null) {
      this.close();
    }
  }

  /** @returns {HTMLElement | null} */
  #popover() {
    return this.querySelector('[popover]');
  }
}

customElements.define('menu-button', MenuButton);
