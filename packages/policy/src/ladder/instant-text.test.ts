import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endText, instantText, spanText } from './instant-text.ts';

test('an instant is told in UTC to the minute, with seconds where there are any', () => {
  expect(instantText(Date.UTC(2026, 10, 23, 12))).toBe('2026-11-23T12:00Z');
  expect(instantText(Date.UTC(2026, 10, 23, 12, 0, 9, 999))).toBe('2026-11-23T12:00:09Z');
  expect(instantText(Date.UTC(2024, 1, 29, 23, 59))).toBe('2024-02-29T23:59Z');
  expect(instantText(-1)).toBe('1969-12-31T23:59:59Z');
});

test('an end is told so that nobody who waits until then is early', () => {
  expect(endText(Date.UTC(2026, 10, 23, 12))).toBe('2026-11-23T12:00Z');
  expect(endText(Date.UTC(2026, 10, 23, 12, 0, 9, 1))).toBe('2026-11-23T12:00:10Z');
  expect(endText(Date.UTC(2026, 10, 23, 11, 59, 59, 999))).toBe('2026-11-23T12:00Z');
});

test('every instant of the years 0 to 9999 is told as the calendar tells it', () => {
  const instants = fc.integer({ min: Date.UTC(0, 0, 1) - 59_958_230_400_000, max: Date.UTC(9999, 11, 31) });
  fc.assert(
    fc.property(instants, (atMs) => {
      const iso = new Date(atMs).toISOString();
      expect(instantText(atMs)).toBe(`${iso.slice(0, iso.slice(17, 19) === '00' ? 16 : 19)}Z`);
    }),
  );
});

test('every day of 400 years, after which the calendar repeats itself, is told as the calendar tells it', () => {
  const firstDay = Date.UTC(2000, 2, 1) / 86_400_000;
  const told = Array.from({ length: 146_097 }, (_, n) => instantText((firstDay + n) * 86_400_000));
  const wrong = told.filter(
    (text, n) => !new Date((firstDay + n) * 86_400_000).toISOString().startsWith(text.slice(0, 16)),
  );
  expect(told.at(-1)).toBe('2400-02-29T00:00Z');
  expect(wrong).toEqual([]);
});

test('a span is told in the largest unit that says it in whole numbers', () => {
  expect([604_800_000, 86_400_000, 3_600_000, 5_400_000, 1500].map(spanText)).toEqual([
    '7 days',
    '24 h',
    '1 h',
    '90 min',
    '1.5 s',
  ]);
});
