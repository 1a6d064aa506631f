/** The page as a whole: which place is shown, the address, the panes, what belongs to all of them. */
import { html, LitElement, nothing } from 'lit';
import './live.js';
import { changed, may, openLayer, pane, state, watch } from './state.js';
import { Pane } from './pane.js';
import { ask } from './stream.js';
import { formatHash, parseHash } from './url.js';

const PLACES = [
  { place: 'live', name: 'Live', right: 'tail' },
  { place: 'drains', name: 'Drains', right: 'drain' },
  { place: 'status', name: 'Status', right: 'metrics' },
];

/** Opens what an address says. @param {string} hash @param {boolean} isNew whether going back undoes it */
export function goTo(hash, isNew = false) {
  const { place, panes, unknown } = parseHash(hash);
  if (isNew && hash !== location.hash) {
    history.pushState(null, '', hash);
  }
  state.place = place;
  state.unknown = unknown;
  if (place === 'live' || state.panes.length === 0) {
    while (state.panes.length > panes.length) {
      state.panes.pop()?.close();
    }
    panes.forEach((view, index) => {
      const known = state.panes[index];
      if (known === undefined) {
        state.panes[index] = new Pane(view);
        state.panes[index].open(view);
      } else if (JSON.stringify(known.view) !== JSON.stringify(view)) {
        known.open(view);
      }
    });
    state.focused = Math.min(state.focused, state.panes.length - 1);
  }
  changed();
}

/** Changes the view of the pane that the toolbar is about. @param {Partial<import('./url.js').View>} some @param {boolean} isNew whether going back undoes it */
export function changeView(some, isNew = true) {
  const about = pane();
  const view = { ...about.view, ...some };
  const onlyLooks = Object.keys(some).every((name) => ['cols', 'wrap', 'tz'].includes(name));
  if (onlyLooks && view.since === '' && view.until === '') {
    about.view = view;
    about.onRows();
  } else {
    about.open(view);
  }
  keepAddress(isNew);
}

/** Writes the state into the address. @param {boolean} isNew */
export function keepAddress(isNew) {
  const hash = formatHash(state.place, state.panes.map((each) => each.view), state.unknown);
  if (hash !== location.hash) {
    history[isNew ? 'pushState' : 'replaceState'](null, '', hash);
  }
  changed();
}

const darkness = matchMedia('(prefers-color-scheme: dark)');

/** 'dark' or 'light' */
export function theme() {
  const wanted = state.settings.theme;
  return wanted === 'system' ? (darkness.matches ? 'dark' : 'light') : wanted;
}

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
    addEventListener('hashchange', () => goTo(location.hash));
    darkness.addEventListener('change', changed);
    goTo(location.hash);
    this.#whoLooks();
  }

  async #whoLooks() {
    try {
      state.session = await (await ask('session')).json();
    } catch {
      // the answer of the first stream says what is wrong
    }
    changed();
  }

  render() {
    document.documentElement.dataset.theme = theme();
    return html`
      <a class="skip" href="#content" @click=${this.#skip}>Skip to the log lines</a>
      <header class="top">
        <span class="brand">logtail</span>
        <nav aria-label="places">
          ${PLACES.filter((each) => may(each.right)).map(
            (each) => html`<a href=${formatHash(each.place, state.panes.map((one) => one.view))}
              aria-current=${state.place === each.place ? 'page' : nothing}>${each.name}</a>`,
          )}
        </nav>
        <connection-chip></connection-chip>
        <span class="space"></span>
        <button class="quiet" title="Help and keys (?)" aria-label="Help and keys" @click=${() => openLayer('help')}>?</button>
      </header>
      ${state.place === 'live' ? html`<live-place id="content"></live-place>` : nothing}
      <div class="notice" role="status">${state.notice}</div>
    `;
  }

  /** @param {Event} event */
  #skip(event) {
    event.preventDefault();
    /** @type {HTMLElement | null} */ (this.querySelector('log-list'))?.focus();
  }
}

customElements.define('logtail-app', App);
