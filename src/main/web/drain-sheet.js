/** What the drains' place and its sheets share: what a drain is, where it is asked, and a sheet about one. */
import { html, nothing } from 'lit';
import { reason } from './poll.js';
import { Sheet } from './sheet.js';
import { visible } from './text.js';
import { duration } from './times.js';

/**
 * A drain as `/drains` tells of it; secrets are `***` already. Those who may see some apps only are told no lag.
 * @typedef {{
 *   name: string, url: string, filter: string, options: Record<string, string>, apps?: string[], declared: boolean,
 *   state: string, accepted: string, lag_events?: number, lag_seconds?: number, sent: number, resent: number, retries: number,
 *   dead_letters: number, lost?: number, trouble: string, last_error: string,
 * }} Drain
 */
/** @typedef {{ok: boolean, taken: number, message: string, took_ms: number}} Trial */

/** Where a drain is, for requests. @param {string} name @param {string} more */
export function drainUrl(name, more = '') {
  return `drains/${encodeURIComponent(name)}${more}`;
}

/** What a trial has shown. @param {Trial} trial */
export function trialText(trial) {
  const took = duration(trial.took_ms);
  return trial.ok ? `✓ ${visible(trial.message) || 'accepted'}, in ${took}` : `✕ ${visible(trial.message) || 'failed'}, after ${took}`;
}

/** A sheet about one drain. */
export class DrainSheet extends Sheet {
  constructor() {
    super();
    /** @type {Drain | null} */
    this.drain = null;
    this.trouble = '';
    this.isBusy = false;
  }

  get isWanted() {
    return this.drain !== null;
  }

  get name() {
    return this.drain?.name ?? '';
  }

  /** Opens it. @param {Drain} [drain] */
  show(drain) {
    this.drain = drain ?? null;
    this.trouble = '';
    this.isBusy = false;
    this.requestUpdate();
  }

  onClosed() {
    this.drain = null;
  }

  /** Does something, tells what went wrong, and has the table read again. @param {() => Promise<void>} work */
  async attempt(work) {
    this.isBusy = true;
    this.trouble = '';
    this.requestUpdate();
    try {
      await work();
    } catch (failure) {
      this.trouble = visible(reason(failure));
    }
    this.isBusy = false;
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent('drains-changed', { bubbles: true }));
  }

  problem() {
    return html`<p class="trouble" role="alert">${this.trouble === '' ? nothing : this.trouble}</p>`;
  }
}
