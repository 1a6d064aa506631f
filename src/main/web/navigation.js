/** The address and the panes in step: what opens a place or changes a view goes through here. */
import { EVENT } from './chunk.js';
import { Pane } from './pane.js';
import { changed, pane, state } from './state.js';
import { formatHash, isSorted, parseHash } from './url.js';
import { noteSeen } from './seen.js';

/** What of a view is about its looks alone. */
const LOOKS = ['cols', 'wrap', 'tz'];

/** Opens what an address says. @param {string} hash @param {boolean} isNew whether it is to be written into the address */
export function goTo(hash, isNew = false) {
  const { place, panes, unknown } = parseHash(hash);
  if (isNew && hash !== location.hash) {
    history.pushState(null, '', hash);
  }
  state.place = place;
  state.unknown = unknown;
  if (place === 'live' || state.panes.length === 0) {
    showPanes(panes);
  }
  changed();
}

/** @param {import('./url.js').View[]} views */
function showPanes(views) {
  for (const closed of state.panes.splice(views.length)) {
    closed.following.close();
  }
  views.forEach((view, index) => {
    const known = state.panes[index];
    if (known === undefined) {
      state.panes[index] = new Pane(view);
      state.panes[index].open(view);
    } else if (JSON.stringify(known.view) !== JSON.stringify(view)) {
      known.open(view);
    }
  });
  state.focused = Math.min(state.focused, state.panes.length - 1);
}

/** Changes the view of the pane that the toolbar is about. @param {Partial<import('./url.js').View>} some @param {boolean} isNew whether going back undoes it */
export function changeView(some, isNew = true) {
  const about = pane();
  const view = { ...about.view, ...some };
  const hasTimes = view.since !== '' || view.until !== '';
  if (Object.keys(some).every((name) => LOOKS.includes(name)) && !('tz' in some && hasTimes)) {
    about.view = view;
    about.changed();
  } else {
    about.open(view, isNew && view.id === '' && !isSorted(view) && view.order === '' ? placeOf(about) : '');
  }
  keepAddress(isNew);
}

/** The event that somebody reads at; '' for whoever follows. @param {import('./pane.js').Pane} about */
function placeOf(about) {
  const { rows } = about;
  if (about.mode === 'follow' || about.view.id !== '' || about.view.order !== '' || rows.count === 0) {
    return '';
  }
  const number = rows.find(Math.max(rows.first, about.focus ?? about.shown.from), 1, (at) => rows.kind(at) === EVENT);
  return number === null ? '' : rows.id(number);
}

/** Shows the newest lines, in the order in which they come if it was another. @param {import('./pane.js').Pane} about */
export function jumpToLive(about) {
  const { view } = about;
  if (about === pane() && (view.id !== '' || isSorted(view))) {
    about.detailsOf = '';
    changeView({ id: '', order: isSorted(view) ? '' : view.order });
  } else {
    about.jumpToLive();
  }
}

/** Writes the state into the address. @param {boolean} isNew */
export function keepAddress(isNew) {
  const hash = formatHash(
    state.place,
    state.panes.map((each) => each.view),
    state.unknown,
  );
  if (hash !== location.hash) {
    history[isNew ? 'pushState' : 'replaceState'](null, '', hash);
    noteSeen(hash);
  }
  changed();
}
