/** All of one event, at the right of the list: its members, its message, and what is inside of that. */
import { html, LitElement, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { changeView } from './navigation.js';
import { copyText } from './clipboard.js';
import { leafView } from './leaf.js';
import { appColour, drawPieces } from './row.js';
import { EVENT, LEVELS } from './chunk.js';
import { changed, pane, state, watch } from './state.js';
import { uncoloured, visible } from './text.js';
import { term } from './terms.js';
import { duration, fullTime, number as grouped } from './times.js';
import { jsonOf, linksIn, MOST_NODES, nodesOf, pairsOf } from './tree.js';
import { formatHash } from './url.js';

const MOST_MESSAGE = 1 << 16; // characters drawn at once
const FLAGS = ['late', 'context'];

/** Shows all of an event. Whoever does that reads. @param {import('./pane.js').Pane} about @param {number} number of its row */
export function openDetails(about, number) {
  if (about.rows.kind(number) === EVENT) {
    about.read();
    about.focus = number;
    about.detailsOf = about.rows.id(number);
    about.onRows();
    changed();
    keepInView(about, number, 6);
  }
}

/** The list becomes narrower in the next frame, and its rows higher when they are drawn. @param {import('./pane.js').Pane} about @param {number} number @param {number} frames */
function keepInView(about, number, frames) {
  requestAnimationFrame(() => {
    if (about.focus === number && frames > 0) {
      listOf(about)?.show(number);
      keepInView(about, number, frames - 1);
    }
  });
}

/** Closes them, and gives the focus back to the row; false when none were open. @param {import('./pane.js').Pane} about */
export function closeDetails(about) {
  if (about.detailsOf === '') {
    return false;
  }
  const number = about.rows.numberOf(about.detailsOf);
  about.detailsOf = '';
  changed();
  const list = listOf(about);
  const row = /** @type {HTMLElement | null | undefined} */ (list?.querySelector(`article[data-number="${number}"]`));
  (row ?? list)?.focus({ preventScroll: true });
  return true;
}

/** The element that shows a pane's rows. @param {import('./pane.js').Pane} about @returns {import('./log-list.js').LogList | null} */
function listOf(about) {
  return /** @type {any} */ (document.querySelectorAll('log-list')[state.panes.indexOf(about)] ?? null);
}

class EventDetails extends LitElement {
  id_ = '';
  text = '';
  drawn = '';
  characters = MOST_MESSAGE;
  mostNodes = MOST_NODES;

  constructor() {
    super();
    watch(this);
    this.#forget('');
  }

  createRenderRoot() {
    return this;
  }

  /** The event that is shown, as it came, and how much of it. @param {string} id */
  #forget(id) {
    /** @type {string} */
    this.id_ = id;
    /** @type {string} */
    this.text = '';
    /** @type {any} */
    this.event = null;
    /** @type {number} */
    this.characters = MOST_MESSAGE;
    /** @type {number} */
    this.mostNodes = MOST_NODES;
    /** Whose buttons are open, for fingers. */
    /** @type {string} */
    this.leaf = '';
    /** @type {string} */
    this.drawn = '';
  }

  render() {
    const about = pane();
    if (about.detailsOf !== this.id_) {
      this.#forget(about.detailsOf);
    }
    if (this.event === null && about.detailsOf !== '') {
      const number = about.rows.numberOf(about.detailsOf);
      if (number !== null) {
        this.text = about.rows.text(number);
        this.event = JSON.parse(this.text);
      }
    }
    if (this.event === null) {
      return nothing;
    }
    return html`<aside class="details" aria-label="event ${this.id_}" @keydown=${this.#pressed}>
      ${this.#head(about)}
      <div class="details-body" tabindex="0" role="region" aria-label="all of the event">
        <h3>Message</h3>
        <pre class="details-message level-${LEVELS.includes(this.event.level) ? this.event.level : 'none'}"></pre>
        ${this.#moreOfMessage()}
        ${guard([this.event, this.leaf, this.mostNodes, about.view.tz, String(about.view.cols)], () => [
          html`<h3>Event</h3>`,
          this.#members(about),
          this.#inside(),
        ])}
      </div>
    </aside>`;
  }

  /** @param {import('./pane.js').Pane} about */
  #head(about) {
    const { event } = this;
    return html`<header class="details-head">
        <h2><span class="app-${appColour(event.app ?? '')}">${visible(event.app ?? '')}</span> <small>${this.id_}</small></h2>
        <button class="quiet" aria-label="previous event" title="previous event" @click=${() => this.#step(about, -1)}>↑</button>
        <button class="quiet" aria-label="next event" title="next event" @click=${() => this.#step(about, 1)}>↓</button>
        <button class="quiet" aria-label="close details" title="close (Esc)" @click=${() => closeDetails(about)}>✕</button>
      </header>
      <div class="details-buttons">
        <button title="the lines around it, whatever the filter (c)" @click=${() => changeView({ id: this.id_ })}>Context</button>
        <button @click=${() => copyText(lineOf(event), 'line')}>Copy line</button>
        <button @click=${() => copyText(this.text, 'JSON')}>Copy JSON</button>
        <button title="copies an address that opens this event" @click=${() => copyText(this.#link(about), 'link')}>Link</button>
      </div>`;
  }

  #moreOfMessage() {
    const left = String(this.event.message ?? '').length - this.characters;
    return left <= 0
      ? nothing
      : html`<button @click=${() => this.#show({ characters: this.characters + MOST_MESSAGE })}>more: ${grouped(left)} characters</button>`;
  }

  /** @param {import('./pane.js').Pane} about */
  #members(about) {
    const { event } = this;
    const { tz } = about.view;
    const timeMs = Date.parse(event.time);
    const lateMs = Date.parse(event.received) - timeMs;
    const flags = [...(event.flags ?? []), ...FLAGS.filter((flag) => event[flag] === true)];
    const told = /** @type {[string, string, string][]} */ ([
      ['time', `${fullTime(timeMs, tz)}\n${event.time}`, event.time],
      ['received', `${fullTime(Date.parse(event.received), tz)}\n${event.received}`, event.received],
      ['late by', lateMs > 0 ? duration(lateMs) : '', ''],
    ]);
    const named = ['app', 'process', 'host', 'level', 'facility', 'msgid'].filter((name) => event[name] !== undefined);
    return html`<div class="leaves">
      ${told.filter(([, text]) => text !== '').map(([name, text, copied]) => this.#leaf({ name, text, copied, kind: 'time' }))}
      ${named.map((name) => {
        const text = String(event[name]);
        return this.#leaf({ name, text, term: term(name, text, false), column: name });
      })}
      ${this.#leaf({ name: 'id', text: this.id_ })}
      ${flags.length === 0 ? nothing : this.#leaf({ name: 'flags', text: flags.join(', ') })}
    </div>`;
  }

  /** Attributes, and what is in the message. */
  #inside() {
    const { event } = this;
    const attributes = Object.entries(event.attributes ?? {});
    const message = String(event.message ?? '');
    const root = jsonOf(message);
    return html`
      ${attributes.length === 0 ? nothing : html`<h3>Attributes</h3>`}
      <div class="leaves">${attributes.map(([name, value]) => this.#ofMessage(name, String(value)))}</div>
      ${root === null ? this.#pairs(message) : this.#tree(root)}`;
  }

  /** @param {string} message */
  #pairs(message) {
    const pairs = pairsOf(uncoloured(message));
    return pairs.length === 0
      ? nothing
      : html`<h3>Pairs in the message</h3>
          <div class="leaves">${pairs.map(({ name, value }) => this.#ofMessage(name, value))}</div>`;
  }

  /** @param {object} root */
  #tree(root) {
    const { nodes, isMore } = nodesOf(root, this.mostNodes);
    return html`<h3>JSON</h3>
      <div class="leaves">
        ${nodes.map((node, index) => {
          const isLeaf = !['object', 'array', 'null'].includes(node.kind);
          const wanted = isLeaf ? term(node.path, node.text, true) : null;
          const column = isLeaf && !node.isInArray && wanted !== null ? this.#column(node.path) : '';
          return this.#leaf({ ...node, key: `${index} ${node.path}`, term: wanted, column, copied: isLeaf ? node.text : null });
        })}
      </div>
      ${isMore ? html`<button @click=${() => this.#show({ mostNodes: this.mostNodes * 4 })}>more of the tree</button>` : nothing}`;
  }

  /** @param {string} name @param {string} value */
  #ofMessage(name, value) {
    const wanted = term(name, value, true);
    return this.#leaf({ name, text: value, term: wanted, column: wanted === null ? '' : this.#column(name) });
  }

  /** A name that shows in a column what it means here. @param {string} name */
  #column(name) {
    return Object.hasOwn(this.event, name) ? '' : name;
  }

  /** @param {Partial<import('./leaf.js').Leaf> & {name: string, text: string}} leaf */
  #leaf(leaf) {
    const key = leaf.key ?? leaf.name;
    return leafView(leaf, this.leaf === key, () => this.#show({ leaf: this.leaf === key ? '' : key }));
  }

  /** @param {{characters?: number, mostNodes?: number, leaf?: string}} some */
  #show(some) {
    Object.assign(this, some);
    this.requestUpdate();
  }

  updated() {
    const box = /** @type {HTMLElement | null} */ (this.querySelector('.details-message'));
    const { marks } = pane();
    const drawn = `${this.id_} ${this.characters} ${marks} ${state.settings.ansiBackgrounds}`;
    if (box === null || (drawn === this.drawn && box.hasChildNodes())) {
      return;
    }
    if (!this.drawn.startsWith(`${this.id_} `)) {
      /** @type {HTMLElement} */ (this.querySelector('.details-body')).scrollTop = 0;
    }
    this.drawn = drawn;
    box.replaceChildren();
    const message = String(this.event.message ?? '').slice(0, this.characters);
    drawPieces(box, message, { marks, ansiBackgrounds: state.settings.ansiBackgrounds });
    linkTexts(box);
  }

  /** @param {import('./pane.js').Pane} about */
  #link(about) {
    return new URL(formatHash('live', [{ ...about.view, id: this.id_ }]), location.href).href;
  }

  /** @param {import('./pane.js').Pane} about @param {number} step */
  #step(about, step) {
    const { rows } = about;
    const here = rows.numberOf(this.id_);
    const next = here === null ? null : rows.find(here + step, step, (number) => rows.kind(number) === EVENT);
    if (next !== null) {
      openDetails(about, next);
    }
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key === 'Escape') {
      event.stopPropagation();
      closeDetails(pane());
    }
  }
}

/** An event as a line of text, as `/tail` writes it. @param {any} event */
function lineOf(event) {
  const process = event.process ? `[${event.process}]` : '';
  return `${event.time} ${event.app ?? ''}${process}: ${event.message ?? ''}`;
}

/** @param {string} address @returns {HTMLAnchorElement} */
function linked(address) {
  const link = document.createElement('a');
  link.href = address;
  link.target = '_blank';
  link.rel = 'noreferrer noopener';
  link.textContent = address;
  return link;
}

/** Makes links of the addresses in the texts of an element. @param {HTMLElement} box */
function linkTexts(box) {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    texts.push(/** @type {Text} */ (walker.currentNode));
  }
  for (const text of texts) {
    const parts = linksIn(text.data);
    if (parts.some((part) => part.isLink)) {
      text.replaceWith(...parts.map((part) => (part.isLink ? linked(part.text) : part.text)));
    }
  }
}

customElements.define('event-details', EventDetails);
