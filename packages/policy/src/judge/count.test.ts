import { expect, test } from 'vitest';
import { PolicyError } from '../policy-error.ts';
import { generalAccess } from '../terms.ts';
import { type JudgeOptions, settle } from './count.ts';
import { judge } from './judge.ts';

const refusal = (options: JudgeOptions): unknown => {
  try {
    return settle(options);
  } catch (error) {
    return error;
  }
};

test('a tier that nobody can count with is refused, with what to give instead', () => {
  for (const wrong of [{ ratePerSecond: Number.NaN }, { ratePerSecond: 0 }, { burst: Number.POSITIVE_INFINITY }]) {
    const tier = { ...generalAccess, ...wrong };
    expect(refusal({ tier })).toMatchObject({
      constructor: PolicyError,
      code: 'bad-terms',
      message: expect.stringMatching(/^Failed to open a judge: .* is no usable limit\. Give /),
    });
    expect(() => judge([], { tier })).toThrow(/usable limit/);
  }
});

test('a round trip that is no length of time is refused', () => {
  for (const roundTripMs of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
    expect(refusal({ roundTripMs })).toMatchObject({
      code: 'bad-terms',
      message: `Failed to open a judge: a round trip of ${roundTripMs} ms is no length of time. Give roundTripMs a number of milliseconds from 0 on.`,
    });
  }
  expect(refusal({ roundTripMs: 0 })).toMatchObject({ roundTripMs: 0 });
});
