import { expect, test } from 'vitest';
import { choose, readChoice } from './choose.ts';
import type { Equivalent } from './equivalents.ts';
import { mutantsOf } from './find-mutants.ts';
import { mutantKinds } from './mutant.ts';

const text = `
  const a = { oneMs: 1000, twoMs: 2000, burst: 15, none: 0 };
  const b: Clause = { severity: 'minor', ask(l) { return wait; } };`;
const all = mutantsOf('packages/policy/src/clauses/list.ts', text);
const idsOf = (args: readonly string[], list: readonly Equivalent[] = []) =>
  choose(all, readChoice(args), list).map(({ id }) => id);

test('without a wish all are run', () => {
  expect(choose(all, readChoice([]), [])).toEqual(all);
});

test('a word chooses by file, clause or name', () => {
  expect(idsOf(['--only', 'burst', '--only', 'severity'])).toHaveLength(4);
  expect(idsOf(['--only', 'clauses/list'])).toHaveLength(all.length);
  expect(idsOf(['--only', 'elsewhere'])).toEqual([]);
});

test('a sample is the same every time, holds every kind, and another seed gives another one', () => {
  const sample = choose(all, readChoice(['--sample', '6']), []);
  expect(sample).toHaveLength(6);
  expect(new Set(sample.map(({ kind }) => kind))).toEqual(new Set(mutantKinds));
  expect(idsOf(['--sample', '6'])).toEqual(sample.map(({ id }) => id));
  expect(idsOf(['--sample', '6', '--seed', 'b'])).not.toEqual(sample.map(({ id }) => id));
});

test('a sample leaves out what lives on anyway', () => {
  const [first = ''] = idsOf(['--sample', '6']);
  expect(idsOf(['--sample', '99'], [{ mutants: [first], reason: 'nothing reads it' }])).toHaveLength(all.length - 1);
});

test('a wish that makes no sense is answered with a sentence', () => {
  for (const wrong of ['0', '-1', '1.5', 'many']) {
    expect(() => readChoice([`--sample=${wrong}`])).toThrow('is no number of them. Give a whole number from 1.');
  }
  expect(() => readChoice(['--every'])).toThrow("Unknown option '--every'");
});
