import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonOf, linksIn, MOST_DEPTH, nodesOf, pairsOf } from '../../main/web/tree.js';

/** @param {string} message */
const nodes = (message) => nodesOf(/** @type {object} */ (jsonOf(message))).nodes.map(({ path, text }) => `${path} ${text}`);

test('names members by their path, and elements of arrays by the path of the array', () => {
  assert.deepEqual(nodes('{"a":{"b":[{"c":1},2]},"d.e":null,"f":true,"g":{}}'), [
    'a {1}',
    'a.b [2]',
    'a.b {1}',
    'a.b.c 1',
    'a.b 2',
    'd.e null',
    'f true',
    'g {}',
  ]);
});

test('keeps numbers as they are written', { skip: !hasSource() }, () => {
  assert.deepEqual(nodes('{"a":12345678901234567890,"b":1.0,"c":1e3,"d":5}'), ['a 12345678901234567890', 'b 1.0', 'c 1e3', 'd 5']);
});

function hasSource() {
  let has = false;
  JSON.parse('1', /** @type {any} */ ((/** @type {string} */ _n, /** @type {any} */ _v, /** @type {any} */ c) => (has = c !== undefined)));
  return has;
}

test('does nothing bad with hostile JSON', () => {
  const deep = `${'{"a":'.repeat(10000)}1${'}'.repeat(10000)}`;
  const shown = nodesOf(/** @type {object} */ (jsonOf(deep)));
  assert.equal(shown.nodes.length, MOST_DEPTH);
  assert.equal(shown.nodes.at(-1)?.isCut, true);
  assert.deepEqual(nodes('{"__proto__":{"x":1},"constructor":"y","toString":2}'), [
    '__proto__ {1}',
    '__proto__.x 1',
    'constructor y',
    'toString 2',
  ]);
  assert.equal(/** @type {any} */ ({}).x, undefined);
});

test('shows at most so many nodes', () => {
  const wide = JSON.stringify({ list: Array.from({ length: 1000 }, (_, i) => i) });
  const { nodes: some, isMore } = nodesOf(/** @type {object} */ (jsonOf(wide)));
  assert.equal(some.length, 500);
  assert.equal(isMore, true);
  assert.equal(nodesOf(/** @type {object} */ (jsonOf(wide)), 2000).isMore, false);
});

test('reads no JSON out of what is none', () => {
  for (const message of ['', '[1]', '{', '{"a":}', 'x {"a":1}', '5']) {
    assert.equal(jsonOf(message), null, message);
  }
});

test('finds the pairs that the filter finds', () => {
  assert.deepEqual(pairsOf('level=info msg="a \\"b\\"" (user=bob) /x?u=1&v=2 a==b e= x=1 x=2'), [
    { name: 'level', value: 'info' },
    { name: 'msg', value: 'a "b"' },
    { name: 'user', value: 'bob' },
    { name: 'u', value: '1' },
    { name: 'v', value: '2' },
    { name: 'a', value: '=b' },
    { name: 'x', value: '1' },
  ]);
});

test('links http and https alone, without the end of the sentence', () => {
  const links = (/** @type {string} */ text) =>
    linksIn(text)
      .filter((part) => part.isLink)
      .map((part) => part.text);
  assert.deepEqual(links('see https://a.example/x?y=1, (http://b.example/z).'), ['https://a.example/x?y=1', 'http://b.example/z']);
  assert.deepEqual(links('javascript:alert(1) data:text/html,x ftp://x https:// http://"'), []);
  assert.equal(
    linksIn('a http://b c')
      .map((part) => part.text)
      .join(''),
    'a http://b c',
  );
});
