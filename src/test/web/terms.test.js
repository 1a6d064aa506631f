import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appended, fieldName, not, quoted, term, withoutLast } from '../../main/web/terms.js';

test('leaves plain values without quotes', () => {
  assert.equal(term('status', '500', true), 'status=500');
  assert.equal(term('path', '/api/v1:x', true), 'path=/api/v1:x');
  assert.equal(term('ok', 'true', true), 'ok=true');
  assert.equal(term('t', '-1.5e+3', true), 't=-1.5e+3');
});

test('quotes whatever the language would read as more than text', () => {
  for (const value of [
    '',
    ' ',
    ' a',
    'a ',
    'a b',
    'a,b',
    '=',
    '=x',
    '~x',
    '>1',
    '*',
    'w*',
    'w?',
    '5xx',
    '4XX',
    'a|b',
    '(',
    ')',
    'é',
    '$',
    '-user:*',
    '"',
    '\\',
  ]) {
    assert.match(quoted(value), /^".*"$/, value);
  }
  assert.equal(term('user', 'Al "B" \\ C', true), 'user="Al \\"B\\" \\\\ C"');
  assert.equal(term('user', 'OR', true), 'user=OR');
});

test('writes control characters so that one line can hold them', () => {
  assert.equal(term('a', 'x\ny', true), 'a~/^x\\x{a}y$/');
  assert.equal(term('a', '\u0000/(\u2028', true), 'a~/^\\x{0}\\/\\(\\x{2028}$/');
  assert.equal(term('a', `${'x'.repeat(300)}\n`, true), null);
});

test('means values without their colours, as the filter reads them', () => {
  assert.equal(term('a', '\u001b[1;31mred\u001b[0m', true), 'a=red');
  assert.equal(term('a', '\u001b]0;title\u0007', true), null);
});

test('puts a dot before names that mean members of the event', () => {
  assert.equal(term('level', 'fatal', true), '.level=fatal');
  assert.equal(term('level', 'error', false), 'level=error');
  assert.equal(term('id', '7', true), '.id=7');
  assert.equal(term('http.level', '7', true), 'http.level=7');
  assert.equal(fieldName('@timestamp', true), '@timestamp');
});

test('has no term for what the language cannot say', () => {
  for (const name of ['', '.', '.x', 'a.', 'a-', '-a', '1a', 'a b', 'a"b', 'a=b', 'é', 'a,b', 'a/b', 'x'.repeat(5000)]) {
    assert.equal(term(name, '1', true), null, name);
  }
  assert.equal(term('a', 'x'.repeat(1001), true), null);
  assert.equal(term('a', '\ud800', true), null);
  assert.equal(term('__proto__', 'x', true), '__proto__=x');
});

test('appends with a space, and keeps what OR has joined together', () => {
  assert.equal(appended('', 'a=1'), 'a=1');
  assert.equal(appended('  timeout ', 'a=1'), 'timeout a=1');
  assert.equal(appended('x OR y', 'a=1'), '(x OR y) a=1');
  assert.equal(appended('x || y', 'a=1'), '(x || y) a=1');
  assert.equal(appended('(x OR y) z', 'a=1'), '(x OR y) z a=1');
  assert.equal(appended('"x OR y"', 'a=1'), '"x OR y" a=1');
  assert.equal(appended('m="x OR y"', 'a=1'), 'm="x OR y" a=1');
  assert.equal(appended('/x OR y/ z', 'a=1'), '/x OR y/ z a=1');
  assert.equal(appended('p~/x OR y/i', 'a=1'), 'p~/x OR y/i a=1');
  assert.equal(appended('main() OR y', 'a=1'), '(main() OR y) a=1');
  assert.equal(appended('/var/log OR y', 'a=1'), '(/var/log OR y) a=1');
  assert.equal(appended('"\\" OR" b', 'a=1'), '"\\" OR" b a=1');
});

test('does not append a term that is there already', () => {
  assert.equal(appended('b a=1', 'a=1'), 'b a=1');
  assert.equal(appended('b', not('a=1')), 'b -a=1');
});

test('drops the last term', () => {
  assert.deepEqual(withoutLast('a b="c d"'), { rest: 'a', dropped: 'b="c d"' });
  assert.deepEqual(withoutLast('a OR b'), { rest: 'a', dropped: 'b' });
  assert.deepEqual(withoutLast('a AND NOT b'), { rest: 'a', dropped: 'b' });
  assert.deepEqual(withoutLast('a -(b OR c)'), { rest: 'a', dropped: '-(b OR c)' });
  assert.deepEqual(withoutLast('DOOR x'), { rest: 'DOOR', dropped: 'x' });
  assert.deepEqual(withoutLast('a'), { rest: '', dropped: 'a' });
  assert.deepEqual(withoutLast(') ('), { rest: ')', dropped: '(' });
});
