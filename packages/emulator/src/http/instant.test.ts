import { expect, test } from 'vitest';
import { namesZone, parseInstant, withoutZone } from './instant.ts';

const us = (text: string): number => Date.parse(text) * 1000;

test.each([
  ['2026-11-20', '2026-11-20T00:00:00Z'],
  ['2026-11-20T17:04', '2026-11-20T17:04:00Z'],
  ['2026-11-20T17:04Z', '2026-11-20T17:04:00Z'],
  ['2026-11-20T17:04:11.5', '2026-11-20T17:04:11.5Z'],
  ['2026-11-20T17:04:11z', '2026-11-20T17:04:11Z'],
  ['2026-11-20T17:04:11+02:00', '2026-11-20T15:04:11Z'],
])('%s is read as %s', (text, meant) => {
  expect(parseInstant(text)).toBe(us(meant));
});

test.each(['', 'today', '2026-13-01', '2026-11-31', '2026-11-20T25:00', '20261120', '2026-11-20 17:04', '1700000000'])(
  '"%s" is no date',
  (text) => {
    expect(parseInstant(text)).toBeUndefined();
  },
);

test('a zone is seen and can be dropped', () => {
  for (const text of ['2026-11-20T00:00Z', '2026-11-20T00:00:00+01:00']) {
    expect(namesZone(text)).toBe(true);
    expect(namesZone(withoutZone(text))).toBe(false);
  }
  expect(namesZone('2026-11-20T00:00:00')).toBe(false);
});
