/** The sheet of keys and settings; on a phone also where one logs out. */
import { html, nothing } from 'lit';
import { KEYS } from './keys.js';
import { logOut } from './login.js';
import { LayerSheet } from './sheet.js';
import { changeSettings, state } from './state.js';
import { visible } from './text.js';

const TABS = [
  ['keys', 'Keys'],
  ['settings', 'Settings'],
];
const THEMES = [
  ['system', 'as the system'],
  ['dark', 'dark'],
  ['light', 'light'],
];
const LEAST_MIB = 32;
const MOST_MIB = 256;

class HelpSheet extends LayerSheet {
  /** Which half a narrow window shows. */
  tab = 'keys';

  get layer() {
    return 'help';
  }

  get title_() {
    return 'Help';
  }

  get isWide() {
    return true;
  }

  content() {
    return html`<div class="sheet-body help">
      <div class="tabs" role="tablist" aria-label="parts of the help" @keydown=${this.#arrow}>
        ${TABS.map(
          ([
            tab,
            name,
          ]) => html`<button role="tab" id=${`help-tab-${tab}`} aria-controls=${`help-${tab}`} aria-selected=${tab === this.tab ? 'true' : 'false'}
            tabindex=${tab === this.tab ? 0 : -1} @click=${() => this.#show(tab)}>${name}</button>`,
        )}
      </div>
      <section id="help-keys" class=${this.tab === 'keys' ? '' : 'other'} aria-labelledby="help-keys-title">
        <h3 id="help-keys-title">Keys <small class="dim">when no text field has the focus</small></h3>
        ${keys()}
      </section>
      <section id="help-settings" class=${this.tab === 'settings' ? '' : 'other'} aria-labelledby="help-settings-title">
        <h3 id="help-settings-title">Settings <small class="dim">kept in this browser</small></h3>
        ${settings()}
        ${session()}
      </section>
    </div>`;
  }

  /** @param {string} tab */
  #show(tab) {
    this.tab = tab;
    this.requestUpdate();
  }

  /** @param {KeyboardEvent} event */
  async #arrow(event) {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      this.#show(this.tab === 'keys' ? 'settings' : 'keys');
      await this.updateComplete;
      /** @type {HTMLElement | null} */ (this.querySelector('[aria-selected="true"]'))?.focus();
    }
  }
}

function keys() {
  return html`<dl class="keys">${KEYS.map(({ keys, does }) => {
    const all = keys.split(' ');
    const isOff = all.every(isTurnedOff);
    return html`<div class=${isOff ? 'off' : ''}>
      <dt>${all.map((key) => html`<kbd class=${isTurnedOff(key) ? 'off' : ''}>${key}</kbd> `)}</dt><dd>${does}${isOff ? ' (off)' : nothing}</dd></div>`;
  })}</dl>`;
}

/** Whether a key is a single character, and these are turned off (WCAG 2.1.4). @param {string} key */
function isTurnedOff(key) {
  return !state.settings.singleKeys && /^[^↑↓](…\d)?$/u.test(key);
}

function settings() {
  const { theme, memoryMiB } = state.settings;
  return html`
    <fieldset class="choice">
      <legend>Theme</legend>
      ${THEMES.map(([value, name]) => html`<label><input type="radio" name="theme" value=${value} .checked=${theme === value} @change=${() => changeSettings({ theme: value })}> ${name}</label>`)}
    </fieldset>
    ${flag('newestOnTop', 'Newest line on top', 'Off: at the bottom, as in a terminal.')}
    ${flag('singleKeys', 'Single-letter keys', 'Off: only keys with Ctrl, Space, Enter, Esc and those that move.')}
    ${flag('readErrorsAloud', 'Read new errors aloud', 'For screen readers; else only their number is said.')}
    ${flag('ansiBackgrounds', 'Backgrounds that lines ask for', 'Colours of ANSI sequences behind the text.')}
    <label class="field">Memory for rows: <output>${memoryMiB} MiB</output>
      <input type="range" min=${LEAST_MIB} max=${MOST_MIB} step="16" .value=${String(memoryMiB)} aria-valuetext=${`${memoryMiB} MiB`}
        @input=${(/** @type {any} */ event) => changeSettings({ memoryMiB: Number(event.target.value) })}></label>
    <p class="hint">Of this tab, all panes together: about ${Math.round((memoryMiB * 3.6) / 10) * 10},000 rows. Older ones are asked of the daemon again.</p>`;
}

/** @param {'newestOnTop' | 'singleKeys' | 'readErrorsAloud' | 'ansiBackgrounds'} name @param {string} text @param {string} hint */
function flag(name, text, hint) {
  return html`<label class="flag"><input type="checkbox" .checked=${state.settings[name]}
    @change=${(/** @type {any} */ event) => changeSettings({ [name]: event.target.checked })}>
    <span>${text}${hint === '' ? nothing : html`<small class="dim">${hint}</small>`}</span></label>`;
}

/** Who looks, and the way out; the header of a phone has no room for it. */
function session() {
  if (!state.session?.expires) {
    return nothing;
  }
  const { name, rights, apps } = state.session;
  return html`<h3>Session</h3>
    <p>${visible(name ?? '')}: ${rights.join(', ')}${apps ? ` for ${visible(apps.join(', '))}` : nothing}</p>
    <button @click=${logOut}>Log out</button>`;
}

customElements.define('help-sheet', HelpSheet);
