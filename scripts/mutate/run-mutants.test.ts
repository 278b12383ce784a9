// The check itself must be able to fail: mutants of the real policy, run against tests that notice and tests that cannot.
import { expect, test } from 'vitest';
import { BenchProcess } from './bench-process.ts';
import { findMutants } from './find-mutants.ts';
import { runMutants } from './run-mutants.ts';

const all = await findMutants();
const one = all.filter(({ id }) => id === 'clauses/state-cache stateCacheMs 15_000 → 18000');
const source = 'packages/policy/src';

test('a change is seen by the test that knows the number, and told with its name', async () => {
  const quick = [`${source}/backoff.test.ts`, `${source}/clauses/state-cache.test.ts`];
  expect(await runMutants([one], { quick, slow: [] })).toEqual([
    { kind: 'killed', mutant: one[0], by: expect.stringContaining('within 15 s') },
  ]);
});

test('a change survives when no test looks, or only tests of other things', async () => {
  expect(await runMutants([one], { quick: [], slow: [] })).toEqual([{ kind: 'survived', mutant: one[0] }]);
  const quick = [`${source}/backoff.test.ts`];
  expect(await runMutants([one], { quick, slow: [] })).toEqual([{ kind: 'survived', mutant: one[0] }]);
});

test('tests that fail anyway prove nothing, and are refused', async () => {
  const quick = [`${source}/not-there.test.ts`];
  await expect(runMutants([one], { quick, slow: [] })).rejects.toThrow('Failed to begin');
});

test('a change that does not fit the file is an error, and no mutant killed', async () => {
  const moved = one.map((mutant) => ({ ...mutant, start: mutant.start + 1, end: mutant.end + 1 }));
  const quick = [`${source}/clauses/state-cache.test.ts`];
  await expect(runMutants([moved], { quick, slow: [] })).rejects.toThrow('the file is not the one that was read');
});

test('of several changes at once those are told apart that a test notices', async () => {
  const quick = [`${source}/backoff.test.ts`, `${source}/clauses/state-cache.test.ts`];
  const batch = all.filter(({ id }) =>
    / (stateCacheMs|trialMs|askAgainMs|followingPauseMs) .*[36]00+$|→ 18000$/.test(id),
  );
  const outcomes = await runMutants([batch], { quick, slow: [] });
  expect(batch.length).toBeGreaterThan(2);
  expect(outcomes).toHaveLength(batch.length);
  expect(outcomes.filter(({ kind }) => kind !== 'survived')).toMatchObject([{ kind: 'killed', mutant: one[0] }]);
});

test('what failed on one mutant is not held against the next', async () => {
  const bench = new BenchProcess();
  const tests = [`${source}/clauses/state-cache.test.ts`];
  try {
    expect(await bench.run({ mutants: one, tests }, 60_000)).toMatchObject({
      failed: expect.stringContaining('within 15 s'),
    });
    expect(await bench.run({ mutants: one, tests: [`${source}/backoff.test.ts`] }, 60_000)).toMatchObject({
      failed: null,
    });
    expect(await bench.run({ mutants: [], tests }, 60_000)).toMatchObject({ failed: null });
  } finally {
    bench.end();
  }
});

test('a file that does not even load is a failure', async () => {
  const [mutant] = one;
  const broken = one.map((found) => ({ ...found, now: '((' }));
  const quick = [`${source}/clauses/state-cache.test.ts`];
  expect(await runMutants([broken], { quick, slow: [] })).toMatchObject([
    { kind: 'killed', mutant: { id: mutant?.id } },
  ]);
});
