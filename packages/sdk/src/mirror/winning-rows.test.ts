import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerKinds, type InstallationRecord, type KeptAnswers } from './state-keeper.ts';
import { winningInstallations } from './winning-rows.ts';

const instant = fc.integer({ min: 1, max: 4 });
const answer = fc.record({ readAtMs: instant, body: fc.constantFrom('a', 'b') });
const answers: fc.Arbitrary<KeptAnswers> = fc.record(
  { detail: answer, hierarchy: answer, firmware: answer },
  { requiredKeys: [] },
);
const record: fc.Arbitrary<InstallationRecord> = fc
  .record({ readAtMs: instant, name: fc.constantFrom('One', 'Two'), answers })
  .map(({ readAtMs, name, answers: beside }) => ({
    ...{ id: 'i1', name, messagingEnabled: true, roles: 3, readAtMs, row: { Name: name } },
    ...(Object.keys(beside).length > 0 && { answers: beside }),
  }));

function fold(records: readonly InstallationRecord[], batches: number): InstallationRecord | undefined {
  const held = new Map<string, InstallationRecord>();
  for (let from = 0; from < records.length; from += batches)
    for (const winner of winningInstallations(held, records.slice(from, from + batches))) held.set('i1', winner);
  return held.get('i1');
}

test('rows and the answers beside them end the same in any order, in batches of any size, and however often they come', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 6 }), (records, size) => {
      const once = fold(records, 1);
      expect(fold(records.toReversed(), size)).toEqual(once);
      expect(fold([...records, ...records], size)).toEqual(once);
      for (const kind of answerKinds) {
        const newestMs = Math.max(0, ...records.map(({ answers: beside }) => beside?.[kind]?.readAtMs ?? 0));
        expect(once?.answers?.[kind]?.readAtMs ?? 0).toBe(newestMs);
      }
    }),
  );
});

test('a list row leaves the answers of reads as they were', () => {
  const read = { readAtMs: 7, body: { MaxCurrent: 32 } };
  const row = { id: 'i1', name: 'One', messagingEnabled: true, roles: 3, readAtMs: 5, row: {} };
  const held = new Map([['i1', { ...row, answers: { detail: read } }]]);
  expect(winningInstallations(held, [{ ...row, readAtMs: 9 }])).toEqual([
    { ...row, readAtMs: 9, answers: { detail: read } },
  ]);
  expect(winningInstallations(held, [{ ...row, readAtMs: 4 }])).toEqual([]);
});
