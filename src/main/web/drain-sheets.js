/** What is asked before a drain is rewound or removed, and its dead letters. */
import { html, nothing } from 'lit';
import { DrainSheet, drainUrl, trialText } from './drain-sheet.js';
import { tell } from './state.js';
import { ask, Refusal } from './stream.js';
import { visible } from './text.js';
import { duration, fullTime, number } from './times.js';
import { defaultView, formatHash } from './url.js';

const COUNT_AFTER_MS = 400; // of the last key
const LETTERS = 100;
const ALL = '1900d'; // `/counts` takes 2,000 days at most

class RewindSheet extends DrainSheet {
  get title_() {
    return `Rewind ${visible(this.name)}`;
  }

  /** @param {import('./drain-sheet.js').Drain} drain */
  show(drain) {
    super.show(drain);
    this.by = 'since';
    this.from = '1h';
    this.#count();
  }

  content() {
    const isTime = this.by === 'since';
    return html`<form @submit=${this.#submit} @input=${this.#changed}>
      <fieldset class="choice">
        <legend>Send again</legend>
        <label><input type="radio" name="by" value="since" .checked=${isTime}> from a time on</label>
        <label><input type="radio" name="by" value="after" .checked=${!isTime}> what is behind an event</label>
      </fieldset>
      <label class="field">${isTime ? 'Since' : 'Behind the event'}
        <input type="text" name="from" .value=${this.from ?? ''} required autofocus autocomplete="off" spellcheck="false" aria-describedby="from-hint">
      </label>
      <p class="hint" id="from-hint">${
        isTime
          ? html`<code>15m</code>, <code>2h</code>, <code>yesterday 14:05</code>, <code>2026-11-30T10:00:00Z</code> or <code>all</code>; without a zone by the clock of the daemon`
          : html`an id, or a cursor <code>JOURNAL-ID</code>; one that is newer than what was sent skips what lies between`
      }</p>
      <p role="status">${this.counted ?? nothing}</p>
      ${this.problem()}
      <div class="buttons"><button class="main" ?disabled=${this.isBusy}>Rewind</button></div>
    </form>`;
  }

  /** @param {Event} event */
  #changed(event) {
    const { name, value } = /** @type {HTMLInputElement} */ (event.target);
    if (name === 'by') {
      this.by = value;
      this.from = value === 'since' ? '1h' : '';
    } else {
      this.from = value;
    }
    this.#count();
  }

  /** Tells how much it will be, as soon as nobody types. */
  #count() {
    clearTimeout(this.timer);
    this.counting?.abort();
    const { drain, from, by } = this;
    this.counted = '';
    this.requestUpdate();
    if (drain === null || !from) {
      return;
    }
    if (by === 'after') {
      this.counted = behind(drain, from);
      return;
    }
    const counting = new AbortController();
    this.counting = counting;
    this.timer = setTimeout(async () => {
      this.counted = 'counting …';
      this.requestUpdate();
      const counted = await countSince(drain, from, counting.signal);
      if (!counting.signal.aborted) {
        this.counted = counted;
        this.requestUpdate();
      }
    }, COUNT_AFTER_MS);
  }

  onClosed() {
    super.onClosed();
    clearTimeout(this.timer);
    this.counting?.abort();
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    const { name } = this;
    this.attempt(async () => {
      const query = new URLSearchParams([[this.by ?? 'since', (this.from ?? '').trim()]]);
      await ask(drainUrl(name, `/rewind?${query}`), { method: 'POST' });
      tell(`${visible(name)} is rewound`);
      this.close();
    });
  }
}

/** How many events a rewind to a time means. @param {import('./drain-sheet.js').Drain} drain @param {string} since @param {AbortSignal} signal */
async function countSince(drain, since, signal) {
  const query = new URLSearchParams([
    ['by', 'none'],
    ['since', since.trim() === 'all' ? ALL : since.trim()],
  ]);
  if (drain.filter !== '') {
    query.set('filter', drain.filter);
  }
  if (drain.apps) {
    query.set('app', drain.apps.join(','));
  }
  try {
    const text = await (await ask(`counts?${query}`, { signal })).text();
    const { end } = JSON.parse(text.trim().split('\n').at(-1) ?? '{}');
    const events = `${number(end.events)} ${end.events === 1 ? 'event' : 'events'}`;
    const unsent = drain.lag_events
      ? `; of the newest ${number(drain.lag_events)} in the journal, those that match are sent for the first time`
      : '';
    return `${end.complete === false ? `More than ${events}` : events} will be sent again${unsent}.`;
  } catch (failure) {
    const isKnown = failure instanceof Refusal && failure.status === 400;
    return isKnown ? visible(failure.message) : 'How many events will be sent again is not known.';
  }
}

/** The same for an event; ids are dense. @param {import('./drain-sheet.js').Drain} drain @param {string} cursor */
function behind(drain, cursor) {
  const id = cursor.trim().match(/^(?:.*-)?(\d+)$/)?.[1];
  if (id === undefined || drain.lag_events === undefined || !/^\d+$/.test(drain.accepted)) {
    return '';
  }
  const again = Number(drain.accepted) - Number(id);
  if (again < 0) {
    return `${number(-again)} events of the journal will be skipped.`;
  }
  return `${number(again)} events of the journal will be looked at again${drain.filter === '' ? ' and sent' : ', those that match the filter sent'}.`;
}

class RemoveSheet extends DrainSheet {
  get title_() {
    return `Remove ${visible(this.name)}?`;
  }

  content() {
    const { drain, name } = this;
    const letters = drain?.dead_letters ?? 0;
    return html`<div class="sheet-body">
      <p>Its place in the journal ${letters > 0 ? `and its ${number(letters)} dead ${letters === 1 ? 'letter go' : 'letters go'}` : 'goes'} with it. The events stay in the journal.</p>
      ${drain?.lag_events ? html`<p>It has not sent the newest ${number(drain.lag_events)} events (${duration((drain.lag_seconds ?? 0) * 1000)}).</p>` : nothing}
      ${this.problem()}
      <div class="buttons">
        <button autofocus @click=${this.close}>Keep</button>
        <button class="danger" ?disabled=${this.isBusy} @click=${() =>
          this.attempt(async () => {
            await ask(drainUrl(name), { method: 'DELETE' });
            tell(`${visible(name)} is removed`);
            this.close();
          })}>Remove</button>
      </div>
    </div>`;
  }
}

class LettersSheet extends DrainSheet {
  /** @type {any[] | null} */
  letters = null;
  isSure = false;
  done = '';

  get title_() {
    return `Dead letters of ${visible(this.name)}`;
  }

  get isWide() {
    return true;
  }

  /** @param {import('./drain-sheet.js').Drain} drain */
  show(drain) {
    super.show(drain);
    this.letters = null;
    this.isSure = false;
    this.done = '';
    this.attempt(() => this.#load());
  }

  content() {
    const count = this.letters?.length ?? 0;
    return html`<div class="sheet-body">
      <p>What the destination refused for what it is. Replaying sends each again, and removes those that are accepted.</p>
      <p class="good" role="status">${this.done === '' ? nothing : this.done}</p>
      ${this.problem()}
      ${this.letters === null ? html`<p class="dim">asking …</p>` : count === 0 ? html`<p class="dim">There are none.</p>` : this.#list(this.letters)}
      <div class="buttons">
        ${
          count === 0
            ? nothing
            : this.isSure
              ? html`<span>Forget all of them, for good?</span>
                <button @click=${() => this.#ask(false)}>Keep</button>
                <button class="danger" ?disabled=${this.isBusy} @click=${this.#forget}>Forget all</button>`
              : html`<button class="danger" ?disabled=${this.isBusy} @click=${() => this.#ask(true)}>Forget all …</button>
                <button class="main" ?disabled=${this.isBusy} @click=${this.#replay}>Replay all</button>`
        }
      </div>
    </div>`;
  }

  /** @param {any[]} letters */
  #list(letters) {
    return html`<ol class="letters" tabindex="0" aria-label="dead letters">${letters.map(
      (letter) => html`<li>
        <div><a href=${formatHash('live', [{ ...defaultView(), id: letter.id }])}>event ${letter.id}</a>
          <span class="dim">${fullTime(Date.parse(letter.at), '').slice(0, 19)}</span>
          ${letter.event ? html`<b>${visible(letter.event.app ?? '')}</b>` : nothing}</div>
        <div class="trouble">${visible(letter.reason)}</div>
        <div class="text">${letter.event ? visible((letter.event.message ?? '').slice(0, 2048)) : html`<i>the event itself is gone</i>`}</div>
      </li>`,
    )}</ol>
    ${letters.length >= LETTERS ? html`<p class="dim">These are the newest ${LETTERS}.</p>` : nothing}`;
  }

  async #load() {
    const text = await (await ask(drainUrl(this.name, `/dead-letters?lines=${LETTERS}`))).text();
    this.letters = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
      .reverse();
  }

  /** @param {boolean} isSure */
  #ask(isSure) {
    this.isSure = isSure;
    this.requestUpdate();
  }

  #replay() {
    this.attempt(async () => {
      this.done = '';
      const trial = await (await ask(drainUrl(this.name, '/dead-letters/replay'), { method: 'POST' })).json();
      await this.#load();
      if (!trial.ok) {
        throw new Error(trialText(trial));
      }
      this.done = trialText(trial);
    });
  }

  #forget() {
    this.attempt(async () => {
      await ask(drainUrl(this.name, '/dead-letters'), { method: 'DELETE' });
      this.isSure = false;
      await this.#load();
    });
  }
}

customElements.define('drain-rewind-sheet', RewindSheet);
customElements.define('drain-remove-sheet', RemoveSheet);
customElements.define('drain-letters-sheet', LettersSheet);
