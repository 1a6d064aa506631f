/** Panes side by side: up to four, as each is one connection of the six that a browser has. */
import { keepAddress } from './navigation.js';
import { Pane } from './pane.js';
import { pane, state, tell } from './state.js';

const MOST_PANES = 4;

/** Opens one more pane, of the same view. */
export function splitPane() {
  if (state.panes.length === MOST_PANES) {
    tell(`${MOST_PANES} panes are the most`);
    return;
  }
  const next = new Pane({ ...pane().view, id: '' });
  state.panes = [...state.panes, next];
  state.focused = state.panes.length - 1;
  next.open(next.view);
  keepAddress(true);
}

/** @param {import('./pane.js').Pane} closed */
export function closePane(closed) {
  closed.following.close();
  state.panes = state.panes.filter((each) => each !== closed);
  state.focused = Math.min(state.focused, state.panes.length - 1);
  keepAddress(true);
}
