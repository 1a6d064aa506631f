/** Views that somebody has saved under a name, kept in this browser as addresses; and the menu of these and of the last ones. */
import { html, nothing } from 'lit';
import { goTo } from './navigation.js';
import { isHash, seenViews } from './seen.js';
import { changed, state, store, stored, tell } from './state.js';
import { formatHash, viewQuery } from './url.js';

const SAVED = 'logtail.views';

/** @returns {{name: string, hash: string}[]} */
export function savedViews() {
  const views = stored(SAVED, /** @type {any[]} */ ([]));
  return Array.isArray(views) ? views.filter((view) => typeof view?.name === 'string' && isHash(view?.hash)) : [];
}

/** @param {string} name */
function save(name) {
  const hash = formatHash(
    'live',
    state.panes.map((each) => each.view),
  );
  store(SAVED, [...savedViews().filter((view) => view.name !== name), { name, hash }]);
  tell(`saved as ${name}`);
}

/** @param {string} name */
function forget(name) {
  store(
    SAVED,
    savedViews().filter((view) => view.name !== name),
  );
  changed();
}

/** All saved views as text, one a line, and back. */
function exported() {
  return savedViews()
    .map((view) => `${view.hash} ${view.name}`)
    .join('\n');
}

/** @param {string} text */
function take(text) {
  const views = new Map(savedViews().map((view) => [view.name, view]));
  for (const line of text.split('\n')) {
    const [hash, ...name] = line.trim().split(' ');
    if (isHash(hash) && name.length > 0) {
      views.set(name.join(' '), { name: name.join(' '), hash });
    }
  }
  store(SAVED, [...views.values()]);
  tell(`${views.size} views are saved`);
}

/** A view as a few words. @param {string} hash */
function words(hash) {
  const query = new URLSearchParams(hash.slice(hash.indexOf('?') + 1));
  return [...query].map(([name, value]) => (name === 'filter' ? value : `${name} ${value}`)).join(' · ');
}

/** The contents of the menu. */
export function viewsMenu() {
  const saved = savedViews();
  const seen = seenViews().slice(0, 8);
  return html`
    <form class="inline" @submit=${submitted}>
      <input name="name" aria-label="Name of this view" placeholder="name of this view" maxlength="60" required autocomplete="off">
      <button>Save</button>
    </form>
    ${saved.map(
      (view) => html`<div class="inline">
      <a class="grow" data-closes href=${view.hash} @click=${(/** @type {Event} */ event) => opened(event, view.hash)}>${view.name}</a>
      <button class="quiet" aria-label=${`Forget ${view.name}`} title="Forget" @click=${() => forget(view.name)}>✕</button></div>`,
    )}
    ${seen.length > 0 ? html`<hr><span class="dim">Looked at before</span>` : nothing}
    ${seen.map((hash) => html`<a class="cut" data-closes href=${hash} @click=${(/** @type {Event} */ event) => opened(event, hash)}>${words(hash)}</a>`)}
    <hr>
    <details><summary>Export and import</summary>
      <form @submit=${imported}><textarea name="views" rows="4" aria-label="Saved views as text" .value=${exported()}></textarea>
      <button>Import</button></form>
    </details>`;
}

/** @param {Event} event @param {string} hash */
function opened(event, hash) {
  event.preventDefault();
  goTo(hash, true);
}

/** @param {SubmitEvent} event */
function submitted(event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  save(String(new FormData(form).get('name')).trim() || viewQuery(state.panes[0].view));
  form.reset();
  changed();
}

/** @param {SubmitEvent} event */
function imported(event) {
  event.preventDefault();
  take(String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('views')));
  changed();
}
