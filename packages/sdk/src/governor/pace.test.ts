import { expect, it } from 'vitest';
import { Pace } from './pace.ts';

it('halves with each refusal, once for calls that were on their way together, and stays above 0.5/s', () => {
  const pace = new Pace({ ratePerSecond: 9.9 });
  pace.refused(900, 1_000);
  expect(pace.ratePerSecond(1_000)).toBe(4.95);
  pace.refused(950, 1_100);
  expect(pace.ratePerSecond(1_100)).toBe(4.95);
  for (let n = 2; n < 12; n++) pace.refused(n * 1_000, n * 1_000 + 100);
  expect(pace.ratePerSecond(12_000)).toBe(0.5);
});

it('gives back 0.5/s for each quiet minute and then stops suspecting a neighbour', () => {
  const pace = new Pace({ ratePerSecond: 9.9 });
  pace.refused(0, 0);
  expect(pace.ratePerSecond(59_999)).toBe(4.95);
  expect(pace.ratePerSecond(60_000)).toBe(5.45);
  expect(pace.ratePerSecond(180_000)).toBeCloseTo(6.45);
  expect(pace.neighbourSuspected(540_000)).toBe(true);
  expect(pace.ratePerSecond(600_000)).toBe(9.9);
  expect(pace.neighbourSuspected(600_000)).toBe(false);
});
