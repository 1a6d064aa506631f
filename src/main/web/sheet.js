/**
 * Dialogs above a place. The browser's own `<dialog>` keeps the focus inside and gives it back to where it was when it
 * closes, so it stays in the document and is closed, never taken out while it is open.
 */
import { html, LitElement, nothing } from 'lit';
import { state, watch } from './state.js';

let made = 0;

/** A dialog: what it is called, whether it is wanted, and what is in it. */
export class Sheet extends LitElement {
  #titleId = `sheet-${made++}`;

  constructor() {
    super();
    watch(this);
  }

  createRenderRoot() {
    return this;
  }

  /** Whether it is to be open now. @returns {boolean} */
  get isWanted() {
    return false;
  }

  /** What it is called. @returns {string} */
  get title_() {
    return '';
  }

  /** Whether a click beside it closes it: not while something is typed into it. */
  get isLight() {
    return true;
  }

  /** Whether it may be as wide as the window allows. */
  get isWide() {
    return false;
  }

  /** What is in it, while it is open. @returns {unknown} */
  content() {
    return nothing;
  }

  /** Hears that it was closed, by whomever; {@link isWanted} is false from then on. */
  onClosed() {}

  /** Closes it; the focus goes back. */
  close() {
    this.querySelector('dialog')?.close();
  }

  render() {
    const isWanted = this.isWanted;
    return html`<dialog class="sheet ${this.isWide ? 'wide' : ''}" aria-labelledby=${this.#titleId} closedby=${this.isLight ? 'any' : 'closerequest'}
      @close=${this.#closed}>
      ${
        isWanted
          ? html`<div class="sheet-head">
              <h2 id=${this.#titleId}>${this.title_}</h2>
              <button class="quiet" type="button" aria-label="Close" title="Close (Esc)" @click=${this.close}>✕</button>
            </div>
            ${this.content()}`
          : nothing
      }
    </dialog>`;
  }

  updated() {
    const dialog = this.querySelector('dialog');
    if (dialog !== null && dialog.open !== this.isWanted) {
      if (dialog.open) {
        dialog.close();
      } else {
        dialog.showModal();
      }
    }
  }

  #closed() {
    if (this.isWanted) {
      this.onClosed();
    }
    this.requestUpdate();
  }
}

/** A sheet that is one of the layers of the page. */
export class LayerSheet extends Sheet {
  /** Which layer it is, see `state.layer`. @returns {string} */
  get layer() {
    return '';
  }

  get isWanted() {
    return state.layer === this.layer;
  }

  onClosed() {
    state.layer = '';
  }
}
