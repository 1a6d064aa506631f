import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, clockTime, day, duration, fullTime, isZone, number, zone, zoneText } from '../../main/web/times.js';

const WINTER = Date.parse('2026-11-29T20:14:03.118Z');

test('shows a time in the zone that the view names', () => {
  assert.equal(clockTime(WINTER, 'utc'), '20:14:03.118');
  assert.equal(clockTime(WINTER, 'Europe/Berlin'), '21:14:03.118');
  assert.equal(clockTime(WINTER, 'Asia/Kolkata'), '01:44:03.118');
  assert.equal(day(WINTER, 'utc'), '2026-11-29');
  assert.equal(day(WINTER, 'Asia/Kolkata'), '2026-11-30');
  assert.equal(fullTime(WINTER, 'America/New_York'), '2026-11-29 15:14:03.118');
});

test('shows midnight as 00 and goes over the change to winter time', () => {
  assert.equal(fullTime(Date.parse('2026-11-29T00:00:00Z'), 'utc'), '2026-11-29 00:00:00.000');
  const change = Date.parse('2026-10-25T01:00:00Z');
  assert.equal(clockTime(change - 1, 'Europe/Berlin'), '02:59:59.999');
  assert.equal(clockTime(change, 'Europe/Berlin'), '02:00:00.000');
  assert.equal(clockTime(change - 1, 'Europe/Berlin'), '02:59:59.999');
});

test('shows times before 1970, and nothing for what is no time', () => {
  assert.equal(fullTime(-1, 'utc'), '1969-12-31 23:59:59.999');
  assert.equal(clockTime(Number.NaN, 'utc'), '');
  assert.equal(day(Number.NaN, 'utc'), '');
  assert.equal(clockTime(0.9, 'utc'), '00:00:00.000');
});

test('takes zones that there are, in any letters, and shows UTC for others', () => {
  assert.equal(zone('UTC'), 'UTC');
  assert.equal(zone('utc'), 'UTC');
  assert.ok(isZone(''));
  assert.ok(isZone('Europe/Berlin'));
  for (const none of ['Mars/Olympus', '<script>', '../utc', ' ']) {
    assert.ok(!isZone(none), none);
    assert.equal(clockTime(WINTER, none), '20:14:03.118');
  }
});

test('tells the zone with its distance', () => {
  assert.equal(zoneText('utc', WINTER), 'UTC');
  assert.equal(zoneText('Europe/Berlin', WINTER), 'Europe/Berlin (UTC+01:00)');
  assert.match(zoneText('', WINTER), /^local time \(UTC/);
});

test('tells durations in one unit', () => {
  const told = [0, 999, 2300, 45_000, 119_000, 240_000, 7_200_000, 172_800_000].map(duration);
  assert.deepEqual(told, ['0 ms', '999 ms', '2.3 s', '45 s', '119 s', '4 min', '2 h', '2 d']);
});

test('tells numbers and sizes', () => {
  assert.equal(number(1204), '1,204');
  assert.equal(number(1234567.6), '1,234,568');
  assert.deepEqual([0, 1023, 1024, 64512, 1 << 20, 5 * 2 ** 40].map(bytes), ['0 B', '1023 B', '1.0 KiB', '63 KiB', '1.0 MiB', '5.0 TiB']);
});
