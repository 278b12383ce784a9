import { expect, test } from 'vitest';
import { PolicyError } from '../policy-error.ts';
import { generalAccess } from '../terms.ts';
import { history } from '../testing/history.ts';
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

test('options that are none are refused, each with what to give instead', () => {
  const wrong: readonly [unknown, RegExp][] = [
    [null, /^Failed to open a judge: the options are none\. Give an object, or leave them out\.$/],
    [5, /the options are none/],
    [{ onBreach: 'log' }, /^Failed to open a judge: onBreach is no function\. Give one, or leave it out\.$/],
    [{ streamEvents: 'lost' }, /streamEvents is neither\. Give recorded or not-recorded/],
    [{ order: 'random' }, /the order is none\. Give sorted or as-added/],
    [{ doors: 'localhost' }, /the doors are no list of hosts/],
    [{ doors: [5] }, /the doors are no list of hosts/],
    [{ tier: null }, /^Failed to open a judge: undefined requests a second with burst undefined is no usable limit/],
    [{ tier: { ratePerSecond: '10', burst: 15n } }, /: a string requests a second with burst a bigint is/],
    [{ roundTripMs: '5' }, /a round trip of a string ms is no length of time/],
  ];
  for (const [options, message] of wrong) {
    expect(refusal(options as JudgeOptions)).toMatchObject({
      code: 'bad-terms',
      message: expect.stringMatching(message),
    });
  }
  expect(refusal({ streamEvents: 'not-recorded', order: 'as-added', doors: ['localhost'] })).toMatchObject({
    streamEvents: 'not-recorded',
    order: 'as-added',
  });
});

test('rate-limit: an account without a usable tier has general access, and no more', () => {
  const calls = (count: number) => history(`0 priority s1 x=${count}`);
  const verdictOf = (count: number, tier: unknown) =>
    judge(calls(count), { tier: () => tier as never }).verdicts.find(({ clause }) => clause === 'rate-limit')?.verdict;
  for (const none of [undefined, null, {}, 'Large', { ratePerSecond: Number.NaN, burst: 99 }]) {
    expect(verdictOf(15, none)).toBe('kept');
    expect(verdictOf(16, none)).toBe('broken');
  }
  expect(verdictOf(16, { name: 'Large', ratePerSecond: 50, burst: 16 })).toBe('kept');
});

test('what is no sequence of facts is refused', () => {
  for (const none of [null, undefined, 5, {}, 'facts'])
    expect(() => judge(none as never)).toThrow(
      expect.objectContaining({
        code: 'bad-fact',
        message: 'Failed to judge a history: it is no sequence. Give an array, or what yields one by one.',
      }),
    );
  expect(judge(new Set(history('0 login'))).facts.calls).toBe(1);
});
