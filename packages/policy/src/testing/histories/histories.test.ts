// No clause is without proof: histories by hand that keep it and that break it, and breaches without number.
import { describe, expect, test } from 'vitest';
import { clauses } from '../../clauses.ts';
import { breaches } from '../arbitrary-breach.ts';
import { broken, kept } from './index.ts';

/** Whose breach no program can tell: conduct that is shown, or cannot be told. */
const neverBroken = clauses.filter(({ severity }) => severity === null).map(({ id }) => id);

describe.each(clauses)('$id', ({ id }) => {
  test('has two histories that keep it, and two that break it where anything can', () => {
    expect(Object.keys(kept[id] ?? {}).length).toBeGreaterThanOrEqual(2);
    expect(Object.keys(broken[id] ?? {}).length).toBeGreaterThanOrEqual(neverBroken.includes(id) ? 0 : 2);
  });

  test('has breaches in many shapes where anything can break it', () => {
    expect(id in breaches).toBe(!neverBroken.includes(id));
  });
});

test('two clauses of conduct can never be called broken, and no limit and no duty', () => {
  expect(neverBroken).toEqual(['lawful-purpose', 'policy-version']);
  expect(clauses.filter(({ id, kind }) => neverBroken.includes(id) && kind !== 'conduct')).toEqual([]);
});
