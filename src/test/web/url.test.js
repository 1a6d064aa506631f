import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultView, formatHash, parseHash, parseView, selection, viewQuery } from '../../main/web/url.js';

test('an empty address is the live view of everything', () => {
  for (const hash of ['', '#', '#/', '#/live', '#/live?']) {
    assert.deepEqual(parseHash(hash), { place: 'live', panes: [defaultView()], unknown: [] }, hash);
  }
  assert.equal(formatHash('live', [defaultView()]), '#/live');
});

test('an address says all of a view, and comes back as it was', () => {
  const view = {
    ...defaultView(),
    app: ['web', 'api'],
    process: ['web.*'],
    host: ['a.example'],
    level: '=warn',
    filter: '"a b" path:/api/ OR x="1,2" & 100%#?+',
    since: 'yesterday 14:00',
    until: '2026-11-29T20:14:03+01:00',
    by: 'received',
    order: 'time',
    window: '500ms',
    lines: 2000,
    id: '48211',
    cols: ['time', 'app', 'status'],
    wrap: false,
    tz: 'Europe/Berlin',
  };
  const other = { ...defaultView(), app: ['db'], filter: 'pane=app%3Dx&level=debug' };
  const hash = formatHash('live', [view, other]);
  assert.deepEqual(parseHash(hash), { place: 'live', panes: [view, other], unknown: [] });
  assert.equal(formatHash('live', parseHash(hash).panes), hash);
});

test('names are told by commas or again and again', () => {
  assert.deepEqual(parseView('app=web,api&app=db&app=,').view.app, ['web', 'api', 'db']);
});

test('keeps what nobody knows, and tells it', () => {
  const parsed = parseHash('#/live?app=web&colour=red&lines=many&wrap=2&__proto__=1&constructor=2');
  assert.deepEqual(parsed.panes[0].app, ['web']);
  assert.equal(parsed.panes[0].lines, 500);
  assert.deepEqual(parsed.unknown, ['colour=red', 'lines=many', 'wrap=2', '__proto__=1', 'constructor=2']);
  const again = parseHash(formatHash('live', parsed.panes, parsed.unknown));
  assert.deepEqual(again, parsed);
  assert.equal(/** @type {any} */ ({}).polluted, undefined);
});

test('a place that there is not is the live one', () => {
  assert.deepEqual(parseHash('#/admin?app=web').place, 'live');
  assert.deepEqual(parseHash('#/admin').unknown, ['/admin']);
  assert.equal(parseHash('#/drains').place, 'drains');
  assert.equal(formatHash('drains', [{ ...defaultView(), app: ['web'] }]), '#/drains');
});

test('opens four panes and no more', () => {
  assert.equal(parseHash(`#/live?app=a${'&pane=app%3Db'.repeat(9)}`).panes.length, 4);
});

test('leaves defaults out', () => {
  assert.equal(viewQuery({ ...defaultView(), level: 'warn' }), 'level=warn');
  assert.equal(viewQuery({ ...defaultView(), wrap: false, lines: 100 }), 'lines=100&wrap=0');
});

test('asks the daemon for what is selected alone', () => {
  const view = { ...defaultView(), app: ['a&b', 'c'], level: 'warn', filter: 'x=1&y', cols: ['status'], id: '7', wrap: false, lines: 3 };
  assert.equal(selection(view).toString(), 'app=a%26b%2Cc&level=warn&filter=x%3D1%26y');
});

test('words of time are of the zone that is shown', () => {
  const zoned = selection({ ...defaultView(), since: 'yesterday', tz: 'Asia/Kolkata' });
  assert.equal(zoned.get('tz'), 'Asia/Kolkata');
  assert.equal(selection({ ...defaultView(), tz: 'utc' }).get('tz'), null);
  assert.equal(selection({ ...defaultView(), until: '14:00' }).get('tz'), Intl.DateTimeFormat().resolvedOptions().timeZone);
});
