import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENT, factsOf, GAP, LEVELS, OMITTED, plainFacts } from '../../main/web/chunk.js';
import { Rows } from '../../main/web/rows.js';
import { random } from './seeds.js';

/** @typedef {{line: Uint8Array, facts: import('../../main/web/chunk.js').Facts}} Row */

const encoder = new TextEncoder();
const HEIGHTS = [20, 20, 20, 40, 60.25, 81.5];

/** @param {number} id @param {Partial<{app: string, level: string, message: string, height: number}>} [more] @returns {Row} */
function event(id, more = {}) {
  const { height = 20, ...members } = more;
  const value = {
    id: String(id),
    time: new Date(1_795_000_000_000 + id).toISOString(),
    app: 'web',
    level: 'info',
    message: `line ${id}`,
    ...members,
  };
  return { line: encoder.encode(JSON.stringify(value)), facts: factsOf(value, height) };
}

/** @param {Rows} rows @param {number} from @param {number} to */
function appendEvents(rows, from, to) {
  for (let id = from; id < to; id++) {
    const { line, facts } = event(id);
    rows.append(line, facts);
  }
}

/** The same as {@link Rows}, as simple as can be. */
class Model {
  first = 0;
  /** @type {Row[]} */
  rows = [];

  /** @param {number} number */
  offset(number) {
    return this.rows.slice(0, number - this.first).reduce((sum, row) => sum + row.facts.height, 0);
  }

  /** @param {number} y */
  at(y) {
    let sum = 0;
    const found = this.rows.findIndex((row) => {
      sum += row.facts.height;
      return y < sum;
    });
    return found < 0 ? this.first + this.rows.length - 1 : this.first + found;
  }
}

/** @param {ReturnType<typeof random>} chance @param {number} most @param {{next: number}} ids */
function someRows(chance, most, ids) {
  return Array.from({ length: chance.below(most) }, () => {
    const height = chance.of(HEIGHTS);
    if (chance.below(20) === 0) {
      return { line: encoder.encode('{"gap":{"reason":"retention"}}'), facts: plainFacts(GAP, height) };
    }
    const message = chance.below(1000) === 0 ? 'x'.repeat(300_000) : 'y'.repeat(chance.below(80));
    return event(ids.next++, { height, message, app: `app-${chance.below(30)}`, level: chance.of(LEVELS) });
  });
}

/** @param {Rows} rows @param {Model} model @param {ReturnType<typeof random>} chance @param {{next: number}} ids */
function step(rows, model, chance, ids) {
  const some = someRows(chance, chance.below(8) === 0 ? 5000 : 60, ids);
  const number = rows.first + chance.below(Math.max(1, rows.count));
  switch (chance.below(7)) {
    case 0:
      rows.prepend(some);
      model.first -= some.length;
      model.rows = [...some, ...model.rows];
      return;
    case 1:
      if (rows.count > 0) {
        rows.replace(number, some);
        model.rows.splice(number - model.first, 1, ...some);
      }
      return;
    case 2: {
      const dropped = rows.dropFirst(chance.below(1 << 22), number);
      assert.equal(dropped > 0, rows.first > model.first);
      assert.ok(rows.first <= number);
      model.rows.splice(0, rows.first - model.first);
      model.first = rows.first;
      return;
    }
    case 3: {
      const end = rows.end;
      const dropped = rows.dropLast(chance.below(1 << 22), number);
      assert.equal(dropped > 0, rows.end < end);
      assert.ok(rows.end >= Math.min(end, number));
      model.rows.length = rows.end - model.first;
      return;
    }
    case 4:
      if (rows.count > 0) {
        const height = chance.of(HEIGHTS);
        rows.setHeight(number, height);
        model.rows[number - model.first].facts.height = height;
      }
      return;
    default:
      some.forEach(({ line, facts }) => void rows.append(line, facts));
      model.rows.push(...some);
  }
}

/** @param {Rows} rows @param {Model} model @param {ReturnType<typeof random>} chance */
function compare(rows, model, chance) {
  assert.equal(rows.first, model.first);
  assert.equal(rows.count, model.rows.length);
  assert.equal(rows.end, model.first + model.rows.length);
  assert.equal(rows.height, model.offset(rows.end));
  for (let i = 0; i < 6 && rows.count > 0; i++) {
    const number = rows.first + chance.below(rows.count);
    const { line, facts } = model.rows[number - model.first];
    assert.equal(rows.text(number), new TextDecoder().decode(line));
    assert.equal(rows.kind(number), facts.kind);
    assert.deepEqual(rows.timeMs(number), facts.timeMs);
    assert.equal(rows.level(number), facts.level);
    assert.equal(rows.matches(number), facts.matches);
    assert.equal(rows.heightOf(number), facts.height);
    if (facts.kind === EVENT) {
      assert.equal(rows.app(number), facts.app);
      assert.equal(rows.numberOf(rows.id(number)), number);
    }
    assert.equal(rows.offset(number), model.offset(number));
    const y = chance.below(rows.height + 100) - 50;
    assert.equal(rows.at(y), model.at(y));
  }
}

for (const seed of [1, 2, 3]) {
  test(`holds what a plain list holds, whatever is put in and let go of (seed ${seed})`, () => {
    const chance = random(seed);
    const rows = new Rows();
    const model = new Model();
    const ids = { next: 1 };
    for (let i = 0; i < 70; i++) {
      step(rows, model, chance, ids);
      compare(rows, model, chance);
    }
  });
}

test('a number names the same row while others come before and behind it', () => {
  const rows = new Rows();
  appendEvents(rows, 100, 200);
  const number = /** @type {number} */ (rows.numberOf('150'));
  rows.prepend([event(1), event(2)]);
  appendEvents(rows, 200, 10_000);
  assert.equal(rows.id(number), '150');
  assert.equal(rows.id(rows.first), '1');
  assert.equal(rows.id(rows.end - 1), '9999');
  assert.throws(() => rows.text(rows.end), RangeError);
  assert.throws(() => rows.text(rows.first - 1), RangeError);
});

test('a row is where its height says, and a height in it finds it', () => {
  const rows = new Rows();
  appendEvents(rows, 0, 9000);
  rows.setHeight(5000, 84);
  assert.equal(rows.height, 9000 * 20 + 64);
  assert.equal(rows.offset(5000), 100_000);
  assert.equal(rows.offset(5001), 100_084);
  assert.equal(rows.at(99_999.9), 4999);
  assert.equal(rows.at(100_000), 5000);
  assert.equal(rows.at(100_083.9), 5000);
  assert.equal(rows.at(100_084), 5001);
  assert.equal(rows.at(-5), 0);
  assert.equal(rows.at(1e9), 8999);
  rows.resetHeights((kind) => (kind === EVENT ? 10 : 30));
  assert.equal(rows.height, 90_000);
});

test('lets go of whole chunks, never of what is to be kept', () => {
  const rows = new Rows();
  appendEvents(rows, 0, 20_000);
  assert.equal(rows.dropFirst(1, 100), 0, 'no chunk lies before row 100 as a whole');
  assert.ok(rows.dropFirst(1, 10_000) > 0);
  assert.ok(rows.first > 0 && rows.first <= 10_000);
  assert.equal(rows.id(rows.first), String(rows.first));
  rows.dropLast(1e9, 15_000);
  assert.ok(rows.end >= 15_000 && rows.end < 20_000);
  rows.dropFirst(1e9, 1e9);
  assert.ok(rows.count > 0, 'one chunk is always kept');
});

test('finds the first and last event among rows of other kinds', () => {
  const rows = new Rows();
  const omitted = encoder.encode('{"omitted":{"after":"1","before":"9","count":7}}');
  rows.append(omitted, plainFacts(OMITTED, 20));
  assert.equal(rows.eventAtEnd(true), null);
  appendEvents(rows, 9, 11);
  rows.append(omitted, plainFacts(OMITTED, 20));
  assert.equal(rows.eventAtEnd(false), 1);
  assert.equal(rows.eventAtEnd(true), 2);
  assert.equal(
    rows.find(0, 1, (number) => rows.kind(number) === OMITTED && number > 0),
    3,
  );
  assert.equal(rows.numberOf('1'), null, 'an id is not the beginning of another');
  assert.deepEqual(rows.json(0), { omitted: { after: '1', before: '9', count: 7 } });
});

test('takes an event with anything in it', () => {
  const rows = new Rows();
  const hostile = { id: '7', time: 'no time', level: 'loud', app: '__proto__', message: '\u0000\u{1f4a9}\ud800 "}\\' };
  const line = encoder.encode(JSON.stringify(hostile));
  rows.append(line, factsOf(hostile, 20));
  rows.append(encoder.encode('{"id":"8"}'), factsOf({ id: '8' }, 20));
  assert.equal(rows.app(0), '__proto__');
  assert.equal(rows.level(0), LEVELS.length);
  assert.ok(Number.isNaN(rows.timeMs(0)));
  assert.equal(rows.id(0), '7');
  assert.equal(rows.app(1), '');
  assert.equal(rows.json(0).message, hostile.message);
});

test('holds rows in little more than their bytes, and tells how much that is', () => {
  const rows = new Rows();
  const { line, facts } = event(1, { message: 'm'.repeat(200) });
  for (let i = 0; i < 100_000; i++) {
    rows.append(line, facts);
  }
  const perRow = rows.bytes / rows.count;
  assert.ok(perRow >= line.length + 25 && perRow < line.length + 60, `${perRow} bytes a row of ${line.length}`);
  rows.clear();
  assert.equal(rows.bytes, 0);
});
