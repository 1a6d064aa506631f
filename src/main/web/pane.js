/**
 * One view of the journal: what is asked for, the rows that are loaded of it, and where in it somebody reads. Live lines come
 * by {@link Following}, an endless answer that begins behind the newest event of the first one, so the two join without a
 * hole; all else by {@link Loading}. A pane knows nothing of elements: its list asks it for rows, and hears of changes.
 *
 * Reading and the connection are two things. One follows, reads or has paused ({@link Pane#mode}); the connection is what
 * {@link Stream} says.
 */
import { NOTE, ownRow } from './chunk.js';
import { Following } from './following.js';
import { Loading } from './loading.js';
import { Rows } from './rows.js';
import { changed, state } from './state.js';
import { ask, isPlace, Refusal } from './stream.js';
import { markers } from './text.js';
import { defaultView, isSorted, selection } from './url.js';

const DIM_MS = 300;
const AGAIN_MS = 2000;

/** @typedef {{at: string, newest?: string, live: boolean, matched: number, sent: number, n: Record<string, number>}} Stats */
/** @typedef {'follow' | 'read' | 'paused'} Mode */

export class Pane {
  /** @param {import('./url.js').View} view */
  constructor(view = defaultView()) {
    this.view = view;
    this.rows = new Rows();
    this.loading = new Loading(this);
    this.following = new Following(this);
    /** @type {Mode} */
    this.mode = 'follow';
    /** @type {import('./stream.js').Connection} */
    this.connection = 'connecting';
    /** @type {Refusal | null} */
    this.refusal = null;
    /** When the next try to connect is. */
    this.retryAtMs = 0;
    /** What came while somebody reads. */
    this.newer = { lines: 0, errors: 0, gaps: 0 };
    /** Whether what is newer stays with the daemon, as there is no room for it here. */
    this.isHeld = false;
    /** Whether the rows end before the newest event, and more can be loaded there. */
    this.isDetached = false;
    /** Whether there is nothing before the first row. */
    this.isAtOldest = false;
    /** Whether the rows are still those of the view before. */
    this.isStale = false;
    /** Whether all lines are wanted, at any rate. */
    this.wantsAll = false;
    /** Whether what stands around an event is shown though it does not match. */
    this.showsNeighbours = true;
    /** @type {Stats | null} */
    this.stats = null;
    /** Lines that matched within the last second, and those of them that came here. */
    this.perSecond = 0;
    this.shownPerSecond = 0;
    this.journal = '';
    /** The place in the journal to go on behind. */
    this.position = '';
    /** @type {RegExp[]} */
    this.marks = [];
    /** Rows that are selected, by number. @type {{from: number, to: number} | null} */
    this.selection = null;
    /** The row that keys are about. @type {number | null} */
    this.focus = null;
    /** The id of the event whose details are open. */
    this.detailsOf = '';
    /** The event to be shown in the middle as soon as it is there. */
    this.wantedId = '';
    /** Told of every change of rows, and of the mode. @type {() => void} */
    this.onRows = () => {};
    /** Told that rows were put in the place of others: numbers from `from` on moved by `by`. @type {(from: number, by: number) => void} */
    this.onMoved = () => {};
    /** Told each second. @type {Set<(stats: Stats) => void>} */
    this.onStats = new Set();
    /** How high a row is going to be. @type {(kind: number, bytes: number) => number} */
    this.expectedHeight = () => 20;
    /** The rows that are on the screen, set by the list. */
    this.shown = { from: 0, to: 0 };
    /** Grows with each view that is opened: what comes for one before is dropped. */
    this.generation = 0;
  }

  /**
   * Asks for a view anew. The rows before stay, dimmed, until the first new one is there.
   * @param {import('./url.js').View} view
   * @param {string} near the event that whoever reads wants to stay near, '' for the newest
   */
  async open(view, near = '') {
    this.following.close();
    const generation = ++this.generation;
    this.view = view;
    this.isStale = true;
    this.refusal = null;
    this.stats = null;
    this.isHeld = false;
    this.mode = view.id === '' && near === '' && !isSorted(view) ? 'follow' : 'read';
    this.wantedId = view.id;
    this.#countAnew();
    this.setConnection('connecting');
    this.loadMarks(view.filter);
    try {
      await (view.id !== ''
        ? this.loading.around(generation)
        : near !== ''
          ? this.loading.near(generation, near)
          : this.#openAtEnd(generation));
    } catch (failure) {
      if (generation === this.generation) {
        this.failed(failure, () => this.open(view, near));
      }
    }
  }

  /** Somebody reads: from now on nothing that is visible moves. */
  read() {
    if (this.mode === 'follow') {
      this.mode = 'read';
      this.#countAnew();
      this.changed();
    }
  }

  /** Stays where it is until {@link resume}, and loads what was left out of the last screen. */
  pause() {
    if (this.mode === 'follow') {
      this.#countAnew();
      this.loading.omittedOnScreen();
    }
    this.mode = 'paused';
    this.changed();
  }

  /** Goes on behind the last row, without a hole. */
  resume() {
    this.mode = 'follow';
    this.selection = null;
    this.#countAnew();
    if (this.isHeld && !this.isDetached) {
      this.isHeld = false;
      this.following.connect();
    }
    this.changed();
  }

  /** Shows the newest rows. What lies between and is not loaded can be loaded later. */
  async jumpToLive() {
    this.mode = 'follow';
    this.selection = null;
    this.focus = null;
    this.detailsOf = '';
    this.#countAnew();
    this.changed();
    if (this.isHeld || this.isDetached) {
      await this.loading.rejoin();
    }
  }

  /** Shows all lines, or as many as can be followed. @param {boolean} wantsAll */
  setWantsAll(wantsAll) {
    this.wantsAll = wantsAll;
    if (this.following.isOpen) {
      this.following.connect();
    }
    this.changed();
  }

  /** Shows what stands around the event of the view though it does not match, or only what matches. @param {boolean} showsNeighbours */
  setShowsNeighbours(showsNeighbours) {
    this.showsNeighbours = showsNeighbours;
    this.open(this.view);
  }

  /** Takes rows off the screen, not away: the view begins here. */
  clear() {
    this.rows.clear();
    this.isAtOldest = true; // until that is undone
    this.add(NOTE, { note: 'cleared', kind: 'cleared' });
    this.changed();
  }

  /** What is asked for in this view; around an event, all there is. */
  query() {
    return this.view.id !== '' && this.showsNeighbours ? new URLSearchParams() : selection(this.view);
  }

  /** An id as a place that another journal does not take for its own. @param {string} id */
  cursor(id) {
    return this.journal === '' || !(/^\d+$/.test(id) || isPlace(id)) ? id : `${this.journal}-${id}`;
  }

  /** The rows of the view before go. */
  begin() {
    if (this.isStale) {
      this.isStale = false;
      this.rows.clear();
      this.selection = null;
      this.focus = null;
      this.isAtOldest = false;
      this.isDetached = false;
      this.following.forget();
    }
  }

  /** @param {unknown} failure @param {() => void} again */
  failed(failure, again) {
    const generation = this.generation;
    this.refusal = failure instanceof Refusal ? failure : null;
    if (this.refusal !== null && this.refusal.status < 500 && this.refusal.status !== 429) {
      this.isStale = false; // what was shown stays, under what is wrong
      this.askForToken();
      this.setConnection('refused');
      return;
    }
    const delayMs = Math.max(this.refusal?.retryAfterMs ?? 0, AGAIN_MS);
    this.retryAtMs = Date.now() + delayMs;
    this.setConnection('reconnecting');
    setTimeout(() => generation === this.generation && again(), delayMs);
  }

  /** @param {import('./stream.js').Connection} connection */
  setConnection(connection) {
    this.connection = connection;
    changed();
  }

  /** @param {Headers} headers */
  noteJournal(headers) {
    this.journal = headers.get('Logtail-Journal') ?? '';
    if (this.isStale) {
      const { generation } = this;
      setTimeout(() => this.#clearStale(generation), DIM_MS); // not before: a refusal leaves the rows as they are
    }
  }

  /** Adds a row of the page's own. @param {number} kind @param {object} value */
  add(kind, value) {
    const { line, facts } = ownRow(kind, value, this.expectedHeight);
    this.rows.append(line, facts);
  }

  changed() {
    this.onRows();
    changed();
  }

  #countAnew() {
    this.newer = { lines: 0, errors: 0, gaps: 0 };
  }

  /** @param {number} generation */
  async #openAtEnd(generation) {
    if (isSorted(this.view)) {
      await this.loading.sorted(generation);
      return;
    }
    if (this.view.order === 'time') {
      this.position = '';
      this.following.connect();
      return;
    }
    await this.loading.backwards(this.query(), this.view.lines, (headers) => {
      if (generation !== this.generation) {
        return;
      }
      this.noteJournal(headers);
      if (this.view.until === '') {
        this.position = headers.get('Logtail-Newest') ?? '';
        this.following.connect();
      } else {
        this.setConnection('ended');
      }
    });
  }

  /** Opens the login when the daemon wants to know who looks. */
  askForToken() {
    if (this.refusal?.status === 401) {
      state.layer = 'login';
    }
  }

  /** @param {number} generation */
  #clearStale(generation) {
    if (generation === this.generation && this.isStale && this.refusal === null) {
      this.begin();
      this.changed();
    }
  }

  /** Marks what a filter looks for. @param {string} filter */
  async loadMarks(filter) {
    const { generation } = this;
    this.marks = [];
    if (filter === '') {
      this.changed();
      return;
    }
    try {
      const told = await (await ask(`filter?q=${encodeURIComponent(filter)}`)).json();
      if (generation === this.generation) {
        this.marks = markers(told.highlight);
        this.changed();
      }
    } catch {
      // what is wrong is told by the answer of the tail, once it is asked for
    }
  }
}
