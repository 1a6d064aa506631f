import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lines, Refusal } from '../../main/web/stream.js';
import { random } from './seeds.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** @param {Uint8Array} bytes @param {(left: number) => number} lengthOf of the next piece */
function splitInPieces(bytes, lengthOf) {
  /** @type {string[]} */
  const found = [];
  const lines = new Lines();
  for (let from = 0; from < bytes.length; ) {
    const to = from + lengthOf(bytes.length - from);
    lines.split(bytes.slice(from, to), (line) => found.push(decoder.decode(line)));
    from = to;
  }
  return found;
}

test('gives the same lines however they are cut on their way', () => {
  const wanted = ['{"id":"1","message":"größer 💩"}', '', '{"id":"2"}', 'x'.repeat(5000), 'end'];
  const bytes = encoder.encode(`${wanted.join('\n')}\n`);
  assert.deepEqual(
    splitInPieces(bytes, (left) => left),
    wanted,
  );
  assert.deepEqual(
    splitInPieces(bytes, () => 1),
    wanted,
  );
  for (let seed = 1; seed <= 50; seed++) {
    const chance = random(seed);
    assert.deepEqual(
      splitInPieces(bytes, () => 1 + chance.below(700)),
      wanted,
      `seed ${seed}`,
    );
  }
});

test('keeps back a line that has not ended', () => {
  const lines = new Lines();
  /** @type {string[]} */
  const found = [];
  const take = (/** @type {Uint8Array} */ line) => void found.push(decoder.decode(line));
  lines.split(encoder.encode('one\ntw'), take);
  assert.deepEqual(found, ['one']);
  lines.split(new Uint8Array(0), take);
  lines.split(encoder.encode('o'), take);
  assert.deepEqual(found, ['one']);
  lines.split(encoder.encode('\n'), take);
  assert.deepEqual(found, ['one', 'two']);
});

test('a refusal tells what the daemon says, and when to come again', async () => {
  const problem = { type: 'about:blank', status: 400, detail: 'filter: expected a value', parameter: 'filter', column: 8 };
  const told = await Refusal.of(new Response(JSON.stringify(problem), { status: 400 }));
  assert.equal(told.message, 'filter: expected a value');
  assert.deepEqual(told.problem, problem);
  assert.equal(told.retryAfterMs, 0);
  const busy = await Refusal.of(new Response('<html>bad gateway</html>', { status: 503, headers: { 'Retry-After': '7' } }));
  assert.equal(busy.message, 'the daemon answers 503');
  assert.equal(busy.retryAfterMs, 7000);
  const date = new Response('null', { status: 503, headers: { 'Retry-After': 'Wed, 21 Oct 2026 07:28:00 GMT' } });
  assert.equal((await Refusal.of(date)).retryAfterMs, 0);
});
