/** A curve of the last quarter of an hour, and the numbers that it is drawn from. */
import { html, LitElement } from 'lit';
import uPlot from 'uplot';
import { clockTime, number } from './times.js';

const SHOWN_S = 900;

/** Numbers of the last quarter of an hour, one each so many milliseconds. What was not asked for is a hole. */
export class History {
  /** Seconds since 1970. @type {number[]} */
  times = [];
  /** @type {(number | null)[]} */
  values = [];

  /** @param {number} everyMs */
  constructor(everyMs) {
    this.everyS = everyMs / 1000;
  }

  /** @param {number} timeMs @param {number} value */
  add(timeMs, value) {
    const time = timeMs / 1000;
    const last = this.times.at(-1);
    if (last !== undefined && time - last > 3 * this.everyS) {
      this.times.push(last + this.everyS);
      this.values.push(null);
    }
    this.times.push(time);
    this.values.push(value);
    let old = 0;
    while (this.times[old] < time - SHOWN_S) {
      old++;
    }
    this.times.splice(0, old);
    this.values.splice(0, old);
  }

  get last() {
    return this.values.at(-1) ?? 0;
  }

  get most() {
    return this.values.reduce((/** @type {number} */ most, value) => Math.max(most, value ?? 0), 0);
  }
}

/** @param {string} name of a variable of the style sheet */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

class HistoryCurve extends LitElement {
  static properties = { history: { attribute: false }, name: {}, colour: {}, top: { type: Number }, version: { type: Number } };

  constructor() {
    super();
    this.history = new History(1000);
    this.name = '';
    /** The variable with the colour of the line. */
    this.colour = '--bar-info';
    /** Where the scale ends at least. */
    this.top = 1;
    /** Another number when there is something new. */
    this.version = 0;
    /** @type {uPlot | null} */
    this.plot = null;
    this.sizes = new ResizeObserver(() => this.#resize());
    this.themes = new MutationObserver(() => this.plot?.redraw());
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    this.sizes.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.themes.disconnect();
    this.sizes.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }

  render() {
    const { history } = this;
    const text = `${this.name}, the last 15 minutes: now ${number(history.last)}, at most ${number(history.most)}`;
    return html`<div class="curve" role="img" aria-label=${text}></div>`;
  }

  updated() {
    if (this.plot === null) {
      const place = /** @type {HTMLElement} */ (this.querySelector('.curve'));
      this.plot = new uPlot(this.#options(), this.#data(), place);
    } else {
      this.plot.setData(this.#data());
    }
  }

  /** @returns {uPlot.AlignedData} */
  #data() {
    return [this.history.times, this.history.values];
  }

  #resize() {
    this.plot?.setSize(this.#size());
  }

  #size() {
    return { width: Math.max(200, this.clientWidth), height: 150 };
  }

  /** @returns {uPlot.Options} */
  #options() {
    const axis = {
      stroke: () => colour('--dim'),
      grid: { stroke: () => colour('--edge'), width: 1 },
      ticks: { show: false },
      font: '11px system-ui, sans-serif',
      gap: 4,
    };
    return {
      ...this.#size(),
      legend: { show: false },
      cursor: { show: false },
      padding: [8, 8, 0, 0],
      scales: {
        x: { range: () => [Date.now() / 1000 - SHOWN_S, Date.now() / 1000] },
        y: { range: (_plot, _least, most) => [0, Math.max(this.top, (most ?? 0) * 1.1)] },
      },
      axes: [
        { ...axis, size: 24, space: 70, values: (_plot, seconds) => seconds.map((each) => clockTime(each * 1000, '').slice(0, 5)) },
        {
          ...axis,
          size: 56,
          space: 32,
          values: (_plot, values) => values.map((each) => each.toLocaleString('en-US', { maximumFractionDigits: 1 })),
        },
      ],
      series: [{}, { stroke: () => colour(this.colour), fill: () => `${colour(this.colour)}2e`, width: 1.5, points: { show: false } }],
    };
  }
}

customElements.define('history-curve', HistoryCurve);
