/** What comes live to a pane: one endless answer, taken line by line as frames have time for it. */
import { EVENT, factsOf, GAP, NOTE, OMITTED, plainFacts } from './chunk.js';
import { changed } from './state.js';
import { isPlace, Stream } from './stream.js';
import { duration } from './times.js';

const SHOWN_PER_SECOND = 600;
const ALL_PER_SECOND = 20000;
const PARSE_MS = 6; // of a frame
const WORST_ERROR = 3;
const decoder = new TextDecoder();

export class Following {
  /** @type {Uint8Array[]} */
  #waiting = [];
  #taken = 0;
  /** @type {Stream | null} */
  #stream = null;
  #brokenAtMs = 0;
  /** Ids shown since the place that the pane is at. @type {Set<string>} */
  #shownSince = new Set();
  #tellsHistory = false; // whether the next statistics are of lines from before

  /** @param {import('./pane.js').Pane} pane */
  constructor(pane) {
    this.pane = pane;
  }

  /** Whether there is a connection, or one is tried. */
  get isOpen() {
    return this.#stream !== null;
  }

  /** Tries to connect at once. */
  retry() {
    this.#stream?.retry();
  }

  /** That the connection broke is of no interest any more. */
  forget() {
    this.#brokenAtMs = 0;
  }

  /** Ends the connection. */
  close() {
    this.#stream?.close();
    this.#stream = null;
    this.#waiting = [];
    this.#taken = 0;
  }

  /** Begins the endless answer behind the pane's position, or anew. */
  connect() {
    this.close();
    const generation = this.pane.generation;
    const isOurs = () => generation === this.pane.generation;
    this.#stream = new Stream(() => this.#liveUrl(), {
      opened: (headers) => this.pane.noteJournal(headers),
      line: (line) => {
        if (isOurs()) {
          this.#waiting.push(line);
          this.pane.onRows();
        }
      },
      state: (connection, more) => isOurs() && this.#told(connection, more),
    });
  }

  /** Takes lines that have come, for some milliseconds; true when some are left. */
  drain() {
    if (this.#waiting.length === 0) {
      return false;
    }
    const end = performance.now() + PARSE_MS;
    while (this.#taken < this.#waiting.length && performance.now() < end) {
      const line = this.#waiting[this.#taken++];
      this.#take(line);
      this.#stream?.taken(line.length);
    }
    const isMore = this.#taken < this.#waiting.length;
    if (!isMore) {
      this.#waiting = [];
      this.#taken = 0;
    }
    this.pane.loading.trim();
    return isMore;
  }

  #liveUrl() {
    const query = this.pane.query();
    query.set('stats', 'true');
    this.#tellsHistory = this.pane.view.order === 'time' && this.pane.position === '';
    if (this.pane.view.order === 'time') {
      query.set('order', 'time');
      if (this.pane.view.window !== '') {
        query.set('window', this.pane.view.window);
      }
      if (this.#tellsHistory) {
        query.set('lines', String(this.pane.view.lines));
      }
    } else {
      query.set('rate', String(this.pane.wantsAll ? ALL_PER_SECOND : SHOWN_PER_SECOND));
    }
    if (this.pane.position !== '') {
      query.set('after', this.pane.cursor(this.pane.position));
      query.delete('since'); // what follows is new
    }
    return `tail?${query}`;
  }

  /** @param {import('./stream.js').Connection} connection @param {{refusal?: import('./stream.js').Refusal, atMs?: number}} more */
  #told(connection, more) {
    if (connection === 'reconnecting' && this.#brokenAtMs === 0) {
      this.#brokenAtMs = Date.now();
    }
    this.pane.retryAtMs = more.atMs ?? 0;
    this.pane.refusal = more.refusal ?? null;
    this.pane.askForToken();
    this.pane.setConnection(connection);
  }

  /** @param {Uint8Array} line */
  #take(line) {
    const row = JSON.parse(decoder.decode(line));
    if (row.id !== undefined) {
      if (!this.#reach(row.id)) {
        return;
      }
      this.pane.begin();
      this.#noteReconnected(false);
      const facts = factsOf(row, this.pane.expectedHeight(EVENT, line.length));
      this.pane.rows.append(line, facts);
      this.#count(1, facts.level <= WORST_ERROR ? 1 : 0, 0);
    } else if (row.cursor !== undefined) {
      this.pane.position ||= row.cursor;
    } else if (row.stats !== undefined) {
      this.#takeStats(row.stats);
    } else if (row.omitted !== undefined || row.gap !== undefined) {
      const kind = row.gap === undefined ? OMITTED : GAP;
      this.pane.begin();
      this.#noteReconnected(kind === GAP);
      this.pane.rows.append(line, plainFacts(kind, this.pane.expectedHeight(kind, line.length)));
      this.#count(row.omitted?.count ?? 0, 0, kind === GAP ? 1 : 0);
    }
  }

  /**
   * Goes on behind this event; false when it was shown before. Ids of several lanes have no order: there the place is that of the
   * last statistics, and what came since comes again after a break.
   * @param {string} id
   */
  #reach(id) {
    if (!isPlace(this.pane.position)) {
      this.pane.position = id;
      return true;
    }
    const isNew = !this.#shownSince.has(id);
    this.#shownSince.add(id);
    return isNew;
  }

  /** @param {import('./pane.js').Stats} stats */
  #takeStats(stats) {
    const isOfThisAnswer = this.pane.stats !== null && stats.matched >= this.pane.stats.matched;
    this.pane.perSecond = stats.matched - (isOfThisAnswer ? (this.pane.stats?.matched ?? 0) : 0);
    this.pane.shownPerSecond = stats.sent - (isOfThisAnswer ? (this.pane.stats?.sent ?? 0) : 0);
    this.pane.stats = stats;
    if (stats.at) {
      this.pane.position = stats.at;
      this.#shownSince.clear();
    }
    this.#noteReconnected(false);
    if (this.#tellsHistory) {
      this.#tellsHistory = false; // what has been is no rate
      this.pane.perSecond = 0;
      this.pane.shownPerSecond = 0;
    } else {
      this.pane.onStats.forEach((take) => void take(stats));
    }
    changed();
  }

  /** @param {number} lines @param {number} errors @param {number} gaps */
  #count(lines, errors, gaps) {
    if (this.pane.mode !== 'follow') {
      this.pane.newer.lines += lines;
      this.pane.newer.errors += errors;
      this.pane.newer.gaps += gaps;
    }
  }

  /** @param {boolean} isMissing whether a gap says the rest */
  #noteReconnected(isMissing) {
    if (this.#brokenAtMs > 0) {
      const away = `reconnected after ${duration(Date.now() - this.#brokenAtMs)}`;
      this.#brokenAtMs = 0;
      this.pane.add(NOTE, { note: isMissing ? away : `${away}, nothing missed` });
      this.pane.onRows();
    }
  }
}
