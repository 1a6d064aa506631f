/** What stands where no lines are: how to send the first ones, or why none of those that there are is shown. */
import { html, LitElement, nothing } from 'lit';
import { copyText } from './clipboard.js';
import { countQuery } from './counting.js';
import { changeView } from './navigation.js';
import { pane, watch } from './state.js';
import { ask } from './stream.js';
import { withoutLast } from './terms.js';
import { visible } from './text.js';
import { fullTime, number as grouped } from './times.js';
import { selection } from './url.js';

const OWN_APP = 'logtail'; // as which the daemon itself speaks
const FEW = 8;
const SYSLOG_PORT = 5514;
const LONGEST_AGO = '119d'; // buckets of a day are the longest, and 120 the most

/** Whether a pane shows nothing, or nothing but what the daemon says of itself. @param {import('./pane.js').Pane} about */
export function isEmpty(about) {
  if (about.loading.isBusy || about.isStale || !['open', 'ended'].includes(about.connection)) {
    return false;
  }
  const { rows } = about;
  if (rows.count === 0) {
    return true;
  }
  return rows.count <= FEW && isWhole(about) && rows.find(rows.first, 1, (number) => rows.app(number) !== OWN_APP) === null;
}

/** Whether all of the journal is asked for. @param {import('./pane.js').Pane} about */
function isWhole(about) {
  return selection(about.view).toString() === '' && about.view.id === '';
}

/** The commands that send a first line to the daemon of this page. */
function commands() {
  const host = location.hostname;
  const to = new URL('.', location.href.split('#')[0]).href.replace(/\/$/, '');
  const isHere = to === 'http://127.0.0.1:8514' || to === 'http://localhost:8514';
  return [
    `bin/logtail run ${isHere ? '' : `--addr ${to} `}--app demo -- sh -c 'while sleep 1; do date; done'`,
    `echo 'hello over HTTP' | curl --data-binary @- '${to}/logs?app=demo'`,
    `logger -n ${host.replace(/^\[|\]$/g, '')} -P ${SYSLOG_PORT} -T --octet-count -t demo 'hello over syslog'`,
  ];
}

class EmptyHint extends LitElement {
  static properties = { pane: { attribute: false } };

  #asked = '';
  /** @type {AbortController | null} */
  #request = null;

  constructor() {
    super();
    watch(this);
    this.pane = pane();
    /** What was looked at: how many events, back to when. @type {{events: number, fromMs: number} | null} */
    this.looked = null;
  }

  createRenderRoot() {
    return this;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#request?.abort();
  }

  render() {
    return html`<div class="empty-hint">${isWhole(this.pane) ? this.#first() : this.#noMatch()}</div>`;
  }

  #first() {
    return html`<h2>No lines yet</h2>
      <p>Send some from a terminal. They show up here as they come.</p>
      ${commands().map(
        (command) => html`<div class="command"><code>${command}</code>
          <button aria-label="copy ${command}" @click=${() => copyText(command, 'command')}>copy</button></div>`,
      )}`;
  }

  #noMatch() {
    const { view } = this.pane;
    const { dropped, rest } = withoutLast(view.filter);
    const isNarrow = view.app.length + view.process.length + view.host.length > 0 || view.level !== '';
    return html`<h2>No line matches</h2>
      <p>${this.#lookedAt()}</p>
      <div class="empty-buttons">
        ${dropped === '' ? nothing : html`<button @click=${() => changeView({ filter: rest })}>without <code>${visible(dropped).slice(0, 60)}</code></button>`}
        ${isNarrow ? html`<button @click=${() => changeView({ app: [], process: [], host: [], level: '' })}>all apps and levels</button>` : nothing}
        ${view.since === '' && view.until === '' ? nothing : html`<button @click=${() => changeView({ since: '', until: '', by: '' })}>at all times</button>`}
      </div>`;
  }

  #lookedAt() {
    const { since, until, tz } = this.pane.view;
    const next = until === '' ? ' What matches from now on shows up here.' : '';
    if (this.looked === null) {
      return next;
    }
    const { events, fromMs } = this.looked;
    return `${grouped(events)} ${events === 1 ? 'event was' : 'events were'} looked at, back to ${fullTime(fromMs, tz).slice(0, since === '' ? 10 : 19)}.${next}`;
  }

  updated() {
    const { view } = this.pane;
    if (!isWhole(this.pane)) {
      const query = countQuery({ ...view, app: [], process: [], host: [], level: '', filter: '' });
      query.set('by', 'none');
      if (view.since === '') {
        query.set('since', LONGEST_AGO);
      }
      this.#count(query.toString());
    }
  }

  /** @param {string} query */
  async #count(query) {
    if (query === this.#asked) {
      return;
    }
    this.#asked = query;
    this.looked = null;
    this.#request?.abort();
    this.#request = new AbortController();
    try {
      const response = await ask(`counts?${query}`, { signal: this.#request.signal, headers: { Accept: 'application/json' } });
      const { counts, buckets, end } = await response.json();
      const from = !end.complete ? end.reached : this.pane.view.since === '' ? (buckets.at(-1)?.at ?? counts.from) : counts.from;
      this.looked = { events: end.events, fromMs: Date.parse(from) };
      this.requestUpdate();
    } catch {
      // then it is not told
    }
  }
}

customElements.define('empty-hint', EmptyHint);
