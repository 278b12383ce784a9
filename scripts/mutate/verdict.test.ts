import { expect, test } from 'vitest';
import { mutantsOf } from './find-mutants.ts';
import type { Outcome } from './run-mutants.ts';
import { isGood, told, verdictOn } from './verdict.ts';

const all = mutantsOf('packages/policy/src/a.ts', 'const limits = [15, 0];');
const [less, more, one] = all as [(typeof all)[0], (typeof all)[0], (typeof all)[0]];
const killed = (mutant: (typeof all)[0]): Outcome => ({ kind: 'killed', mutant, by: 'a test' });
const survived = (mutant: (typeof all)[0]): Outcome => ({ kind: 'survived', mutant });
const list = [{ mutants: [one.id], reason: 'nothing reads it' }];

test('all killed and the listed ones alive is good', () => {
  const verdict = verdictOn([killed(less), { kind: 'timed-out', mutant: more }, survived(one)], all, list);
  expect(verdict).toMatchObject({ killed: 1, timedOut: 1, equivalent: 1, survived: [] });
  expect(isGood(verdict)).toBe(true);
});

test('a mutant that no test notices is told with its place', () => {
  const verdict = verdictOn([killed(less), survived(more)], all, []);
  expect(isGood(verdict)).toBe(false);
  expect(told(verdict)).toContain('survived: a limits.0 15 → 16 (packages/policy/src/a.ts:1). Write the test');
});

test('a listed mutant that a test kills must leave the list, and so must one that never ends', () => {
  for (const outcome of [killed(one), { kind: 'timed-out', mutant: one } as const]) {
    const verdict = verdictOn([outcome], all, list);
    expect(isGood(verdict)).toBe(false);
    expect(told(verdict)).toContain('listed as equivalent, yet killed: a limits.1 0 → 1');
  }
});

test('a listed mutant that is nowhere to be found must leave the list, whatever was run', () => {
  const verdict = verdictOn([], all, [{ mutants: ['a gone 1 → 2'], reason: 'it was' }]);
  expect(isGood(verdict)).toBe(false);
  expect(told(verdict)).toContain('yet nowhere in the policy: a gone 1 → 2');
});

test('a listed number stands for every change of it, and for no other number that begins alike', () => {
  const [first, second, zero] = [survived(less), survived(more), survived(one)];
  const both = [{ mutants: ['a limits.0 15'], reason: 'nothing reads it' }];
  expect(verdictOn([first, second, zero], all, both)).toMatchObject({ equivalent: 2, survived: [one], notFound: [] });
  const alike = [{ mutants: ['a limits.0 1'], reason: 'nothing reads it' }];
  expect(verdictOn([first, second], all, alike)).toMatchObject({ equivalent: 0, notFound: ['a limits.0 1'] });
});
