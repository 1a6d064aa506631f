/** One rule for tabs that nobody looks at: after a minute they end their streams, and go on where they were when they are shown again. */
import { state } from './state.js';

const HIDDEN_MS = 60000;
const MISSED_ROWS = 5000; // more than that are not loaded unless somebody asks

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let isAsleep = false;

/** Begins to watch. */
export function watchVisibility() {
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.hidden) {
      timer = setTimeout(sleep, HIDDEN_MS);
    } else if (isAsleep) {
      wake();
    }
  });
}

/** Ends the streams. */
export function sleep() {
  isAsleep = true;
  document.title = '○ logtail';
  for (const pane of state.panes) {
    if (pane.following.isOpen) {
      pane.following.close();
      pane.isHeld = true;
    }
  }
}

function wake() {
  isAsleep = false;
  document.title = 'logtail';
  for (const pane of state.panes) {
    if (pane.isHeld && pane.mode === 'follow') {
      pane.loading.rejoin(MISSED_ROWS);
    } else {
      pane.changed();
    }
  }
}
