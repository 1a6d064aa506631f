/** What keys do. They are listed in keys.js, which is what the help shows. */
import { changeView, jumpToLive } from './navigation.js';
import { theme } from './theme.js';
import { EVENT, LEVELS } from './chunk.js';
import { copyText } from './clipboard.js';
import { closeDetails, openDetails } from './details.js';
import { moveBucket, zoomBucket, zoomOut } from './histogram.js';
import { list, moveDown, moveToLevel, moveToMatch, moveToOldest } from './moving.js';
import { copyRows, linkTo } from './share.js';
import { splitPane } from './split.js';
import { changeSettings, openLayer, pane, state } from './state.js';
import { appended, not, term } from './terms.js';

/** @type {Record<string, (event: KeyboardEvent) => void>} */
const ACTIONS = {
  '/': () => /** @type {HTMLElement | null} */ (document.querySelector('filter-box'))?.focus(),
  ' ': () => (pane().mode === 'paused' ? pane().resume() : pane().pause()),
  j: () => moveDown(1),
  ArrowDown: (event) => moveDown(1, event.shiftKey),
  k: () => moveDown(-1),
  ArrowUp: (event) => moveDown(-1, event.shiftKey),
  PageDown: () => list()?.page(1),
  PageUp: () => list()?.page(-1),
  g: moveToOldest,
  Home: moveToOldest,
  G: () => jumpToLive(pane()),
  End: () => jumpToLive(pane()),
  Enter: enter,
  c: () => withEvent((id) => changeView({ id })),
  e: () => moveToLevel(1, 0, 3),
  E: () => moveToLevel(-1, 0, 3),
  w: () => moveToLevel(1, 4, 4),
  W: () => moveToLevel(-1, 4, 4),
  n: () => moveToMatch(1),
  N: () => moveToMatch(-1),
  f: () => openLayer('find'),
  '+': () => ofFocusedApp((wanted) => wanted),
  '-': () => ofFocusedApp(not),
  y: () => copyRows(pane()),
  Y: () => withEvent((id) => copyText(linkTo(id), 'Link to this line')),
  t: () => openMenu('Time', 'input[name="at"]'),
  '[': () => moveBucket(-1),
  ']': () => moveBucket(1),
  Backspace: () => zoomOut(),
  a: () => openMenu('Apps'),
  o: () => openMenu('Columns'),
  z: () => changeView({ wrap: !pane().view.wrap }, false),
  u: () => changeView({ tz: pane().view.tz === '' ? 'utc' : '' }, false),
  d: () => changeSettings({ theme: theme() === 'dark' ? 'light' : 'dark' }),
  s: () => splitPane(),
  x: () => pane().clear(),
  Escape: () => leave(),
  '?': () => openLayer('help'),
};

/** Begins to listen. */
export function listenToKeys() {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey) {
      event.preventDefault();
      openLayer('palette');
      return;
    }
    if (event.defaultPrevented || isOfSomethingElse(event)) {
      return;
    }
    const action = actionOf(event);
    if (action !== undefined) {
      event.preventDefault();
      action(event);
    }
  });
}

/** @param {KeyboardEvent} event */
function actionOf(event) {
  const isLetter = event.key.length === 1 && event.key !== ' ';
  if (event.ctrlKey || event.metaKey || event.altKey || (isLetter && !state.settings.singleKeys) || state.place !== 'live') {
    return event.key === '?' && state.settings.singleKeys ? ACTIONS['?'] : undefined;
  }
  if (/^[1-8]$/.test(event.key)) {
    return () => changeView({ level: LEVELS[Number(event.key) - 1] });
  }
  return Object.hasOwn(ACTIONS, event.key) ? ACTIONS[event.key] : undefined;
}

/**
 * Whether the key belongs to a field, a dialog or a menu that is open, or to a button. What has the focus in a dialog
 * keeps it after that is closed, until the page is painted.
 *
 * @param {KeyboardEvent} event
 */
function isOfSomethingElse(event) {
  const target = /** @type {HTMLElement} */ (event.composedPath()[0]);
  if (
    target.closest?.('input, textarea, select, [contenteditable="true"]')?.checkVisibility() ||
    document.querySelector('dialog[open], [popover]:popover-open')
  ) {
    return true;
  }
  return (event.key === 'Enter' || event.key === ' ') && target.closest?.('button, a, summary')?.checkVisibility() === true;
}

function enter() {
  const about = pane();
  if (!zoomBucket() && about.focus !== null && about.rows.kind(about.focus) === EVENT) {
    openDetails(about, about.focus);
  }
}

/** Closes what is open, then lets go of what is selected, then follows. */
function leave() {
  const about = pane();
  if (state.layer !== '') {
    openLayer('');
  } else if (about.detailsOf !== '') {
    closeDetails(about);
  } else if (about.selection !== null || about.focus !== null) {
    about.selection = null;
    about.focus = null;
    about.changed();
  } else {
    jumpToLive(about);
  }
}

/** @param {(id: string) => void} use */
function withEvent(use) {
  const about = pane();
  if (about.focus !== null && about.rows.kind(about.focus) === EVENT) {
    use(about.rows.id(about.focus));
  }
}

/** @param {(wanted: string) => string} asTerm */
function ofFocusedApp(asTerm) {
  const about = pane();
  if (about.focus !== null && about.rows.kind(about.focus) === EVENT) {
    const wanted = asTerm(term('app', about.rows.app(about.focus), false) ?? '');
    changeView({ filter: appended(about.view.filter, wanted) });
  }
}

/** @param {string} name @param {string} [first] what of it gets the focus */
function openMenu(name, first) {
  /** @type {any} */ (document.querySelector(`menu-button[name="${name}"]`))?.open(first);
}
