import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counts, isSliding } from '../../main/web/counts.js';

const AT = '2026-11-30T12:00:';
const HEAD = { counts: { step_ms: 10000, from: `${AT}00Z`, to: `${AT}45Z`, by: 'level' } };

/** @param {any[]} rows */
function counted(...rows) {
  const counts = new Counts();
  for (const row of [HEAD, ...rows]) {
    counts.take(row, false);
  }
  return counts;
}

test('groups levels as they are drawn', () => {
  const counts = counted({ at: `${AT}40Z`, n: { emerg: 1, crit: 1, error: 2, warn: 3, notice: 4, info: 5, debug: 6 } });
  assert.deepEqual(counts.of(Date.parse(`${AT}40Z`)), [4, 3, 9, 6]);
  assert.equal(counts.peak, 22);
});

test('knows down to where it was counted, and goes on there', () => {
  const counts = counted({ at: `${AT}40Z`, n: { info: 1 } }, { end: { complete: false, reached: `${AT}20Z` } });
  assert.equal(counts.isPartial, true);
  counts.take({ counts: { ...HEAD.counts, to: `${AT}20Z` } }, true);
  counts.take({ at: `${AT}10Z`, n: { info: 2 } }, true);
  counts.take({ end: { complete: true, reached: `${AT}00Z` } }, true);
  assert.equal(counts.isPartial, false);
  assert.deepEqual(counts.total, [0, 0, 3, 0]);
  assert.equal(counts.toMs, Date.parse(`${AT}45Z`));
});

test('puts a gap where it stands between the buckets', () => {
  const counts = counted({ at: `${AT}30Z`, n: { info: 1 } }, { gap: { count: 5 } });
  assert.deepEqual(
    counts.gaps.map((each) => each.atMs),
    [Date.parse(`${AT}30Z`)],
  );
});

test('moves on with what comes', () => {
  const counts = counted({ at: `${AT}00Z`, n: { info: 1 } }, { end: { complete: true, reached: `${AT}00Z` } });
  counts.goOn(Date.parse(`${AT}56Z`), { error: 2 }, true);
  assert.equal(counts.fromMs, Date.parse(`${AT}11Z`));
  assert.deepEqual(counts.rows, [{ atMs: Date.parse(`${AT}50Z`), n: [2, 0, 0, 0] }]);
  assert.equal(counts.isPartial, false);
});

test('keeps the beginning of a range that is fixed, and tells when its buckets are too many', () => {
  const counts = counted({ end: { complete: true, reached: `${AT}00Z` } });
  counts.goOn(Date.parse(`${AT}00Z`) + 2401e3, {}, false);
  assert.equal(counts.fromMs, Date.parse(`${AT}00Z`));
  assert.equal(counts.isTooFine, true);
});

test('tells ranges that move from those that do not', () => {
  assert.deepEqual(['', '15m', '1.5h', '2026-11-30', 'yesterday'].map(isSliding), [true, true, true, false, false]);
});
