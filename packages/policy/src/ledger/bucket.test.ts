import { expect, test } from 'vitest';
import { fitsAtMs, openBucket, requestsIn, takeRequest } from './bucket.ts';

const opened = (ratePerSecond: number, burst = 1) => openBucket({ ratePerSecond, burst }, 'full', 0);

test('a rate counts in thousandths of a request; what is missing of one up to a millionth of it is a rounding', () => {
  expect([9.9, 1.001, 0.001].map((rate) => opened(rate).unitsPerMs)).toEqual([9900, 1001, 1]);
  expect([9.8999999991, 9.8999999989].map((rate) => opened(rate).unitsPerMs)).toEqual([9900, 9899]);
});

test('a millionth of a request that is missing is waited for', () => {
  const bucket = opened(999.999);
  takeRequest(bucket, 0);
  expect(requestsIn(bucket, 1)).toBe(0.999999);
  expect(fitsAtMs(bucket, 1)).toBe(2);
});
