/**
 * One view of the journal: what is asked for, the rows that are loaded of it, and where in it somebody reads. What is older
 * is loaded by `before=`, what comes by an endless answer that begins behind the newest event of the first one, so the two
 * join without a hole. A pane knows nothing of elements; its list asks it for rows, and hears of changes.
 *
 * Reading and the connection are two things. One follows, reads or has paused ({@link Pane#mode}); the connection is what
 * {@link Stream} says.
 */
import { EVENT, factsOf, GAP, NOTE, OMITTED, plainFacts, Rows } from './rows.js';
import { changed, state, tell } from './state.js';
import { ask, Lines, Refusal, Stream } from './stream.js';
import { markers } from './text.js';
import { duration } from './times.js';
import { defaultView, selection } from './url.js';

const PAGE_ROWS = 500;
const RETURN_ROWS = 5000; // of what a hidden tab has missed
const NEIGHBOURS = 100;
const SHOWN_PER_SECOND = 600;
const ALL_PER_SECOND = 20000;
const DIM_MS = 300;
const PARSE_MS = 6; // of a frame
const MOST_HEIGHT = 7e6; // px; browsers end at 17 to 33 million
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** @typedef {{line: Uint8Array, facts: import('./rows.js').Facts}} Row */
/** @typedef {{at: string, newest?: string, live: boolean, matched: number, sent: number, n: Record<string, number>}} Stats */

export class Pane {
  /** @param {import('./url.js').View} view */
  constructor(view = defaultView()) {
    this.view = view;
    this.rows = new Rows();
    /** 'follow', 'read' or 'paused' */
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
    this.isAtOldest = false;
    this.isLoading = false;
    /** Whether the rows are still those of the view before. */
    this.isStale = false;
    /** Whether all lines are wanted, at any rate. */
    this.wantsAll = false;
    /** Whether what stands around an event is shown though it does not match. */
    this.showsNeighbours = true;
    /** @type {Stats | null} */
    this.stats = null;
    /** Lines that matched within the last second. */
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
    /** Whose details are open. @type {string} */
    this.detailsOf = '';
    /** The event to be shown in the middle as soon as it is there, and marked once. */
    this.wantedId = '';
    /** Told of every change of rows, and of the mode. @type {() => void} */
    this.onRows = () => {};
    /** Told that rows went or came before or behind others: numbers from `from` on moved by `by`. @type {(from: number, by: number) => void} */
    this.onMoved = () => {};
    /** Told each second. @type {Set<(stats: Stats) => void>} */
    this.onStats = new Set();
    /** How high a row is going to be. @type {(kind: number, bytes: number) => number} */
    this.expectedHeight = () => 20;
    /** The rows that are on the screen, set by the list. */
    this.shown = { from: 0, to: 0 };
    /** @type {Uint8Array[]} */
    this.waiting = [];
    this.taken = 0;
    /** @type {Stream | null} */
    this.stream = null;
    this.brokenAtMs = 0;
    this.generation = 0;
  }

  /** Asks for a view anew. The rows before stay, dimmed, until the first new one is there. @param {import('./url.js').View} view */
  async open(view) {
    this.close();
    const generation = ++this.generation;
    this.view = view;
    this.isStale = true;
    this.refusal = null;
    this.stats = null;
    this.isHeld = false;
    this.mode = view.id === '' ? 'follow' : 'read';
    this.wantedId = view.id;
    this.newer = { lines: 0, errors: 0, gaps: 0 };
    this.#setConnection('connecting');
    setTimeout(() => this.#clearStale(generation), DIM_MS);
    this.#loadMarks(generation);
    try {
      await (view.id === '' ? this.#openAtEnd(generation) : this.#openAround(generation));
    } catch (failure) {
      if (generation === this.generation) {
        this.#failed(failure, () => this.open(view));
      }
    }
  }

  /** Ends the connection. */
  close() {
    this.stream?.close();
    this.stream = null;
    this.waiting = [];
    this.taken = 0;
  }

  /** Somebody reads: from now on nothing that is visible moves. */
  read() {
    if (this.mode === 'follow') {
      this.mode = 'read';
      this.newer = { lines: 0, errors: 0, gaps: 0 };
      this.#changed();
    }
  }

  /** Stays where it is until {@link resume}. */
  pause() {
    if (this.mode === 'follow') {
      this.newer = { lines: 0, errors: 0, gaps: 0 };
    }
    this.mode = 'paused';
    this.#changed();
  }

  /** Goes on behind the last row, without a hole. */
  resume() {
    this.mode = 'follow';
    this.selection = null;
    this.newer = { lines: 0, errors: 0, gaps: 0 };
    if (this.isHeld) {
      this.isHeld = false;
      this.#connect();
    }
    this.#changed();
  }

  /** Shows the newest rows. What lies between and is not loaded can be loaded later. */
  async jumpToLive() {
    this.mode = 'follow';
    this.selection = null;
    this.focus = null;
    this.newer = { lines: 0, errors: 0, gaps: 0 };
    this.#changed();
    if (this.view.id !== '') {
      this.detailsOf = '';
      await this.open({ ...this.view, id: '' });
    } else if (this.isHeld || this.isDetached) {
      await this.rejoin(PAGE_ROWS);
    }
  }

  /** Reads on behind the last row after a while: the newest `most`, and a row that stands for those before them. @param {number} most */
  async rejoin(most = RETURN_ROWS) {
    const generation = this.generation;
    this.isHeld = false;
    const query = this.#query();
    if (this.position === '' || this.view.until !== '') {
      return;
    }
    query.set('after', this.#cursor(this.position));
    query.set('reverse', 'true');
    query.set('follow', 'false');
    query.set('lines', String(most));
    try {
      const response = await ask(`tail?${query}`);
      const found = await this.#rowsOf(response);
      if (generation !== this.generation) {
        return;
      }
      this.#noteJournal(response.headers);
      const last = this.rows.eventAtEnd(true);
      found.reverse();
      if (found.length >= most && last !== null) {
        this.#add(OMITTED, { omitted: { after: this.rows.id(last), before: idOf(found[0]), count: null } });
      }
      for (const row of found) {
        this.rows.append(row.line, row.facts);
      }
      this.isDetached = false;
      this.#connect();
      this.#changed();
    } catch (failure) {
      if (generation === this.generation) {
        this.#failed(failure, () => this.rejoin(most));
      }
    }
  }

  /** Loads what is before the first row. */
  async loadOlder() {
    const first = this.rows.eventAtEnd(false);
    if (this.isLoading || this.isAtOldest || first === null || this.view.order === 'time') {
      return;
    }
    const query = this.#query();
    query.set('before', this.#cursor(this.rows.id(first)));
    await this.#loadBackwards(query, PAGE_ROWS);
  }

  /** Loads what is behind the last row, where rows end before the newest event. */
  async loadNewer() {
    const last = this.rows.eventAtEnd(true);
    if (this.isLoading || !this.isDetached || last === null) {
      return;
    }
    const generation = this.generation;
    this.isLoading = true;
    const query = this.#query();
    query.set('after', this.#cursor(this.rows.id(last)));
    query.set('lines', String(PAGE_ROWS));
    query.set('follow', 'false');
    try {
      const response = await ask(`tail?${query}`);
      const found = await this.#rowsOf(response);
      if (generation === this.generation) {
        for (const row of found) {
          this.rows.append(row.line, row.facts);
        }
        this.position = found.length > 0 ? (idOf(found[found.length - 1]) ?? this.position) : this.position;
        if (found.length < PAGE_ROWS && this.view.until === '') {
          this.isDetached = false;
          this.#connect();
        }
        this.#trim();
        this.#changed();
      }
    } catch (failure) {
      tell(String(failure instanceof Error ? failure.message : failure));
    } finally {
      this.isLoading = false;
    }
  }

  /** Loads the events that a row stands for. @param {number} number */
  async loadOmitted(number) {
    const { omitted } = this.rows.json(number);
    const generation = this.generation;
    const query = this.#query();
    query.set('after', this.#cursor(omitted.after));
    if (omitted.before) {
      query.set('before', this.#cursor(omitted.before));
    }
    query.set('follow', 'false');
    query.set('lines', String(RETURN_ROWS));
    try {
      const found = await this.#rowsOf(await ask(`tail?${query}`));
      if (generation !== this.generation) {
        return;
      }
      if (found.length === RETURN_ROWS) {
        const rest = { omitted: { after: idOf(found[found.length - 1]), before: omitted.before, count: null } };
        found.push(this.#row(OMITTED, rest));
      }
      this.rows.replace(number, found);
      this.onMoved(number + 1, found.length - 1);
      this.#changed();
    } catch (failure) {
      tell(String(failure instanceof Error ? failure.message : failure));
    }
  }

  /** Shows all lines, or as many as can be followed. @param {boolean} wantsAll */
  setWantsAll(wantsAll) {
    this.wantsAll = wantsAll;
    if (this.stream !== null) {
      this.#connect();
    }
    this.#changed();
  }

  /** Takes rows off the screen, not away: the view begins here. */
  clear() {
    this.rows.clear();
    this.isAtOldest = false;
    this.#add(NOTE, { note: 'cleared', kind: 'cleared' });
    this.#changed();
  }

  /** Takes lines that have come, for some milliseconds; true when some are left. */
  drain() {
    const end = performance.now() + PARSE_MS;
    const before = this.taken;
    while (this.taken < this.waiting.length && performance.now() < end) {
      const line = this.waiting[this.taken++];
      this.#take(line);
      this.stream?.taken(line.length);
    }
    const isMore = this.taken < this.waiting.length;
    if (!isMore) {
      this.waiting = [];
      this.taken = 0;
    }
    if (before !== this.taken || before > 0) {
      this.#trim();
    }
    return isMore;
  }

  /** Whether lines wait to be taken. */
  get hasWaiting() {
    return this.waiting.length > 0;
  }

  /** @param {number} generation */
  async #openAtEnd(generation) {
    const query = this.#query();
    if (this.view.order === 'time') {
      this.#begin();
      this.#connect();
      return;
    }
    await this.#loadBackwards(query, this.view.lines, (headers) => {
      if (generation === this.generation) {
        this.#noteJournal(headers);
        if (this.view.until === '') {
          this.position = headers.get('Logtail-Newest') ?? '';
          this.#connect();
        } else {
          this.#setConnection('ended');
        }
      }
    });
  }

  /** @param {number} generation */
  async #openAround(generation) {
    const { id } = this.view;
    const before = this.#query();
    before.set('before', id);
    before.set('reverse', 'true');
    before.set('follow', 'false');
    before.set('lines', String(NEIGHBOURS));
    const after = this.#query();
    after.set('after', id);
    after.set('follow', 'false');
    after.set('lines', String(NEIGHBOURS));
    const [own, older, newer] = await Promise.all([
      ask(`events/${encodeURIComponent(id)}?before=0&after=0`),
      ask(`tail?${before}`),
      ask(`tail?${after}`),
    ]);
    const rows = await Promise.all([this.#rowsOf(older), this.#rowsOf(own), this.#rowsOf(newer)]);
    if (generation !== this.generation) {
      return;
    }
    this.#noteJournal(newer.headers);
    const all = [...rows[0].reverse(), ...rows[1], ...rows[2]];
    await this.#dimNeighbours(all, id);
    this.#begin();
    for (const row of all) {
      this.rows.append(row.line, row.facts);
    }
    this.position = idOf(all[all.length - 1]) ?? id;
    this.isDetached = rows[2].length >= NEIGHBOURS;
    this.isAtOldest = rows[0].length < NEIGHBOURS;
    if (this.isDetached || this.view.until !== '') {
      this.#setConnection('ended');
    } else {
      this.#connect();
    }
    this.#changed();
  }

  /** Marks which of the rows around an event are not what the view asks for. @param {Row[]} rows @param {string} id */
  async #dimNeighbours(rows, id) {
    const wanted = selection(this.view);
    if (!this.showsNeighbours || wanted.toString() === '' || rows.length < 2) {
      return;
    }
    wanted.set('after', this.#cursor(idOf(rows[0]) ?? id));
    wanted.set('before', this.#cursor(idOf(rows[rows.length - 1]) ?? id));
    wanted.set('follow', 'false');
    const matching = new Set((await this.#rowsOf(await ask(`tail?${wanted}`))).map(idOf));
    for (const row of rows.slice(1, -1)) {
      row.facts.matches = matching.has(idOf(row));
    }
  }

  /**
   * Puts older rows in as they come, the newest of them first.
   * @param {URLSearchParams} query
   * @param {number} most
   * @param {(headers: Headers) => void} opened
   */
  async #loadBackwards(query, most, opened = () => {}) {
    const generation = this.generation;
    this.isLoading = true;
    query.set('reverse', 'true');
    query.set('follow', 'false');
    query.set('lines', String(most));
    let count = 0;
    try {
      const response = await ask(`tail?${query}`);
      opened(response.headers);
      const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
      const lines = new Lines();
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        if (generation !== this.generation) {
          reader.cancel();
          return;
        }
        /** @type {Row[]} */
        const rows = [];
        lines.split(read.value, (line) => rows.push(this.#rowOf(line.slice())));
        count += rows.filter((row) => row.facts.kind === EVENT).length;
        this.#begin();
        this.rows.prepend(rows.reverse());
        this.#changed();
      }
      if (generation === this.generation) {
        this.#begin();
        this.isAtOldest = count < most;
        this.#trim();
        this.#changed();
      }
    } finally {
      if (generation === this.generation) {
        this.isLoading = false;
      }
    }
  }

  /** All rows of an answer that ends. @param {Response} response @returns {Promise<Row[]>} */
  async #rowsOf(response) {
    const bytes = new Uint8Array(await response.arrayBuffer());
    /** @type {Row[]} */
    const rows = [];
    new Lines().split(bytes, (line) => rows.push(this.#rowOf(line)));
    return rows;
  }

  #connect() {
    this.stream?.close();
    const generation = this.generation;
    this.waiting = [];
    this.taken = 0;
    this.stream = new Stream(() => this.#liveUrl(), {
      opened: (headers) => this.#noteJournal(headers),
      line: (line) => {
        if (generation === this.generation) {
          this.waiting.push(line);
          this.onRows();
        }
      },
      state: (connection, more) => {
        if (generation === this.generation) {
          this.#told(connection, more);
        }
      },
    });
  }

  #liveUrl() {
    const query = this.#query();
    query.set('stats', 'true');
    if (this.view.order === 'time') {
      query.set('order', 'time');
      if (this.view.window !== '') {
        query.set('window', this.view.window);
      }
      if (this.position === '') {
        query.set('lines', String(this.view.lines));
      }
    } else {
      query.set('rate', String(this.wantsAll ? ALL_PER_SECOND : SHOWN_PER_SECOND));
    }
    if (this.position !== '') {
      query.set('after', this.#cursor(this.position));
      query.delete('since');
    }
    return `tail?${query}`;
  }

  /** What is asked for in this view; around an event, all there is. */
  #query() {
    return this.view.id !== '' && this.showsNeighbours ? new URLSearchParams() : selection(this.view);
  }

  /** @param {string} id */
  #cursor(id) {
    return this.journal === '' || !/^\d+$/.test(id) ? id : `${this.journal}-${id}`;
  }

  /** @param {import('./stream.js').Connection} connection @param {{refusal?: Refusal, atMs?: number}} more */
  #told(connection, more) {
    if (connection === 'reconnecting' && this.brokenAtMs === 0) {
      this.brokenAtMs = Date.now();
    }
    this.retryAtMs = more.atMs ?? 0;
    this.refusal = more.refusal ?? null;
    if (this.refusal?.status === 401) {
      state.layer = 'login';
    }
    this.#setConnection(connection);
  }

  /** @param {unknown} failure @param {() => void} again */
  #failed(failure, again) {
    const generation = this.generation;
    this.refusal = failure instanceof Refusal ? failure : null;
    if (this.refusal !== null && this.refusal.status < 500 && this.refusal.status !== 429) {
      this.isStale = false; // what was shown stays, under what is wrong
      if (this.refusal.status === 401) {
        state.layer = 'login';
      }
      this.#setConnection('refused');
      return;
    }
    const delayMs = Math.max(this.refusal?.retryAfterMs ?? 0, 2000);
    this.retryAtMs = Date.now() + delayMs;
    this.#setConnection('reconnecting');
    setTimeout(() => generation === this.generation && again(), delayMs);
  }

  /** @param {import('./stream.js').Connection} connection */
  #setConnection(connection) {
    this.connection = connection;
    changed();
  }

  /** @param {Headers} headers */
  #noteJournal(headers) {
    this.journal = headers.get('Logtail-Journal') ?? '';
  }

  /** The rows of the view before go. */
  #begin() {
    if (this.isStale) {
      this.isStale = false;
      this.rows.clear();
      this.selection = null;
      this.focus = null;
      this.isAtOldest = false;
      this.isDetached = false;
      this.position = '';
      this.brokenAtMs = 0;
    }
  }

  /** @param {number} generation */
  #clearStale(generation) {
    if (generation === this.generation && this.isStale && this.refusal === null) {
      const { position } = this;
      this.#begin();
      this.position = position;
      this.#changed();
    }
  }

  /** @param {Uint8Array} line */
  #take(line) {
    const row = JSON.parse(decoder.decode(line));
    if (row.stats !== undefined) {
      this.#takeStats(row.stats);
      return;
    }
    if (row.id === undefined && row.gap === undefined && row.omitted === undefined) {
      return; // a sign of life
    }
    this.#begin();
    if (row.id !== undefined) {
      this.position = row.id;
      this.#noteReconnected(false);
      const facts = factsOf(row, this.expectedHeight(EVENT, line.length));
      this.rows.append(line, facts);
      this.#count(1, facts.level <= 3 ? 1 : 0, 0);
    } else if (row.omitted !== undefined) {
      this.#noteReconnected(false);
      this.rows.append(line, plainFacts(OMITTED, this.expectedHeight(OMITTED, line.length)));
      this.#count(row.omitted.count, 0, 0);
    } else {
      this.#noteReconnected(true);
      this.rows.append(line, plainFacts(GAP, this.expectedHeight(GAP, line.length)));
      this.#count(0, 0, 1);
    }
  }

  /** @param {Stats} stats */
  #takeStats(stats) {
    const before = this.stats;
    this.perSecond = stats.matched - (before?.matched ?? 0);
    this.shownPerSecond = stats.sent - (before?.sent ?? 0);
    if (before !== null && stats.matched < before.matched) {
      this.perSecond = stats.matched; // of a new answer
      this.shownPerSecond = stats.sent;
    }
    this.stats = stats;
    if (stats.at) {
      this.position = stats.at;
    }
    this.#noteReconnected(false);
    this.onStats.forEach((take) => void take(stats));
    changed();
  }

  /** @param {number} lines @param {number} errors @param {number} gaps */
  #count(lines, errors, gaps) {
    if (this.mode !== 'follow') {
      this.newer.lines += lines;
      this.newer.errors += errors;
      this.newer.gaps += gaps;
    }
  }

  /** @param {boolean} isMissing whether a gap says the rest */
  #noteReconnected(isMissing) {
    if (this.brokenAtMs > 0) {
      const away = duration(Date.now() - this.brokenAtMs);
      this.brokenAtMs = 0;
      const note = isMissing ? `reconnected after ${away}` : `reconnected after ${away}, nothing missed`;
      this.#add(NOTE, { note, kind: 'reconnected' });
      this.onRows();
    }
  }

  /** Keeps within the memory: lets go of what is farthest from what is read, or stops reading. */
  #trim() {
    const cap = (state.settings.memoryMiB << 20) / Math.max(1, state.panes.length);
    const excess = Math.max(this.rows.bytes - cap, ((this.rows.height - MOST_HEIGHT) / 20) * 256);
    if (excess <= 0) {
      return;
    }
    const screens = 3 * Math.max(50, this.shown.to - this.shown.from);
    const above = this.shown.from - this.rows.first;
    const below = this.rows.end - this.shown.to;
    if (this.mode === 'follow' || above >= below) {
      const oldFirst = this.rows.first;
      const before = this.mode === 'follow' ? this.rows.end - screens : this.shown.from - screens;
      if (this.rows.dropFirst(excess, before) > 0) {
        this.isAtOldest = false;
        this.onMoved(oldFirst, 0);
      }
      return;
    }
    if (this.stream !== null) {
      this.stream.close(); // the daemon keeps it
      this.stream = null;
      this.waiting = [];
      this.taken = 0;
      this.isHeld = true;
      this.position = this.rows.id(/** @type {number} */ (this.rows.eventAtEnd(true)));
    }
    if (this.rows.dropLast(excess, this.shown.to + screens) > 0) {
      this.isDetached = true;
      this.position = this.rows.id(/** @type {number} */ (this.rows.eventAtEnd(true)));
    }
    this.#changed();
  }

  /** @param {Uint8Array} line @returns {Row} */
  #rowOf(line) {
    const row = JSON.parse(decoder.decode(line));
    if (row.id !== undefined) {
      return { line, facts: factsOf(row, this.expectedHeight(EVENT, line.length)) };
    }
    const kind = row.gap !== undefined ? GAP : row.omitted !== undefined ? OMITTED : NOTE;
    return { line, facts: plainFacts(kind, this.expectedHeight(kind, line.length)) };
  }

  /** A row of our own. @param {number} kind @param {object} value @returns {Row} */
  #row(kind, value) {
    const line = encoder.encode(JSON.stringify(value));
    return { line, facts: plainFacts(kind, this.expectedHeight(kind, line.length)) };
  }

  /** @param {number} kind @param {object} value */
  #add(kind, value) {
    const { line, facts } = this.#row(kind, value);
    this.rows.append(line, facts);
  }

  /** @param {number} generation */
  async #loadMarks(generation) {
    this.marks = [];
    if (this.view.filter !== '') {
      try {
        const told = await (await ask(`filter?q=${encodeURIComponent(this.view.filter)}`)).json();
        if (generation === this.generation) {
          this.marks = markers(told.highlight);
          this.#changed();
        }
      } catch {
        // what is wrong is told by the answer of the tail
      }
    }
  }

  #changed() {
    this.onRows();
    changed();
  }
}

/** The id of an event's row. @param {Row} row @returns {string | undefined} */
function idOf(row) {
  return JSON.parse(decoder.decode(row.line)).id;
}
