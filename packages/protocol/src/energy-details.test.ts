import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EnergyDetail, energyIncrements } from './energy-details.ts';

const pointsOf = (kwh: readonly number[]): readonly EnergyDetail[] =>
  kwh.map((energyKwh, at) => ({ atMs: at * 3_600_000, energyKwh }));
const rounded = (kwh: number): number => Math.round(kwh * 1_000) / 1_000;

test.each([
  ['increments', [0, 5.093, 7.611, 5.5], 18.204, [0, 5.093, 7.611, 5.5]],
  ['cumulative', [0, 5.093, 12.704, 18.204], 18.204, [0, 5.093, 7.611, 5.5]],
  ['two points, which mean the same either way', [0, 18.204], 18.204, [0, 18.204]],
  ['increments of which the last is nearly all', [0.1, 18.104], 18.204, [0.1, 18.104]],
  ['a total that nobody told', [0, 4, 10], null, [0, 4, 10]],
  ['its example', [4, 10], 10, [4, 6]],
  ['nothing', [], 3, []],
] as const)('%s', (_, told, sessionKwh, expected) => {
  const increments = energyIncrements(pointsOf(told), sessionKwh).map(({ energyKwh }) => rounded(energyKwh));
  expect(increments).toEqual(expected);
});

test('whichever way the cloud tells a session, rounded as it rounds, the increments are the same', () => {
  const hours = fc.array(fc.double({ min: 0, max: 22, noNaN: true }), { minLength: 1, maxLength: 24 });
  fc.assert(
    fc.property(hours, (kwh) => {
      const total = kwh.reduce((sum, one) => sum + one, 0);
      const sums = kwh.map((_, at) => kwh.slice(0, at + 1).reduce((sum, one) => sum + one, 0));
      const [byIncrements, byMeter] = [kwh, sums].map((told) =>
        energyIncrements(pointsOf(told.map(rounded)), rounded(total)).map(({ energyKwh }) => energyKwh),
      );
      // What rounding hides, nobody can tell: below a Wh a point.
      const slackKwh = 0.001 * (kwh.length + 2);
      byIncrements?.forEach((energyKwh, at) => {
        expect(Math.abs(energyKwh - (byMeter?.[at] ?? Number.NaN))).toBeLessThanOrEqual(slackKwh);
      });
    }),
  );
});
