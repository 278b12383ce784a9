import { expect, test } from 'vitest';
import { isUsableLimit } from './terms.ts';

test('a bucket can count with rates from 0.001 to 1,000,000 a second and bursts from 1 to 1,000,000', () => {
  const ratesAreUsable = (...rates: readonly number[]) =>
    rates.map((ratePerSecond) => isUsableLimit({ ratePerSecond, burst: 15 }));
  const burstsAreUsable = (...bursts: readonly number[]) =>
    bursts.map((burst) => isUsableLimit({ ratePerSecond: 10, burst }));
  expect(ratesAreUsable(0.001, 1_000_000)).toEqual([true, true]);
  expect(burstsAreUsable(1, 1_000_000)).toEqual([true, true]);
  expect(ratesAreUsable(0.0009, 1_000_001, 0, -1, Number.NaN)).toEqual(Array(5).fill(false));
  expect(burstsAreUsable(0.9, 1_000_001, 0, -1, Number.NaN)).toEqual(Array(5).fill(false));
});
