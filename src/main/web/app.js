/** The page as a whole: its head, the place that is shown, and the layers above it. */
import { html, LitElement, nothing } from 'lit';
import './announcer.js';
import './drains.js';
import './help.js';
import './live.js';
import './login.js';
import './palette.js';
import { watchVisibility } from './hidden.js';
import { goTo } from './navigation.js';
import { answerCopy } from './share.js';
import { listenToKeys } from './shortcuts.js';
import { changed, changeSettings, may, openLayer, state, watch } from './state.js';
import './status.js';
import { ask } from './stream.js';
import { theme } from './theme.js';
import { formatHash } from './url.js';

const PLACES = [
  { place: 'live', name: 'Live', right: 'tail' },
  { place: 'drains', name: 'Drains', right: 'drain' },
  { place: 'status', name: 'Status', right: 'metrics' },
];

class App extends LitElement {
  constructor() {
    super();
    watch(this);
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('popstate', () => goTo(location.hash));
    document.addEventListener('copy', answerCopy);
    listenToKeys();
    watchVisibility();
    goTo(location.hash);
    whoLooks();
  }

  render() {
    document.documentElement.dataset.theme = theme();
    return html`
      <a class="skip" href="#/live" @click=${this.#skip}>Skip to the log lines</a>
      <header class="top">
        <span class="brand">logtail</span>
        <nav aria-label="places">
          ${PLACES.filter((each) => may(each.right)).map(
            (each) => html`<a href=${formatHash(
              each.place,
              state.panes.map((one) => one.view),
            )}
              aria-current=${state.place === each.place ? 'page' : nothing}>${each.name}</a>`,
          )}
        </nav>
        <connection-chip></connection-chip>
        <span class="space"></span>
        <session-button></session-button>
        <button class="quiet theme" @click=${() => changeSettings({ theme: theme() === 'dark' ? 'light' : 'dark' })}
          aria-label=${theme() === 'dark' ? 'Light theme' : 'Dark theme'} title="Theme (d)">${theme() === 'dark' ? '☀' : '☾'}</button>
        <button class="quiet" title="Help and keys (?)" aria-label="Help and keys" @click=${() => openLayer('help')}>?</button>
      </header>
      ${state.unknown.length > 0 ? html`<p class="told" role="status">The address says what this page does not know: ${state.unknown.join(', ')}</p>` : nothing}
      ${state.place === 'live' ? html`<live-place></live-place>` : nothing}
      ${state.layer === 'palette' ? html`<command-palette></command-palette>` : nothing}
      ${state.place === 'drains' ? html`<drains-place></drains-place>` : nothing}
      ${state.place === 'status' ? html`<status-place></status-place>` : nothing}
      <help-sheet></help-sheet>
      <login-sheet></login-sheet>
      <page-announcer></page-announcer>
      <div class="notice" role="status">${state.notice}</div>
    `;
  }

  /** @param {Event} event */
  #skip(event) {
    event.preventDefault();
    /** @type {HTMLElement | null} */ (this.querySelector('log-list'))?.focus();
  }
}

/** Asks who looks, and what they may do. */
async function whoLooks() {
  try {
    state.session = await (await ask('session')).json();
    changed();
  } catch {
    // the answer of the first stream says what is wrong
  }
}

customElements.define('logtail-app', App);
