// What the house measures of itself and attests, because no call shows it: that its journal is whole, and how old its
// values are where no stream tells of changes. Whoever hears facts asks for the attestations that are due.
import type { AttestationFact } from '@fairlead/policy';

/** Hourly: the policy asks daily, and a value may be an hour old. Two facts of about 200 bytes an hour. */
const everyMs = 3_600_000;

export interface Measures {
  readonly accountId: string;
  /** Facts that the journal had to drop since the start. */
  readonly callsNotJournalled: () => number;
  /** Age of the oldest charger that no live stream tells of; null when every charger is told of. */
  readonly oldestMirroredMs: (nowMs: number) => number | null;
}

export interface SelfTests {
  /** What is to be attested now; empty when it was attested within the hour. */
  due(nowMs: number): readonly AttestationFact[];
}

export function selfTests({ accountId, callsNotJournalled, oldestMirroredMs }: Measures): SelfTests {
  let attestedAtMs = Number.NEGATIVE_INFINITY;
  let missingBefore = 0;
  return {
    due(nowMs) {
      // A clock that was put back must not silence the tests until that time comes again.
      if (nowMs >= attestedAtMs && nowMs - attestedAtMs < everyMs) return [];
      attestedAtMs = nowMs;
      const told = { v: 1, kind: 'attestation', accountId, by: 'self-test', version: null, atMs: nowMs } as const;
      // What one statement has told the next one does not tell again: a loss is one breach, not one an hour.
      const missingInAll = callsNotJournalled();
      const missing = missingInAll - missingBefore;
      missingBefore = missingInAll;
      const oldestMs = oldestMirroredMs(nowMs);
      return [
        {
          ...told,
          about: 'calls-not-journalled',
          holds: missing === 0,
          value: missing,
          statement: `${missing} facts found no room in the journal since the last statement.`,
        },
        {
          ...told,
          about: 'oldest-mirrored-value',
          holds: true,
          value: oldestMs ?? 0,
          statement:
            oldestMs === null
              ? 'A live stream tells of every charger.'
              : `The oldest charger that no live stream tells of was heard of ${oldestMs} ms ago.`,
        },
      ];
    },
  };
}
