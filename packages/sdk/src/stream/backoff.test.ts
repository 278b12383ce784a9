import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoff, backoffCapMs } from './backoff.ts';

const almostOne = 1 - Number.EPSILON;

test('the step doubles from 1 s to 60 s and stays there', () => {
  const wait = backoff(() => almostOne);
  const steps = Array.from({ length: 9 }, () => Math.round(wait.nextMs() / 1_000));
  expect(steps).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  wait.reset();
  expect(Math.round(wait.nextMs() / 1_000)).toBe(1);
});

test('a wait is at least half of its step and never longer than the cap', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: almostOne, noNaN: true }), { maxLength: 40 }), (randoms) => {
      const picks = [...randoms];
      const wait = backoff(() => picks.shift() ?? 0);
      for (let n = 0; n < randoms.length; n++) {
        const ms = wait.nextMs();
        expect(ms).toBeGreaterThanOrEqual(Math.min(backoffCapMs, 1_000 * 2 ** n) / 2);
        expect(ms).toBeLessThan(backoffCapMs);
      }
    }),
  );
});
