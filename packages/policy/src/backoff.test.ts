import { expect, test } from 'vitest';
import { backoffMs, pauseBeforeMs } from './backoff.ts';

test('the shortest pauses double from 0.5 s to 60 s', () => {
  expect([1, 2, 3, 4, 8, 9, 40].map(pauseBeforeMs)).toEqual([0, 500, 1000, 2000, 32_000, 60_000, 60_000]);
});

test('jitter lies on top, up to twice the shortest pause and never above 60 s', () => {
  expect([0, 0.5, 0.999].map((random01) => backoffMs(2, random01))).toEqual([500, 750, 1000]);
  expect([0, 0.999].map((random01) => backoffMs(8, random01))).toEqual([32_000, 59_972]);
  expect(backoffMs(20, 0.7)).toBe(60_000);
  expect(backoffMs(1, 0.7)).toBe(0);
});

test('what is no number of a try, or no share, makes no pause shorter than it may be, nor one without end', () => {
  expect([Number.NaN, Number.POSITIVE_INFINITY].map(pauseBeforeMs)).toEqual([60_000, 60_000]);
  expect([-1, 1, 1.5, Number.NaN].map((random01) => backoffMs(2, random01))).toEqual([500, 1000, 1000, 1000]);
});
