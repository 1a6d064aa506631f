/** What the newest of the lines hold: names, and their most frequent values, of which each can be asked for or left out. */
import { html, LitElement, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { addTerm, columnButton } from './leaf.js';
import { reason } from './poll.js';
import { pane, watch } from './state.js';
import { ask, Refusal } from './stream.js';
import { not } from './terms.js';
import { visible } from './text.js';
import { number as grouped } from './times.js';
import { everything, selection } from './url.js';

const SAMPLE = 2000;
const TOP = 10;

/** @typedef {{name: string, source: string, kind: string, in: number, distinct: number, exact: boolean, top: {value: string, count: number, term: string | null}[]}} Field */

class FieldList extends LitElement {
  /** @type {string | null} */
  #asked = null;
  /** @type {AbortController | null} */
  #request = null;
  #version = 0;

  constructor() {
    super();
    watch(this);
    /** @type {{events: number, fields: Field[]} | null} */
    this.answer = null;
    this.problem = '';
    this.isThere = true;
    /** Those that are unfolded, by name. @type {Set<string>} */
    this.open = new Set();
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#seen);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#seen);
    this.#request?.abort();
    this.#asked = null;
  }

  #seen = () => this.requestUpdate();

  render() {
    const { answer } = this;
    if (!this.isThere) {
      return nothing;
    }
    return html`
      <h3>Fields <button class="quiet" aria-label="count the fields again" title="count again" @click=${() => this.#ask()}>↻</button></h3>
      ${this.problem === '' ? nothing : html`<p class="dim">${this.problem}</p>`}
      ${answer === null ? nothing : html`<p class="dim">of the newest ${answer.events === 1 ? 'line' : `${grouped(answer.events)} lines`}</p>`}
      ${guard([this.#version, String(pane().view.cols)], () =>
        answer === null ? nothing : html`<ul class="fields">${answer.fields.map((field) => this.#field(field, answer.events))}</ul>`,
      )}`;
  }

  /** @param {Field} field @param {number} events */
  #field(field, events) {
    const isOpen = this.open.has(field.name);
    const name = visible(field.name);
    const share = shareText(field.in, events);
    return html`<li>
      <div class="side-field">
        <button class="side-name" aria-expanded=${isOpen} title="${name}: in ${grouped(field.in)} lines, ${field.exact ? '' : 'about '}${grouped(field.distinct)} values"
          @click=${() => this.#fold(field.name)}><span class="fold">${isOpen ? '▾' : '▸'}</span><span class="cut">${name}</span></button>
        <span class="side-rate">${share}</span>
        ${isOpen && !/^\.|,/.test(field.name) ? columnButton(field.name) : nothing}
      </div>
      ${isOpen ? html`<ul class="values">${field.top.map((each) => value(each, field.in))}</ul>` : nothing}
    </li>`;
  }

  updated() {
    const asked = selection(pane().view).toString();
    if (asked !== this.#asked && !document.hidden && this.isThere) {
      this.#asked = asked;
      this.#ask();
    }
  }

  async #ask() {
    const { view } = pane();
    const query = everything(view);
    query.set('clock', view.by === '' && (view.since !== '' || view.until !== '') ? 'time' : 'received');
    query.set('sample', String(SAMPLE));
    query.set('top', String(TOP));
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    try {
      this.answer = await (await ask(`fields?${query}`, { signal: request.signal })).json();
      this.problem = '';
    } catch (failure) {
      if (request.signal.aborted) {
        return;
      }
      this.isThere = !(failure instanceof Refusal && (failure.status === 404 || failure.status === 403));
      this.problem = reason(failure);
    }
    this.#version++;
    this.requestUpdate();
  }

  /** @param {string} name */
  #fold(name) {
    if (!this.open.delete(name)) {
      this.open.add(name);
    }
    this.#version++;
    this.requestUpdate();
  }
}

/** @param {number} count @param {number} all */
function shareText(count, all) {
  const percent = (100 * count) / Math.max(1, all);
  return count > 0 && percent < 1 ? '<1 %' : `${Math.round(percent)} %`;
}

/** @param {{value: string, count: number, term: string | null}} each @param {number} all */
function value(each, all) {
  const shown = visible(each.value) || '(empty)';
  const percent = shareText(each.count, all);
  if (!each.term) {
    return html`<li><span class="side-name cut">${shown}</span><span class="side-rate">${percent}</span></li>`;
  }
  const { term } = each;
  const said = visible(term);
  return html`<li>
    <button class="side-name" title="only ${said} · ${grouped(each.count)} lines" @click=${() => addTerm(term)}><span class="cut">${shown}</span>
      <progress max=${Math.max(1, all)} value=${each.count} aria-hidden="true"></progress></button>
    <span class="side-rate">${percent}</span>
    <button class="quiet side-not" aria-label="not ${said}" title="not ${said}" @click=${() => addTerm(not(term))}>−</button>
  </li>`;
}

customElements.define('field-list', FieldList);
