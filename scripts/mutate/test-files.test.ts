import { expect, test } from 'vitest';
import { stagesOf, testFiles } from './test-files.ts';

const source = 'packages/policy/src';
const under = (names: readonly string[]) => names.map((name) => `${source}/${name}`);

test('what is named after the clause and the histories come first, then what is quick, slow ones at last', () => {
  const quick = under(['a.test.ts', 'judge/judge-kept.test.ts', 'clauses/list-cadence.test.ts']);
  const slow = under(['keystone.test.ts', 'judge/count-list-cadence.test.ts']);
  for (const name of ['clauses/list-cadence.ts', 'judge/count-list-cadence.ts']) {
    expect(stagesOf({ quick, slow }, { file: `${source}/${name}`, id: 'listSpacingMs 1 → 2' })).toEqual([
      [quick[2], slow[1], quick[1]],
      [quick[0]],
      [slow[0]],
    ]);
  }
});

test('the table, the page and the versions of the law judge no number but their own and those that are only told', () => {
  const quick = under(['clauses.test.ts', 'describe/describe.test.ts']);
  const slow = under(['versions/diff.test.ts']);
  const judges = (name: string, id: string) => stagesOf({ quick, slow }, { file: `${source}/${name}`, id }).flat();
  expect(judges('clauses/list-cadence.ts', 'listSpacingMs 1 → 2')).toEqual([]);
  expect(judges('versions/policy-before.ts', '1 → 2')).toEqual(slow);
  expect(judges('clauses/list-cadence.ts', 'listCadence.limits.0.value 0 → 1')).toEqual([...quick, ...slow]);
});

test('properties over random facts are slow, hand-written histories quick, and no file is both', async () => {
  const { quick, slow } = await testFiles();
  expect(slow).toContain(`${source}/keystone.test.ts`);
  expect(quick).toEqual(expect.arrayContaining(under(['judge/judge-kept.test.ts', 'judge/judge-broken.test.ts'])));
  expect(quick.filter((file) => slow.includes(file))).toEqual([]);
});
