import { expect, test } from 'vitest';
import { testFiles, testsOf } from './test-files.ts';

const source = 'packages/policy/src';
const under = (names: readonly string[]) => names.map((name) => `${source}/${name}`);

test('the file named after the clause comes first, then histories, then the others', () => {
  const files = under(['a.test.ts', 'judge/judge-kept.test.ts', 'clauses/list-cadence.test.ts']);
  for (const name of ['clauses/list-cadence.ts', 'judge/count-list-cadence.ts']) {
    expect(testsOf(files, { file: `${source}/${name}` })).toEqual(files.toReversed());
  }
});

test('the table, the page and the versions of the law judge no number but their own', () => {
  const files = under(['clauses.test.ts', 'describe/describe.test.ts', 'versions/diff.test.ts']);
  expect(testsOf(files, { file: `${source}/clauses/list-cadence.ts` })).toEqual([]);
  expect(testsOf(files, { file: `${source}/versions/policy-before.ts` })).toEqual([files[2]]);
});

test('properties over random facts are slow, hand-written histories quick, and no file is both', async () => {
  const { quick, slow } = await testFiles();
  expect(slow).toContain(`${source}/keystone.test.ts`);
  expect(quick).toEqual(expect.arrayContaining(under(['judge/judge-kept.test.ts', 'judge/judge-broken.test.ts'])));
  expect(quick.filter((file) => slow.includes(file))).toEqual([]);
});
