/** The place that tells how the daemon is. */
import { html, LitElement, nothing } from 'lit';
import { History } from './curve.js';
import { Poll, trouble } from './poll.js';
import { appColour } from './row.js';
import { watch } from './state.js';
import { Refusal } from './stream.js';
import { visible } from './text.js';
import { bytes, duration, fullTime, number } from './times.js';
import { defaultView, formatHash } from './url.js';

const EVERY_MS = 2000;

/**
 * What `/status` tells. Any member may be missing: of an older daemon, or for those who may not know it.
 * @typedef {{
 *   version?: string, pid?: number, started?: string, uptime_s?: number, ready?: boolean, reason?: string,
 *   listeners?: {name: string, address?: string, lines_per_second?: number, lines?: number, bytes?: number, connections?: number}[],
 *   ring?: {size: number, used: number},
 *   journal?: {first?: string | number, last?: string | number, oldest?: string, newest?: string, bytes?: number, disk_free?: number, bytes_per_day?: number,
 *     brokers?: string, topic?: string, lanes?: number, recent_bytes?: number},
 *   tails?: {format?: string, lag?: number, since?: string, app?: string, filter?: string, remote?: string}[],
 *   apps?: {app: string, per_second?: number, events: number}[],
 *   drains?: {name: string, state?: string, lag_events?: number, lag_s?: number}[],
 *   memory?: Record<string, any>,
 * }} Status
 */

/** They go on while another place is shown, with a hole. */
const lines = new History(EVERY_MS);
const ring = new History(EVERY_MS);

const UNKNOWN = html`<p class="nothing">
  This daemon does not tell its status to the page. <code>GET /readyz</code> tells whether it takes lines, <code>GET /metrics</code> the rest.
</p>`;

class StatusPlace extends LitElement {
  constructor() {
    super();
    watch(this);
    /** @type {Poll<Status>} */
    this.poll = new Poll(this, 'status', EVERY_MS, (status) => this.#note(status));
  }

  createRenderRoot() {
    return this;
  }

  /** @param {Status} status */
  #note(status) {
    const now = Date.now();
    if (status.listeners) {
      lines.add(
        now,
        status.listeners.reduce((sum, each) => sum + (each.lines_per_second ?? 0), 0),
      );
    }
    if (status.ring) {
      ring.add(now, share(status.ring));
    }
  }

  render() {
    const { value, failure } = this.poll;
    const isUnknown = failure instanceof Refusal && failure.status === 404;
    return html`<main class="place">
      <div class="place-head"><h1>Status</h1>${value === null ? nothing : head(value)}</div>
      ${isUnknown ? UNKNOWN : trouble(this.poll)}
      ${value === null ? (failure === null ? html`<p class="dim">asking …</p>` : nothing) : this.#all(value)}
    </main>`;
  }

  /** @param {Status} status */
  #all(status) {
    return html`
      ${status.ready === false ? html`<p class="unready" role="alert"><b>Takes no lines:</b> ${visible(status.reason ?? 'it does not say why')}</p>` : nothing}
      <div class="tiles">
        ${status.listeners ? this.#curve('Lines per second', lines, '--bar-info', 10, number(lines.last)) : nothing}
        ${status.ring ? this.#curve('Ring in use, %', ring, '--bar-warn', 10, `${number(ring.last)} % of ${number(status.ring.size)}`) : nothing}
        ${status.listeners ? listeners(status.listeners) : nothing}
        ${status.journal ? journal(status.journal) : nothing}
        ${status.apps ? talkers(status.apps) : nothing}
        ${status.tails ? readers(status.tails) : nothing}
        ${status.drains ? drains(status.drains) : nothing}
        ${status.memory ? memory(status.memory) : nothing}
      </div>`;
  }

  /** @param {string} name @param {History} history @param {string} colour @param {number} top @param {string} now */
  #curve(name, history, colour, top, now) {
    return html`<section class="tile" aria-label=${name}>
      <h2>${name} <span class="figure">${now}</span></h2>
      <history-curve .history=${history} .version=${history.times.at(-1) ?? 0} .name=${name} .colour=${colour} .top=${top}></history-curve>
    </section>`;
  }
}

/** @param {Status} status */
function head(status) {
  const facts = [];
  if (status.version) {
    facts.push(`version ${status.version}`);
  }
  if (status.uptime_s !== undefined) {
    facts.push(`up ${duration(status.uptime_s * 1000)}`);
  }
  if (status.pid !== undefined) {
    facts.push(`pid ${status.pid}`);
  }
  return html`${status.ready === true ? html`<span class="state state-running">ready</span>` : nothing}
    ${status.ready === false ? html`<span class="state state-broken">not ready</span>` : nothing}
    <span class="dim" title=${status.started ? `since ${fullTime(Date.parse(status.started), '')}` : nothing}>${facts.join(' · ')}</span>`;
}

/**
 * A table in a box of its own.
 * @param {string} name @param {string[]} columns @param {number} figures from which column on @param {unknown[][]} rows @param {string} none said when there are no rows
 */
function table(name, columns, figures, rows, none) {
  const look = (/** @type {number} */ index) => (index >= figures ? 'figure' : '');
  return html`<section class="tile" aria-label=${name}>
    <h2>${name} <span class="figure dim">${rows.length > 0 ? rows.length : nothing}</span></h2>
    ${
      rows.length === 0
        ? html`<p class="dim">${none}</p>`
        : html`<div class="scroller" tabindex="0" role="region" aria-label=${`table: ${name}`}><table>
          <thead><tr>${columns.map((column, index) => html`<th scope="col" class=${look(index)}>${column}</th>`)}</tr></thead>
          <tbody>${rows.map((cells) => html`<tr>${cells.map((cell, index) => html`<td class=${look(index)}>${cell}</td>`)}</tr>`)}</tbody>
        </table></div>`
    }
  </section>`;
}

/** @param {NonNullable<Status['listeners']>} all */
function listeners(all) {
  return table(
    'Listeners',
    ['name', 'address', 'lines/s', 'lines', 'bytes', 'connections'],
    2,
    all.map((each) => [
      visible(each.name),
      visible(each.address ?? ''),
      told(each.lines_per_second, rate),
      told(each.lines, number),
      told(each.bytes, bytes),
      told(each.connections, number),
    ]),
    'None is open.',
  );
}

/** @param {NonNullable<Status['journal']>} of */
function journal(of) {
  const { oldest, newest, bytes_per_day: perDay, disk_free: free } = of;
  const first = Number(of.first);
  const last = Number(of.last);
  const hasEvents = last >= first && last > 0;
  /** @type {[string, unknown][]} */
  const facts = [
    [
      'events',
      Number.isNaN(first) || Number.isNaN(last) ? nothing : hasEvents ? `${number(last - first + 1)} (${first} to ${last})` : 'none',
    ],
    ['topic', of.topic ? `${visible(of.topic)} at ${visible(of.brokers ?? '')}, ${number(of.lanes ?? 0)} lanes` : nothing],
    ['newest blocks in memory', told(of.recent_bytes, bytes)],
    ['oldest', moment(oldest)],
    ['newest', moment(newest)],
    ['size', told(of.bytes, bytes)],
    ['grows by', perDay ? `${bytes(perDay)} a day` : nothing],
    ['disk free', told(free, bytes)],
    [
      'lasts',
      perDay && free !== undefined
        ? `${duration((free / perDay) * 86400000)} until the disk is full, at this rate and if nothing is deleted`
        : nothing,
    ],
  ];
  return html`<section class="tile" aria-label="Journal"><h2>Journal</h2>${list(facts)}</section>`;
}

/** @param {[string, unknown][]} facts */
function list(facts) {
  return html`<dl class="facts">${facts.filter(([, fact]) => fact !== nothing).map(([name, fact]) => html`<div><dt>${name}</dt><dd>${fact}</dd></div>`)}</dl>`;
}

/** @param {NonNullable<Status['apps']>} all */
function talkers(all) {
  return table(
    'Top talkers',
    ['app', 'lines/s', 'lines'],
    1,
    [...all]
      .sort((a, b) => (b.per_second ?? 0) - (a.per_second ?? 0))
      .slice(0, 20)
      .map((each) => [
        html`<a class="app-${appColour(each.app)}" href=${formatHash('live', [{ ...defaultView(), app: [each.app] }])} title="open Live with this app">${visible(each.app)}</a>`,
        told(each.per_second, rate),
        number(each.events),
      ]),
    'Nobody has spoken yet.',
  );
}

/** @param {NonNullable<Status['tails']>} all */
function readers(all) {
  return table(
    'Readers',
    ['from', 'format', 'reads', 'since', 'lag'],
    3,
    all.map((each) => [
      visible(each.remote ?? ''),
      visible(each.format ?? ''),
      visible([each.app ? `app=${each.app}` : '', each.filter ?? ''].filter((text) => text !== '').join(' ')) ||
        html`<span class="dim">all</span>`,
      ago(each.since),
      each.lag ? html`<span class="behind">${number(each.lag)}</span>` : told(each.lag, () => 'none'),
    ]),
    'Nobody reads.',
  );
}

/** @param {NonNullable<Status['drains']>} all */
function drains(all) {
  return table(
    'Drains',
    ['name', 'state', 'lag, events', 'lag'],
    2,
    all.map((each) => [
      html`<a href=${formatHash('drains', [defaultView()])}>${visible(each.name)}</a>`,
      html`<span class="state state-${['running', 'retrying', 'paused', 'broken'].includes(each.state ?? '') ? each.state : 'other'}">${each.state}</span>`,
      told(each.lag_events, number),
      each.lag_s ? duration(each.lag_s * 1000) : told(each.lag_s, () => 'none'),
    ]),
    'There are none.',
  );
}

/** Figures of memory, whatever they are: bytes, or how many are used of a limit. @param {Record<string, any>} parts */
function memory(parts) {
  const facts = Object.entries(parts).map(([name, value]) => {
    const used = typeof value === 'number' ? value : value?.used;
    const text = typeof used === 'number' ? `${bytes(used)}${value.limit ? ` of ${bytes(value.limit)}` : ''}` : nothing;
    return /** @type {[string, unknown]} */ ([name.replace(/_bytes$/, '').replaceAll('_', ' '), text]);
  });
  return html`<section class="tile" aria-label="Memory"><h2>Memory</h2>${list(facts)}</section>`;
}

/** Nothing for what is not told. @template T @param {T | undefined} value @param {(value: T) => unknown} format */
function told(value, format) {
  return value === undefined || value === null ? nothing : format(value);
}

/** @param {number} perSecond */
function rate(perSecond) {
  if (perSecond > 0 && perSecond < 0.01) {
    return '< 0.01';
  }
  return perSecond > 0 && perSecond < 10 ? perSecond.toFixed(perSecond < 1 ? 2 : 1) : number(perSecond);
}

/** @param {{size: number, used: number}} of in percent */
function share(of) {
  return of.size > 0 ? (100 * of.used) / of.size : 0;
}

/** @param {string | undefined} text */
function moment(text) {
  const timeMs = Date.parse(text ?? '');
  return Number.isNaN(timeMs) ? nothing : `${fullTime(timeMs, '').slice(0, 19)}, ${duration(Math.max(0, Date.now() - timeMs))} ago`;
}

/** @param {string | undefined} text */
function ago(text) {
  const timeMs = Date.parse(text ?? '');
  return Number.isNaN(timeMs)
    ? nothing
    : html`<span title=${fullTime(timeMs, '')}>${duration(Math.max(0, Date.now() - timeMs))} ago</span>`;
}

customElements.define('status-place', StatusPlace);
