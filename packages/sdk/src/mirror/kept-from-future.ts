// What was kept by a clock that was ahead of the one of this start: one of the two is wrong, and what comes now is newer.
// Invariant: after it nothing kept is later than the load, so that whatever is received since wins; it looks at the one record
// alone, before any comparison, and `merge` stays a total order of plain fields.

import { clockToleranceMs, snapshotAgeMs } from './receive.ts';
import { answerKinds, type InstallationRecord, type Kept, type KeptAnswer, type KeptAnswers } from './state-keeper.ts';

/** How old a read counts whose time is unknown: everything is read again after a day at the latest (cadence.ts). */
const unknownAgeMs = 86_400_000;

export interface Believed {
  readonly kept: Kept;
  /** By how much the latest of what was kept is ahead, ms; 0 where nothing is. */
  readonly aheadMs: number;
}

/**
 * Less than 5 min ahead is believed, as at receipt. A value of later counts as having come at the load, before any poll since
 * (whose snapshot is 15 s old), and is flagged; a read of later counts as a day old, so that it is made again.
 */
export function believed({ observations, chargers, installations }: Kept, nowMs: number): Believed {
  const latestMs = nowMs + clockToleranceMs;
  let newestMs = latestMs;
  const readAt = (atMs: number): number => {
    newestMs = Math.max(newestMs, atMs);
    return atMs > latestMs ? nowMs - unknownAgeMs : atMs;
  };
  const values = observations.map((held) => {
    const receivedAtMs = readAt(held.receivedAtMs);
    const clockSuspect = held.observedAtUs > latestMs * 1_000;
    if (clockSuspect)
      return { ...held, receivedAtMs, clockSuspect, observedAtUs: Math.floor(nowMs - snapshotAgeMs) * 1_000 };
    return receivedAtMs === held.receivedAtMs ? held : { ...held, receivedAtMs };
  });
  const kept: Kept = {
    observations: values,
    chargers: chargers.map((row) => ({ ...row, readAtMs: readAt(row.readAtMs) })),
    installations: installations.map((record) => withReads(record, readAt)),
  };
  return { kept, aheadMs: newestMs > latestMs ? newestMs - nowMs : 0 };
}

function withReads(record: InstallationRecord, readAt: (atMs: number) => number): InstallationRecord {
  const readAtMs = readAt(record.readAtMs);
  if (!record.answers) return { ...record, readAtMs };
  const answers: { -readonly [Kind in keyof KeptAnswers]: KeptAnswer } = {};
  for (const kind of answerKinds) {
    const answer = record.answers[kind];
    if (answer) answers[kind] = { ...answer, readAtMs: readAt(answer.readAtMs) };
  }
  return { ...record, readAtMs, answers };
}
