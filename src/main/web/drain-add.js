/** Adding a drain: it is added paused, tested, and sends when somebody has seen the answer. */
import { html, nothing } from 'lit';
import { DrainSheet, drainUrl, trialText } from './drain-sheet.js';
import { reason } from './poll.js';
import { tell } from './state.js';
import { ask } from './stream.js';
import { visible } from './text.js';

const EXAMPLES = [
  'syslog+tls://logs.example.com:6514',
  'https://loki.example.com',
  'relp://logs.example.com:2514',
  'kafka://broker:9092/logs',
  'file:///var/log/logtail/all.log',
];

class AddSheet extends DrainSheet {
  isShown = false;
  /** The name of the drain that is added and waits for a word; '' before. */
  added = '';
  /** What its test has shown; null while it runs. @type {import('./drain-sheet.js').Trial | null} */
  trial = null;
  form = { name: '', url: '', filter: '', options: '', since: '' };

  get isWanted() {
    return this.isShown;
  }

  get isLight() {
    return false;
  }

  get title_() {
    return this.added === '' ? 'Add a drain' : `Add ${visible(this.added)}`;
  }

  show() {
    super.show();
    this.isShown = true;
    this.added = '';
    this.trial = null;
    this.form = { name: '', url: '', filter: '', options: '', since: '' };
  }

  onClosed() {
    this.isShown = false;
    this.form = { name: '', url: '', filter: '', options: '', since: '' }; // there may be secrets in it
  }

  content() {
    return this.added === '' ? this.#asked() : this.#tested();
  }

  #asked() {
    const { name, url, filter, options, since } = this.form;
    return html`<form autocomplete="off" @submit=${this.#submit} @input=${this.#typed}>
      <label class="field">Name
        <input type="text" name="name" .value=${name} required autofocus maxlength="40" spellcheck="false" placeholder="eu"></label>
      <label class="field">Destination
        <input type="text" name="url" .value=${url} required spellcheck="false" inputmode="url" list="drain-urls" aria-describedby="url-hint" placeholder=${EXAMPLES[0]}></label>
      <datalist id="drain-urls">${EXAMPLES.map((example) => html`<option value=${example}></option>`)}</datalist>
      <p class="hint" id="url-hint">A URL; addresses that are not public, and files, must be allowed by <code>LOGTAIL_DRAIN_ALLOW</code> and <code>LOGTAIL_DRAIN_FILES</code>.</p>
      <label class="field">Filter
        <input type="text" name="filter" .value=${filter} spellcheck="false" placeholder="all events; or level>=warn"></label>
      <label class="field">Options
        <textarea name="options" rows="3" .value=${options} spellcheck="false" aria-describedby="options-hint" placeholder="format=ndjson"></textarea></label>
      <p class="hint" id="options-hint">One <code>name=value</code> a line: <code>format</code>, <code>token</code>, <code>header.NAME</code>, <code>compress</code>, <code>batch-wait</code> …</p>
      <label class="field">Begin with
        <input type="text" name="since" .value=${since} spellcheck="false" placeholder="new events; or 1h, yesterday, all"></label>
      ${this.problem()}
      <div class="buttons"><button type="button" @click=${this.close}>Cancel</button>
        <button class="main" ?disabled=${this.isBusy}>${this.isBusy ? 'Adding …' : 'Add and test'}</button></div>
    </form>`;
  }

  #tested() {
    const { trial, isBusy } = this;
    return html`<div class="sheet-body">
      <p>It is added, and paused until you say so.</p>
      <p class=${trial === null ? 'dim' : trial.ok ? 'good' : 'trouble'} role="status">${trial === null ? 'Sending one event as a test …' : `Test: ${trialText(trial)}`}</p>
      ${this.problem()}
      <div class="buttons">
        ${
          trial === null
            ? nothing
            : html`<button ?disabled=${isBusy} @click=${this.#undo}>Remove and edit</button>
              <button ?disabled=${isBusy} @click=${this.#test}>Test again</button>
              <button class=${trial.ok ? 'main' : ''} ?disabled=${isBusy} @click=${this.#begin}>${trial.ok ? 'Begin to send' : 'Begin all the same'}</button>`
        }
      </div>
    </div>`;
  }

  /** @param {Event} event */
  #typed(event) {
    const { name, value } = /** @type {HTMLInputElement} */ (event.target);
    this.form = { ...this.form, [name]: value };
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    this.attempt(async () => {
      const { name, url, filter, since } = this.form;
      const drain = { name: name.trim(), url: url.trim(), filter: filter.trim(), options: optionsOf(this.form.options), paused: true };
      await ask('drains', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(since.trim() === '' ? drain : { ...drain, since: since.trim() }),
      });
      this.added = drain.name;
      this.#test();
    });
  }

  async #test() {
    const name = this.added;
    this.trial = null;
    this.requestUpdate();
    /** @type {import('./drain-sheet.js').Trial} */
    let trial;
    try {
      trial = await (await ask(drainUrl(name, '/test'), { method: 'POST' })).json();
    } catch (failure) {
      trial = { ok: false, taken: 0, message: reason(failure), took_ms: 0 };
    }
    if (name === this.added) {
      this.trial = trial;
      this.requestUpdate();
    }
  }

  #begin() {
    this.attempt(async () => {
      await ask(drainUrl(this.added, '/resume'), { method: 'POST' });
      tell(`${visible(this.added)} sends`);
      this.close();
    });
  }

  #undo() {
    this.attempt(async () => {
      await ask(drainUrl(this.added), { method: 'DELETE' });
      this.added = '';
      this.trial = null;
    });
  }
}

/** Options as they are typed, one a line. @param {string} text */
function optionsOf(text) {
  /** @type {[string, string][]} */
  const options = [];
  for (const line of text
    .split('\n')
    .map((each) => each.trim())
    .filter((each) => each !== '')) {
    const equals = line.indexOf('=');
    if (equals < 1) {
      throw new Error(`option '${line}': takes name=value`);
    }
    options.push([line.slice(0, equals).trim(), line.slice(equals + 1).trim()]);
  }
  return Object.fromEntries(options);
}

customElements.define('drain-add-sheet', AddSheet);
