/**
 * How many events there were, by time and level, above the list. Counted by the daemon, the newest first, so it draws from
 * the right; while the list is live it goes on with the numbers that come with it each second. Dragging, or `[` `]` and
 * Enter, look closer.
 */
import { html, LitElement, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { Bars } from './bars.js';
import { clockOf, Counting } from './counting.js';
import { GROUPS, sum } from './counts.js';
import { changeView } from './navigation.js';
import { gapText } from './row.js';
import { changeSettings, pane, state, watch } from './state.js';
import { theme } from './theme.js';
import { clockTime, fullTime, number as grouped, zone } from './times.js';

/** The one that is in the page. @type {LogHistogram | null} */
let shown = null;
/** What was looked at before each step closer. @type {{before: Range, zoomed: Range}[]} */
const wider = [];

/** @typedef {{since: string, until: string, by: string}} Range */

/** Moves the mark by so many bars; the first time it is put on the newest. @param {number} step */
export function moveBucket(step) {
  shown?.move(step);
}

/** Looks at the marked bar alone; false when none is marked. */
export function zoomBucket() {
  return shown?.zoomMarked() ?? false;
}

/** Looks at what was looked at before. */
export function zoomOut() {
  const { since, until } = pane().view;
  if (isZoomed()) {
    changeView(/** @type {{before: Range}} */ (wider.pop()).before);
  } else if (since !== '' || until !== '') {
    changeView({ since: '', until: '' });
  }
}

/** Whether what is looked at is what was zoomed to last. */
function isZoomed() {
  const { since, until, by } = pane().view;
  return JSON.stringify(wider.at(-1)?.zoomed) === JSON.stringify({ since, until, by });
}

class LogHistogram extends LitElement {
  /** @type {Bars | null} */
  #bars = null;
  /** @type {ResizeObserver | null} */
  #resized = null;
  #isDue = false;
  #isDragged = false;
  #counting = new Counting((isAnew) => this.#counted(isAnew));

  constructor() {
    super();
    watch(this);
    /** The bucket that keys are about. @type {number | null} */
    this.markMs = null;
    /** Where the pointer is. @type {{timeMs: number, px: number} | null} */
    this.pointer = null;
  }

  get counts() {
    return this.#counting.counts;
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    shown = this;
    document.addEventListener('visibilitychange', this.#seen);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#seen);
    this.#letGo();
    shown = null;
  }

  /** @param {number} step */
  move(step) {
    const { counts } = this;
    const last = counts.bucketAt(counts.toMs);
    this.pointer = null;
    const wanted = this.markMs === null ? last : this.markMs + step * counts.stepMs;
    this.#mark(Math.min(last, Math.max(counts.bucketAt(counts.fromMs), wanted)));
  }

  zoomMarked() {
    if (this.markMs === null) {
      return false;
    }
    this.#zoom(this.markMs, this.markMs);
    return true;
  }

  render() {
    if (!state.settings.showHistogram || !this.#counting.isThere) {
      return nothing;
    }
    const { counts } = this;
    return html`<section class="histogram" aria-label="events by time">
      <div class="bars" role="img" aria-label=${this.#summary()} @click=${this.#clicked}></div>
      <div class="histogram-buttons">
        ${isZoomed() ? html`<button @click=${zoomOut}>zoom out</button>` : nothing}
        ${counts.isPartial ? html`<button title="counted down to ${this.#time(counts.reachedMs)}" @click=${() => this.#counting.further()}>count further back</button>` : nothing}
      </div>
      <button class="quiet histogram-hide" title="hide the histogram" aria-label="hide the histogram" @click=${() => changeSettings({ showHistogram: false })}>▴</button>
      ${this.#tip()}
      ${guard([this.#counting.version, counts.isDone, pane().view.tz], () => this.#table())}
    </section>`;
  }

  #summary() {
    const [errors, warnings] = this.counts.total;
    const { fromMs, toMs, total } = this.counts;
    return `${grouped(sum(total))} events, ${grouped(errors)} errors, ${grouped(warnings)} warnings, from ${this.#time(fromMs)} to ${this.#time(toMs)}`;
  }

  /** What is under the pointer, or marked by keys. */
  #tip() {
    const timeMs = this.pointer?.timeMs ?? this.markMs;
    if (timeMs === null || this.#bars === null) {
      return nothing;
    }
    const { counts } = this;
    const atMs = counts.bucketAt(timeMs);
    const n = counts.of(atMs);
    const isCounted = atMs + counts.stepMs > counts.reachedMs;
    const gaps = counts.gaps.filter((each) => counts.bucketAt(each.atMs) === atMs);
    return html`<div class="tip">
      <b>${this.#time(atMs)} – ${this.#time(atMs + counts.stepMs)}</b>
      ${isCounted ? nothing : html`<span>not counted</span>`}
      ${GROUPS.map((group, index) => (n[index] > 0 ? html`<span><i class="dot dot-${group}"></i>${group} ${grouped(n[index])}</span>` : nothing))}
      ${isCounted && sum(n) === 0 ? html`<span>nothing</span>` : nothing}
      ${this.markMs === atMs ? html`<button @click=${() => this.zoomMarked()}>zoom</button>` : nothing}
      ${gaps.map((each) => html`<span class="tip-gap">${gapText(each.gap)}</span>`)}
    </div>`;
  }

  /** The same for those who do not see it. */
  #table() {
    return html`<table class="hidden">
      <caption>events by time and level, newest first</caption>
      <thead><tr><th scope="col">from</th>${GROUPS.map((group) => html`<th scope="col">${group}</th>`)}</tr></thead>
      <tbody>${this.counts.rows.map(
        ({ atMs, n }) => html`<tr><th scope="row">${this.#time(atMs)}</th>${n.map((count) => html`<td>${grouped(count)}</td>`)}</tr>`,
      )}</tbody>
    </table>`;
  }

  updated() {
    const box = /** @type {HTMLElement | null} */ (this.querySelector('.bars'));
    if (box === null) {
      this.#letGo();
      return;
    }
    if (this.#bars === null) {
      const listener = {
        picked: (/** @type {number} */ fromMs, /** @type {number} */ toMs) => {
          this.#isDragged = true;
          this.#zoom(fromMs, toMs);
        },
        pointed: (/** @type {number | null} */ timeMs, /** @type {number} */ px) => this.#point(timeMs, px),
      };
      this.#bars = new Bars(box, () => this.#shown(), listener);
      this.#resized = new ResizeObserver(() => this.#bars?.resize(Math.max(50, box.clientWidth), Math.max(20, box.clientHeight)));
      this.#resized.observe(box);
    }
    this.#counting.look();
    this.#placeTip();
    this.#due();
  }

  /** @returns {import('./bars.js').Shown} */
  #shown() {
    return { counts: this.counts, tz: zone(pane().view.tz), cursorMs: this.markMs, theme: theme() };
  }

  #placeTip() {
    const tip = /** @type {HTMLElement | null} */ (this.querySelector('.tip'));
    if (tip !== null && this.#bars !== null) {
      const px = this.pointer?.px ?? this.#bars.plot.valToPos((this.markMs ?? 0) / 1000, 'x');
      const most = this.clientWidth - tip.offsetWidth - 8;
      tip.style.setProperty('left', `${Math.max(8, Math.min(most, px + 24))}px`);
    }
  }

  /** Draws in the next frame. */
  #due() {
    if (!this.#isDue && !document.hidden) {
      this.#isDue = true;
      requestAnimationFrame(() => {
        this.#isDue = false;
        this.#bars?.draw();
      });
    }
  }

  /** @param {boolean} isAnew */
  #counted(isAnew) {
    this.markMs = isAnew ? null : this.markMs;
    this.requestUpdate();
  }

  #seen = () => this.requestUpdate();

  /** @param {number} fromMs @param {number} toMs both buckets included */
  #zoom(fromMs, toMs) {
    const { counts } = this;
    const { since, until, by } = pane().view;
    const zoomed = {
      since: new Date(counts.bucketAt(fromMs)).toISOString(),
      until: new Date(counts.bucketAt(toMs) + counts.stepMs).toISOString(),
      by: clockOf(pane().view),
    };
    if (zoomed.since !== since || zoomed.until !== until) {
      wider.push({ before: { since, until, by }, zoomed });
      changeView(zoomed);
    }
  }

  /** @param {number | null} timeMs @param {number} px */
  #point(timeMs, px) {
    if (timeMs !== null || this.pointer !== null) {
      this.pointer = timeMs === null ? null : { timeMs, px };
      this.requestUpdate();
    }
  }

  #clicked() {
    if (this.pointer !== null && !this.#isDragged) {
      this.#mark(this.counts.bucketAt(this.pointer.timeMs));
    }
    this.#isDragged = false;
  }

  /** @param {number} atMs */
  #mark(atMs) {
    this.markMs = atMs;
    this.requestUpdate();
  }

  /** @param {number} timeMs */
  #time(timeMs) {
    const { tz } = pane().view;
    const { fromMs, toMs } = this.counts;
    return toMs - fromMs > 86400000 ? fullTime(timeMs, tz).slice(0, 16) : clockTime(timeMs, tz).slice(0, 8);
  }

  #letGo() {
    this.#counting.close();
    this.#resized?.disconnect();
    this.#bars?.destroy();
    this.#bars = null;
  }
}

customElements.define('log-histogram', LogHistogram);
