/** Who speaks, how much, and how much of it is errors. A click shows one alone, Alt-click all others, Ctrl-click several. */
import { html, LitElement, nothing } from 'lit';
import { changeView } from './navigation.js';
import { Poll } from './poll.js';
import { appColour } from './row.js';
import { pane, watch } from './state.js';
import { ask } from './stream.js';
import { appended, not, term } from './terms.js';
import { visible } from './text.js';
import { duration, number as grouped } from './times.js';

const EVERY_MS = 5000;
const SHARES_EVERY_MS = 30000;
const SILENT_MS = 300000;
const SEARCHED_FROM = 13;
const MOST_SHOWN = 200;

/** @typedef {{app: string, events: number, per_second: number, last_seen: string}} App */

class AppList extends LitElement {
  /** @type {Poll<App[]>} */
  #poll = new Poll(this, 'apps', EVERY_MS, () => this.#askShares());
  #sharesAtMs = 0;

  constructor() {
    super();
    watch(this);
    this.search = '';
    /** How much of what an app wrote lately is errors, where that is known. @type {Map<string, number>} */
    this.shares = new Map();
  }

  createRenderRoot() {
    return this;
  }

  render() {
    const apps = this.#poll.value;
    if (apps === null) {
      return nothing;
    }
    const wanted = this.search.toLowerCase();
    const found = apps.filter((each) => each.app.toLowerCase().includes(wanted)).sort(byNoise);
    return html`
      <h3>Apps ${pane().view.app.length === 0 ? nothing : html`<button class="link" @click=${() => changeView({ app: [] })}>all</button>`}</h3>
      ${
        apps.length < SEARCHED_FROM
          ? nothing
          : html`<input type="search" aria-label="search apps" placeholder="search ${apps.length} apps"
        .value=${this.search} @input=${this.#searched}>`
      }
      <ul class="apps">${found.slice(0, MOST_SHOWN).map((each) => this.#app(each))}</ul>
      ${found.length > MOST_SHOWN ? html`<p class="dim">${grouped(found.length - MOST_SHOWN)} more</p>` : nothing}
      ${apps.length === 0 ? html`<p class="dim">no app has spoken yet</p>` : nothing}`;
  }

  /** @param {App} each */
  #app(each) {
    const { app } = each;
    const isOn = pane().view.app.includes(app);
    const agoMs = Date.now() - Date.parse(each.last_seen);
    const share = this.shares.get(app) ?? 0;
    const name = visible(app);
    return html`<li class=${isOn ? 'on' : isSilent(each) ? 'silent' : ''}>
      ${isPlain(app) ? html`<input type="checkbox" aria-label="show ${name} with others" .checked=${isOn} @change=${() => several(app)}>` : nothing}
      <button class="side-name" title="only ${name} (Alt: not, Ctrl: with others) · last seen ${duration(Math.max(0, agoMs))} ago"
        aria-pressed=${isOn} @click=${(/** @type {MouseEvent} */ event) => picked(event, app)}>
        <i class="dot app-${appColour(app)}"></i><span class="cut">${name}</span></button>
      ${share > 0 ? html`<span class="side-errors" title="of the last 5 min are errors">${percent(share)}</span>` : nothing}
      <span class="side-rate">${isSilent(each) ? duration(agoMs) : `${rate(each.per_second)}/s`}</span>
      <button class="quiet side-not" aria-label="not ${name}" title="not ${name}" @click=${() => without(app)}>−</button>
    </li>`;
  }

  /** @param {Event} event */
  #searched(event) {
    this.search = /** @type {HTMLInputElement} */ (event.target).value;
    this.requestUpdate();
  }

  async #askShares() {
    if (Date.now() - this.#sharesAtMs < SHARES_EVERY_MS) {
      return;
    }
    this.#sharesAtMs = Date.now();
    try {
      const all = await counted('');
      const errors = await counted('&level=error');
      this.shares = new Map([...all].map(([app, count]) => [app, (errors.get(app) ?? 0) / count]));
      this.requestUpdate();
    } catch {
      // nobody counts, or others do: then it is not known
    }
  }
}

/** How many events the largest apps wrote lately. @param {string} query @returns {Promise<Map<string, number>>} */
async function counted(query) {
  const response = await ask(`counts?since=5m&by=app&step=1m&budget=1s${query}`, { headers: { Accept: 'application/json' } });
  const { buckets } = await response.json();
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { n } of buckets) {
    for (const [app, count] of Object.entries(n)) {
      counts.set(app, (counts.get(app) ?? 0) + count);
    }
  }
  return counts;
}

/** @param {MouseEvent} event @param {string} app */
function picked(event, app) {
  if (event.altKey) {
    without(app);
  } else if (!isPlain(app)) {
    addFilter(term('app', app, false));
  } else if (event.ctrlKey || event.metaKey) {
    several(app);
  } else {
    const { view } = pane();
    changeView({ app: view.app.length === 1 && view.app[0] === app ? [] : [app] });
  }
}

/** @param {string} app */
function several(app) {
  const { view } = pane();
  changeView({ app: view.app.includes(app) ? view.app.filter((other) => other !== app) : [...view.app, app] });
}

/** @param {string} app */
function without(app) {
  const only = term('app', app, false);
  addFilter(only === null ? null : only.startsWith('app=') ? only.replace('=', '!=') : not(only));
}

/** @param {string | null} wanted a term */
function addFilter(wanted) {
  if (wanted !== null) {
    changeView({ filter: appended(pane().view.filter, wanted) });
  }
}

/** Whether a name can stand in the list of apps, where commas and patterns mean more. @param {string} app */
function isPlain(app) {
  return app !== '' && !/[,*?]/.test(app);
}

/** @param {App} each */
function isSilent(each) {
  return each.per_second === 0 && Date.now() - Date.parse(each.last_seen) > SILENT_MS;
}

/** Those that speak before those that do not, by name: an order that does not jump. @param {App} a @param {App} b */
function byNoise(a, b) {
  return Number(isSilent(a)) - Number(isSilent(b)) || (a.app < b.app ? -1 : 1);
}

/** @param {number} perSecond */
function rate(perSecond) {
  return perSecond === 0 ? '0' : perSecond < 0.1 ? '<0.1' : perSecond < 10 ? perSecond.toFixed(1) : grouped(perSecond);
}

/** @param {number} share */
function percent(share) {
  return share < 0.01 ? '<1 %' : `${Math.round(share * 100)} %`;
}

customElements.define('app-list', AppList);
