/** Loads what a pane shows besides what comes live: older and newer pages, what stands around an event, what was left out. */
import { EVENT, idOf, OMITTED, ownRow, rowOf } from './chunk.js';
import { ROW_PX } from './row-height.js';
import { state, tell } from './state.js';
import { ask, Lines } from './stream.js';
import { selection } from './url.js';

const PAGE_ROWS = 1000;
const MOST_ROWS = 5000; // of a run that was left out
const NEIGHBOURS = 100;
const MOST_HEIGHT = 7e6; // px; browsers end at 17 to 33 million

const ROW_BYTES = 256;

/** @typedef {import('./chunk.js').Row} Row */

export class Loading {
  /** Whether a page is being loaded. */
  isBusy = false;

  /** @param {import('./pane.js').Pane} pane */
  constructor(pane) {
    this.pane = pane;
  }

  /** What is before the first row. */
  async older() {
    const { pane } = this;
    const first = pane.rows.eventAtEnd(false);
    if (this.isBusy || pane.isAtOldest || first === null || pane.view.order !== '') {
      return;
    }
    const query = pane.query();
    query.set('before', pane.cursor(pane.rows.id(first)));
    try {
      await this.backwards(query, PAGE_ROWS);
    } catch (failure) {
      sayFailed(failure);
    }
  }

  /** What is behind the last row, where rows end before the newest event. */
  async newer() {
    const { pane } = this;
    const last = pane.rows.eventAtEnd(true);
    if (this.isBusy || !pane.isDetached || last === null) {
      return;
    }
    const { generation } = pane;
    this.isBusy = true;
    try {
      const found = await this.#behind(pane.rows.id(last), PAGE_ROWS);
      if (generation === pane.generation) {
        this.#append(found);
        if (found.length < PAGE_ROWS && pane.view.until === '') {
          pane.isDetached = false;
          pane.isHeld = false;
          pane.following.connect();
        }
        this.trim();
        pane.changed();
      }
    } catch (failure) {
      sayFailed(failure);
    } finally {
      this.isBusy = false;
    }
  }

  /** The newest rows, behind a row that stands for all before them that are not loaded. @param {number} most */
  async rejoin(most = PAGE_ROWS) {
    const { pane } = this;
    const { generation } = pane;
    const last = pane.rows.eventAtEnd(true);
    const query = pane.query();
    query.set('reverse', 'true');
    query.set('follow', 'false');
    query.set('lines', String(most));
    if (pane.position !== '') {
      query.set('after', pane.cursor(pane.position));
    }
    try {
      const response = await ask(`tail?${query}`);
      const found = (await this.#rowsOf(response)).reverse();
      if (generation !== pane.generation) {
        return;
      }
      pane.noteJournal(response.headers);
      if (found.length >= most && last !== null) {
        const left = { after: pane.rows.id(last), before: idOf(found[0].line), count: null };
        pane.add(OMITTED, { omitted: left });
      }
      this.#append(found);
      pane.position = response.headers.get('Logtail-Newest') ?? pane.position;
      pane.isDetached = false;
      pane.isHeld = false;
      pane.following.connect();
      pane.changed();
    } catch (failure) {
      if (generation === pane.generation) {
        pane.failed(failure, () => this.rejoin(most));
      }
    }
  }

  /** The events that a row stands for, in its place. @param {number} number */
  async omitted(number) {
    const { pane } = this;
    const { generation } = pane;
    const { omitted } = pane.rows.json(number);
    const key = JSON.stringify(omitted);
    try {
      const found = await this.#behind(omitted.after, MOST_ROWS, omitted.before ?? '');
      const at = this.#find(key, number);
      if (generation !== pane.generation || at === null) {
        return;
      }
      if (found.length === MOST_ROWS) {
        const rest = { omitted: { after: idOf(found[found.length - 1].line), before: omitted.before, count: null } };
        found.push(ownRow(OMITTED, rest, pane.expectedHeight));
      }
      pane.rows.replace(at, found);
      pane.onMoved(at + 1, found.length - 1);
      pane.changed();
    } catch (failure) {
      sayFailed(failure);
    }
  }

  /** What was left out of the rows on the screen. */
  async omittedOnScreen() {
    const { rows, shown } = this.pane;
    for (let number = Math.min(shown.to, rows.end) - 1; number >= Math.max(shown.from, rows.first); number--) {
      if (rows.kind(number) === OMITTED) {
        await this.omitted(number); // from below, so numbers above hold
      }
    }
  }

  /** What stands around the event of the view. @param {number} generation */
  async around(generation) {
    const { pane } = this;
    const { id } = pane.view;
    const query = pane.query();
    query.set('before', id);
    query.set('reverse', 'true');
    query.set('follow', 'false');
    query.set('lines', String(NEIGHBOURS));
    const [own, older] = await Promise.all([ask(`events/${encodeURIComponent(id)}?before=0&after=0`), ask(`tail?${query}`)]);
    pane.noteJournal(older.headers);
    const before = (await this.#rowsOf(older)).reverse();
    const after = await this.#behind(id, NEIGHBOURS);
    const all = [...before, ...(await this.#rowsOf(own)), ...after];
    await this.#dimNeighbours(all);
    if (generation !== pane.generation) {
      return;
    }
    pane.begin();
    this.#append(all);
    pane.position = idOf(all[all.length - 1].line);
    pane.isDetached = after.length >= NEIGHBOURS;
    pane.isAtOldest = before.length < NEIGHBOURS;
    if (pane.isDetached || pane.view.until !== '') {
      pane.setConnection('ended');
    } else {
      pane.following.connect();
    }
    pane.changed();
  }

  /** What matches around an event that itself may not. @param {number} generation @param {string} id */
  async near(generation, id) {
    const { pane } = this;
    const query = pane.query();
    query.set('before', pane.cursor(id));
    query.set('reverse', 'true');
    query.set('follow', 'false');
    query.set('lines', String(NEIGHBOURS));
    const before = (await this.#rowsOf(await ask(`tail?${query}`))).reverse();
    const last = before.at(-1);
    const after = await this.#behind(last === undefined ? '' : idOf(last.line), NEIGHBOURS); // with the event itself, if it matches
    if (generation !== pane.generation) {
      return;
    }
    pane.begin();
    this.#append([...before, ...after]);
    const nearest = after[0] ?? last;
    pane.position = pane.position === '' ? id : pane.position;
    pane.wantedId = nearest === undefined ? '' : idOf(nearest.line);
    pane.isDetached = after.length >= NEIGHBOURS;
    pane.isAtOldest = before.length < NEIGHBOURS;
    if (pane.isDetached || pane.view.until !== '') {
      pane.setConnection('ended');
    } else {
      pane.following.connect();
    }
    pane.changed();
  }

  /** The first rows in the order of a field. @param {number} generation */
  async sorted(generation) {
    const { pane } = this;
    const query = pane.query();
    query.set('order', pane.view.order);
    query.set('lines', String(pane.view.lines));
    const found = await this.#rowsOf(await ask(`tail?${query}`));
    if (generation === pane.generation) {
      pane.begin();
      this.#append(found);
      pane.isAtOldest = true;
      pane.setConnection('ended');
      pane.changed();
    }
  }

  /**
   * Puts older rows in as they come, the newest of them first.
   * @param {URLSearchParams} query
   * @param {number} most
   * @param {(headers: Headers) => void} opened
   */
  async backwards(query, most, opened = () => {}) {
    const { pane } = this;
    const { generation } = pane;
    this.isBusy = true;
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
        if (generation !== pane.generation) {
          reader.cancel();
          return;
        }
        /** @type {Row[]} */
        const rows = [];
        lines.split(read.value, (line) => rows.push(rowOf(line.slice(), pane.expectedHeight)));
        count += rows.filter((row) => row.facts.kind === EVENT).length;
        pane.begin();
        pane.rows.prepend(rows.reverse());
        pane.changed();
      }
      if (generation === pane.generation) {
        pane.begin();
        pane.isAtOldest = count < most;
        this.trim();
      }
    } finally {
      if (generation === pane.generation) {
        this.isBusy = false;
        pane.changed();
      }
    }
  }

  /** Keeps within the memory: lets go of what is farthest from what is read, or stops reading. */
  trim() {
    const { pane } = this;
    const { rows, shown } = pane;
    const cap = (state.settings.memoryMiB << 20) / Math.max(1, state.panes.length);
    const excess = Math.max(rows.bytes - cap, ((rows.height - MOST_HEIGHT) / ROW_PX) * ROW_BYTES);
    if (excess <= 0) {
      return;
    }
    const screens = 3 * Math.max(50, shown.to - shown.from);
    const isFollowing = pane.mode === 'follow';
    if (isFollowing || shown.from - rows.first >= rows.end - shown.to) {
      if (rows.dropFirst(excess, (isFollowing ? rows.end : shown.from) - screens) > 0) {
        pane.isAtOldest = false;
      }
      return;
    }
    pane.following.close(); // the daemon keeps what comes
    pane.isHeld = true;
    if (rows.dropLast(excess, shown.to + screens) > 0) {
      pane.isDetached = true;
    }
    const last = rows.eventAtEnd(true);
    pane.position = last === null ? pane.position : rows.id(last);
    pane.changed();
  }

  /** Marks which of the rows around an event are not what the view asks for. @param {Row[]} rows */
  async #dimNeighbours(rows) {
    const { pane } = this;
    const wanted = selection(pane.view);
    if (!pane.showsNeighbours || wanted.toString() === '' || rows.length < 3) {
      return;
    }
    wanted.set('after', pane.cursor(idOf(rows[0].line)));
    wanted.set('before', pane.cursor(idOf(rows[rows.length - 1].line)));
    wanted.set('follow', 'false');
    const matching = new Set((await this.#rowsOf(await ask(`tail?${wanted}`))).map((row) => idOf(row.line)));
    for (const row of rows.slice(1, -1)) {
      row.facts.matches = matching.has(idOf(row.line));
    }
  }

  /** The first rows behind an event, or of all, and before another. @param {string} after '' for all @param {number} most @param {string} before */
  async #behind(after, most, before = '') {
    const query = this.pane.query();
    if (after === '') {
      query.set('lines', 'all');
    } else {
      query.set('after', this.pane.cursor(after));
    }
    if (before !== '') {
      query.set('before', this.pane.cursor(before));
    }
    query.set('follow', 'false');
    query.set('max', String(most)); // the first ones, where lines would be the last
    return this.#rowsOf(await ask(`tail?${query}`));
  }

  /** All rows of an answer that ends. @param {Response} response @returns {Promise<Row[]>} */
  async #rowsOf(response) {
    const bytes = new Uint8Array(await response.arrayBuffer());
    /** @type {Row[]} */
    const rows = [];
    new Lines().split(bytes, (line) => rows.push(rowOf(line, this.pane.expectedHeight)));
    return rows;
  }

  /** @param {Row[]} found */
  #append(found) {
    for (const row of found) {
      this.pane.rows.append(row.line, row.facts);
    }
    const last = found[found.length - 1];
    if (last?.facts.kind === EVENT) {
      this.pane.position = idOf(last.line);
    }
  }

  /** Where the row is by now. @param {string} key @param {number} number where it was */
  #find(key, number) {
    const { rows } = this.pane;
    const isIt = (/** @type {number} */ at) => rows.kind(at) === OMITTED && JSON.stringify(rows.json(at).omitted) === key;
    const isThere = number >= rows.first && number < rows.end && isIt(number);
    return isThere ? number : rows.find(rows.first, 1, isIt);
  }
}

/** @param {unknown} failure */
function sayFailed(failure) {
  tell(failure instanceof Error ? failure.message : String(failure));
}
