import { expect, test } from 'vitest';
import type { MutantKind } from './mutant.ts';
import { stagesOf, testFiles } from './test-files.ts';

const source = 'packages/policy/src';
const under = (names: readonly string[]) => names.map((name) => `${source}/${name}`);

test('what is named after the clause and the histories come first, then what is quick, the keystone at last', () => {
  const quick = under(['a.test.ts', 'judge/judge-kept.test.ts', 'clauses/list-cadence.test.ts']);
  const slow = under(['keystone.test.ts', 'judge/count-list-cadence.test.ts', 'judge/judge.test.ts']);
  for (const name of ['clauses/list-cadence.ts', 'judge/count-list-cadence.ts']) {
    expect(stagesOf({ quick, slow }, { file: `${source}/${name}`, id: 'listSpacingMs 1 → 2', kind: 'fifth' })).toEqual([
      [quick[2], slow[1], quick[1]],
      [quick[0]],
      [slow[2]],
      [slow[0]],
    ]);
  }
});

test('the table, the page and the versions of the law judge weights, and numbers that are only told', () => {
  const quick = under(['clauses.test.ts', 'describe/describe.test.ts']);
  const slow = under(['versions/diff.test.ts']);
  const judges = (id: string, kind: MutantKind) =>
    stagesOf({ quick, slow }, { file: `${source}/clauses/list-cadence.ts`, id, kind }).flat();
  expect(judges('listSpacingMs 1 → 2', 'count')).toEqual([]);
  expect(judges('listCadence.ask removed', 'removal')).toEqual([]);
  expect(judges('listCadence.limits.0.value 0 → 1', 'zero')).toEqual([...quick, ...slow]);
  expect(judges("listCadence.severity 'minor' → 'major'", 'severity')).toEqual([...quick, ...slow]);
});

test('properties over random facts are slow, hand-written histories quick, and no file is both', async () => {
  const { quick, slow } = await testFiles();
  expect(slow).toContain(`${source}/keystone.test.ts`);
  expect(quick).toEqual(expect.arrayContaining(under(['judge/judge-kept.test.ts', 'judge/judge-broken.test.ts'])));
  expect(quick.filter((file) => slow.includes(file))).toEqual([]);
});
