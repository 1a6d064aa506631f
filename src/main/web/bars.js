/** The bars of the histogram: uPlot's axis, cursor and dragging, and our own drawing of what is stacked. */
import uPlot from 'uplot';
import { GROUPS } from './counts.js';
import { clockTime, day } from './times.js';

const AXIS_PX = 18;
const LOW_AXIS_PX = 14; // of a chart lower than this:
const LOW_PX = 50;
const DAY_MS = 86400000;
const LEAST_PX = 2; // of what is not nothing
const LEAST_DRAG_PX = 5;

/**
 * @typedef {{
 *   counts: import('./counts.js').Counts, tz: string, cursorMs: number | null, theme: string,
 * }} Shown cursorMs: the bucket that keys are about
 */

/** A chart of what is shown. */
export class Bars {
  /** @type {Record<string, string>} */
  #colours = {};
  #theme = '';

  /**
   * @param {HTMLElement} into
   * @param {() => Shown} shown
   * @param {{picked: (fromMs: number, toMs: number) => void, pointed: (timeMs: number | null, px: number) => void}} listener
   */
  constructor(into, shown, listener) {
    this.shown = shown;
    this.listener = listener;
    this.plot = new uPlot(
      this.#options(into),
      [
        [0, 1],
        [0, 1],
      ],
      into,
    );
    this.plot.over.addEventListener('mousemove', (event) => this.#pointed(event));
    this.plot.over.addEventListener('mousedown', (event) => this.#pointed(event));
    this.plot.over.addEventListener('mouseleave', () => listener.pointed(null, 0));
  }

  /** @param {number} width @param {number} height */
  resize(width, height) {
    this.plot.setSize({ width, height });
  }

  /** Draws again. */
  draw() {
    const { counts, theme } = this.shown();
    if (theme !== this.#theme) {
      this.#theme = theme;
      const style = getComputedStyle(document.documentElement);
      for (const name of ['bar-error', 'bar-warn', 'bar-info', 'bar-debug', 'dim', 'gap', 'edge', 'link']) {
        this.#colours[name] = style.getPropertyValue(`--${name}`);
      }
    }
    this.plot.setData(
      [
        [counts.fromMs / 1000, counts.toMs / 1000],
        [0, Math.max(1, counts.peak)],
      ],
      true,
    );
  }

  destroy() {
    this.plot.destroy();
  }

  /** @param {HTMLElement} into @returns {import('uplot').Options} */
  #options(into) {
    return {
      width: Math.max(50, into.clientWidth),
      height: Math.max(20, into.clientHeight),
      padding: [4, 0, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false, dist: LEAST_DRAG_PX } },
      scales: {
        x: { time: true, range: () => this.#range() },
        y: { range: (_plot, _min, max) => [0, max] },
      },
      axes: [
        {
          size: (plot) => (plot.height < LOW_PX ? LOW_AXIS_PX : AXIS_PX),
          gap: 1,
          space: 90,
          font: '11px system-ui, sans-serif',
          stroke: () => this.#colours.dim,
          grid: { show: false },
          ticks: { show: true, size: 3, width: 1, stroke: () => this.#colours.edge },
          values: (_plot, splits) => splits.map((second) => this.#label(second * 1000)),
        },
        { show: false },
      ],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: {
        draw: [() => this.#drawBars()],
        setSelect: [() => this.#selected()],
      },
    };
  }

  /** @returns {[number, number]} */
  #range() {
    const { counts } = this.shown();
    return [counts.fromMs / 1000, Math.max(counts.fromMs + 1000, counts.toMs) / 1000];
  }

  /** @param {number} timeMs */
  #label(timeMs) {
    const { counts, tz } = this.shown();
    const rangeMs = counts.toMs - counts.fromMs;
    const clock = clockTime(timeMs, tz);
    if (rangeMs > DAY_MS) {
      return rangeMs > 5 * DAY_MS ? day(timeMs, tz).slice(5) : `${day(timeMs, tz).slice(5)} ${clock.slice(0, 5)}`;
    }
    return rangeMs <= 5 * 60000 ? clock.slice(0, 8) : clock.slice(0, 5);
  }

  #selected() {
    const { plot } = this;
    const { left, width } = plot.select;
    if (width >= LEAST_DRAG_PX) {
      this.listener.picked(plot.posToVal(left, 'x') * 1000, plot.posToVal(left + width, 'x') * 1000);
      plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    }
  }

  /** @param {MouseEvent} event */
  #pointed(event) {
    const px = event.clientX - this.plot.over.getBoundingClientRect().left;
    this.listener.pointed(this.plot.posToVal(px, 'x') * 1000, px);
  }

  #drawBars() {
    const { counts, cursorMs } = this.shown();
    const { ctx, bbox } = this.plot;
    const ratio = devicePixelRatio;
    const peak = Math.max(1, counts.peak);
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    if (counts.isPartial) {
      this.#hatch(bbox.left, this.#x(counts.reachedMs));
    }
    for (const { atMs, n } of counts.rows) {
      const left = Math.round(this.#x(atMs));
      const right = Math.max(left + 1, Math.round(this.#x(atMs + counts.stepMs)) - ratio);
      this.#drawStack(left, right - left, n, bbox.height / peak);
    }
    for (const { atMs } of counts.gaps) {
      this.#drawGap(this.#x(atMs));
    }
    if (cursorMs !== null) {
      const left = this.#x(cursorMs);
      ctx.strokeStyle = this.#colours.link;
      ctx.lineWidth = 2 * ratio;
      ctx.strokeRect(left, bbox.top + ratio, this.#x(cursorMs + counts.stepMs) - left, bbox.height - 2 * ratio);
    }
    ctx.fillStyle = this.#colours.edge;
    ctx.fillRect(bbox.left, bbox.top + bbox.height - ratio, bbox.width, ratio);
    ctx.restore();
  }

  /** The worst below, so that it is seen. @param {number} left @param {number} width @param {number[]} n @param {number} perEvent px */
  #drawStack(left, width, n, perEvent) {
    const { ctx, bbox } = this.plot;
    const ratio = devicePixelRatio;
    let bottom = bbox.top + bbox.height;
    n.forEach((count, group) => {
      if (count > 0) {
        const height = Math.max(LEAST_PX * ratio, Math.round(count * perEvent));
        ctx.fillStyle = this.#colours[`bar-${GROUPS[group]}`];
        ctx.fillRect(left, bottom - height, width, Math.max(ratio, height - ratio));
        bottom -= height;
      }
    });
  }

  /** What was not counted. @param {number} from @param {number} to px */
  #hatch(from, to) {
    const { ctx, bbox } = this.plot;
    const bottom = bbox.top + bbox.height;
    const step = 7 * devicePixelRatio;
    ctx.save();
    ctx.beginPath();
    ctx.rect(from, bbox.top, to - from, bbox.height);
    ctx.clip();
    ctx.beginPath();
    for (let x = from - bbox.height; x < to; x += step) {
      ctx.moveTo(x, bottom);
      ctx.lineTo(x + bbox.height, bbox.top);
    }
    ctx.strokeStyle = this.#colours.edge;
    ctx.lineWidth = devicePixelRatio;
    ctx.stroke();
    ctx.restore();
  }

  /** @param {number} x */
  #drawGap(x) {
    const { ctx, bbox } = this.plot;
    ctx.save();
    ctx.strokeStyle = this.#colours.gap;
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  }

  /** @param {number} timeMs */
  #x(timeMs) {
    return this.plot.valToPos(timeMs / 1000, 'x', true);
  }
}
