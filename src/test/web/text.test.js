import assert from 'node:assert/strict';
import { test } from 'node:test';
import { found, hasBidi, markers, pieces, uncoloured, visible } from '../../main/web/text.js';
import { random } from './seeds.js';

const ESC = '\u001b';

/** @param {import('../../main/web/text.js').Piece[]} list */
const textOf = (list) => list.map((piece) => piece.text).join('');

/** @param {import('../../main/web/text.js').Piece[]} list */
const markedIn = (list) =>
  list
    .filter((piece) => piece.classes.includes('mark'))
    .map((piece) => piece.text)
    .join('|');

test('shows control characters as pictures of themselves', () => {
  assert.equal(visible('a\u0000b\u0007\u007f\r'), 'a\u2400b\u2407\u2421\u240d');
  assert.equal(visible('\u009b31m'), '⟨009B⟩31m');
  assert.equal(visible('user\u202egnp.exe'), 'user⟨202E⟩gnp.exe');
  assert.equal(visible('\ufeffx'), '⟨FEFF⟩x');
});

test('leaves line ends, tabs, joiners and all other letters alone', () => {
  const text = 'a\tb\nc 👩\u200d👩\u200d👧 größer 日本語 שלום e\u0301\ud800';
  assert.equal(visible(text), text);
});

test('tells whether a text turns the direction of reading', () => {
  assert.ok(hasBidi('a\u202eb'));
  assert.ok(hasBidi('\u2066'));
  assert.ok(!hasBidi('שלום'));
});

test('makes classes of colours of terminals', () => {
  assert.deepEqual(pieces(`a${ESC}[31mb${ESC}[1;4mc${ESC}[0md`), [
    { text: 'a', classes: [], colour: '' },
    { text: 'b', classes: ['ansi-1'], colour: '' },
    { text: 'c', classes: ['bold', 'underline', 'ansi-1'], colour: '' },
    { text: 'd', classes: [], colour: '' },
  ]);
  assert.deepEqual(pieces(`${ESC}[97;44mx`)[0].classes, ['ansi-15', 'ansi-back-4']);
  assert.deepEqual(pieces(`${ESC}[1m${ESC}[22mx`)[0].classes, []);
  assert.deepEqual(pieces(`${ESC}[31m${ESC}[39mx`)[0].classes, []);
  assert.deepEqual(pieces(`${ESC}[31m${ESC}[mx`)[0].classes, []);
});

test('makes colours of the large tables, and nothing else than colours', () => {
  assert.equal(pieces(`${ESC}[38;5;196mx`)[0].colour, 'rgb(255, 0, 0)');
  assert.equal(pieces(`${ESC}[38;5;244mx`)[0].colour, 'rgb(128, 128, 128)');
  assert.deepEqual(pieces(`${ESC}[38;5;9mx`)[0].classes, ['ansi-9']);
  assert.equal(pieces(`${ESC}[38;2;1;2;999mx`)[0].colour, 'rgb(1, 2, 255)');
  assert.equal(pieces(`${ESC}[38;2;1mx`)[0].colour, '');
  for (const odd of ['38', '38;5', '38;9;1', '999', '4:3', ';;;', '99999999999999999999']) {
    const [piece] = pieces(`${ESC}[${odd}mx`);
    assert.equal(piece.text, 'x', odd);
    assert.match(piece.colour, /^(rgb\(\d+, \d+, \d+\))?$/, odd);
    assert.ok(
      piece.classes.every((name) => /^[a-z]+(-[a-z]+)?(-\d+)?$/.test(name)),
      `${odd}: ${piece.classes}`,
    );
  }
});

test('shows every other escape sequence, and obeys none', () => {
  assert.equal(textOf(pieces(`${ESC}[2J${ESC}[Hgone`)), '␛[2J␛[Hgone');
  assert.equal(textOf(pieces(`${ESC}]8;;javascript:alert(1)${ESC}\\x`)), '␛]8;;javascript:alert(1)␛\\x');
  assert.equal(textOf(pieces(`${ESC}]52;c;AAAA\u0007`)), '␛]52;c;AAAA␇');
  assert.equal(textOf(pieces(`${ESC}[31`)), '␛[31');
});

test('marks what is looked for, also over a change of colour', () => {
  const marks = markers([{ text: 'timeout', ignoreCase: true }]);
  assert.equal(markedIn(pieces('a Timeout, a TIMEOUT', marks)), 'Timeout|TIMEOUT');
  const coloured = pieces(`a time${ESC}[31mout${ESC}[0m b`, marks);
  assert.equal(markedIn(coloured), 'time|out');
  assert.equal(textOf(coloured), 'a timeout b');
  assert.equal(markedIn(pieces('took 12ms or 345ms', markers([{ regex: 'took \\d+ms' }, { regex: '\\d{3}' }]))), 'took 12ms|345');
});

test('takes a text as it is and no expression, and leaves out what it cannot read', () => {
  assert.equal(markedIn(pieces('a.b axb (', markers([{ text: 'a.b' }, { text: '(' }]))), 'a.b|(');
  assert.deepEqual(markers([{ regex: '(?P<x>' }, { regex: '' }, { text: '' }]), []);
  assert.deepEqual(found('aaa', markers([{ regex: 'x*' }])), [], 'a match of nothing marks nothing');
});

test('joins marks that touch or overlap', () => {
  assert.deepEqual(found('abcdef', markers([{ text: 'abc' }, { text: 'cd' }, { text: 'ef' }])), [[0, 6]]);
  assert.deepEqual(found('a-b', markers([{ text: 'b' }, { text: 'a' }])), [
    [0, 1],
    [2, 3],
  ]);
});

test('takes the colours off, and nothing else', () => {
  assert.equal(uncoloured(`${ESC}[1;31ma${ESC}[0mb${ESC}[2J`), `ab${ESC}[2J`);
});

test('loses no letter whatever the colours and marks are', () => {
  const parts = ['a', 'bc', ' ', ESC, '[', '31m', `${ESC}[31m`, `${ESC}[0m`, `${ESC}[38;5;200m`, '\u0000', '💩', '\ud800', '<b>', '\n'];
  for (let seed = 1; seed <= 300; seed++) {
    const chance = random(seed);
    const message = Array.from({ length: chance.below(40) }, () => chance.of(parts)).join('');
    const marks = markers([{ text: chance.of(['a', 'bc', '<b>', 'ca']) }, { regex: '[a ]+' }]);
    assert.equal(textOf(pieces(message, marks)), visible(uncoloured(message)), `seed ${seed}: ${JSON.stringify(message)}`);
  }
});
