import { expect, test } from 'vitest';
import { batchesOf } from './batches.ts';
import { mutantsOf } from './find-mutants.ts';

const all = mutantsOf(
  'packages/policy/src/clauses/a.ts',
  "const maxA = 15; const maxB = 1024; const a = { severity: 'minor' }; const limitMs = 1000;",
);
const idsOf = (listed: readonly string[]) =>
  batchesOf(all, [{ mutants: listed, reason: 'nothing reads it' }]).map((batch) => batch.map(({ id }) => id));

test('what is not listed is run alone', () => {
  expect(idsOf([])).toEqual(all.map(({ id }) => [id]));
});

test('what is listed is run at once, no place changed twice in one run', () => {
  expect(idsOf(['clauses/a maxA 15', 'clauses/a maxB 1024']).slice(0, 3)).toEqual([
    ['clauses/a maxA 15 → 14', 'clauses/a maxB 1024 → 819'],
    ['clauses/a maxA 15 → 16', 'clauses/a maxB 1024 → 1229'],
    ["clauses/a a.severity 'minor' → 'major'"],
  ]);
});

test('a weight that is listed is run alone, since other tests judge it', () => {
  expect(idsOf(["clauses/a a.severity 'minor'"])).toEqual(all.map(({ id }) => [id]));
});
