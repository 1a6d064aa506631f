/**
 * The one state of the page, and how elements hear of its changes. Whoever changes something of it calls {@link changed};
 * every element that has called {@link watch} is drawn again once, in the next microtask. Rows are not drawn that way: see
 * log-list.js.
 */

/** Which settings there are, with their defaults; they are kept in this browser. */
const DEFAULT_SETTINGS = {
  /** 'system', 'dark' or 'light' */
  theme: 'system',
  singleKeys: true,
  readErrorsAloud: false,
  ansiBackgrounds: false,
  newestOnTop: false,
  /** MiB of rows that this tab keeps, all panes together */
  memoryMiB: 96,
  showHistogram: true,
  showSidebar: true,
};

const SETTINGS_KEY = 'logtail.settings';

/** @type {Set<() => void>} */
const watchers = new Set();
let isDue = false;

export const state = {
  settings: { ...DEFAULT_SETTINGS, ...stored(SETTINGS_KEY, {}) },
  /** 'live', 'drains' or 'status' @type {string} */
  place: 'live',
  /** @type {import('./pane.js').Pane[]} */
  panes: [],
  /** Which of the panes the toolbar, keys and sidebar are about. */
  focused: 0,
  /** Which layer is open above the place: '', 'help', 'palette', 'login', 'goto' @type {string} */
  layer: '',
  /** What `/session` told of whoever looks; null before. @type {{name?: string, rights: string[], apps?: string[], expires?: string} | null} */
  session: null,
  /** What the address told that nobody knows. @type {string[]} */
  unknown: [],
  /** A sentence to be shown for a while, and read aloud. */
  notice: '',
};

/** Draws everything that depends on the state again. */
export function changed() {
  if (!isDue) {
    isDue = true;
    queueMicrotask(() => {
      isDue = false;
      watchers.forEach((draw) => void draw());
    });
  }
}

/** Has a Lit element drawn again whenever the state changes, as long as it is in the document. @param {import('lit').ReactiveElement} host */
export function watch(host) {
  const draw = () => host.requestUpdate();
  host.addController({
    hostConnected: () => watchers.add(draw),
    hostDisconnected: () => watchers.delete(draw),
  });
}

/** The pane that the toolbar is about. */
export function pane() {
  return state.panes[Math.min(state.focused, state.panes.length - 1)];
}

/** Changes settings, for good. @param {Partial<typeof DEFAULT_SETTINGS>} some */
export function changeSettings(some) {
  Object.assign(state.settings, some);
  store(SETTINGS_KEY, state.settings);
  changed();
}

/** @param {string} layer see {@link state} */
export function openLayer(layer) {
  state.layer = layer;
  changed();
}

/** Shows a sentence at the lower edge; it goes by itself. @param {string} text */
export function tell(text) {
  state.notice = text;
  changed();
  setTimeout(() => {
    if (state.notice === text) {
      state.notice = '';
      changed();
    }
  }, 6000);
}

/** Whether whoever looks has a right; all, as long as nobody needs a token. @param {string} right */
export function may(right) {
  return state.session === null || state.session.rights.includes(right) || state.session.rights.includes('admin');
}

/** What this browser has kept under a key. @template T @param {string} key @param {T} otherwise @returns {T} */
export function stored(key, otherwise) {
  try {
    const text = localStorage.getItem(key);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise; // no storage, or something else wrote there
  }
}

/** @param {string} key @param {unknown} value */
export function store(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // no storage: the page works, and forgets
  }
}
