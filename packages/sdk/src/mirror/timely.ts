// What was kept, less every time that cannot be: kept by a program whose clock was ahead, or that was put back since. Pure.
// Invariant: no read and no receipt is later than now. How long ago one was nobody knows where one said so, and counts as the oldest.
import { ownChangeMs, ownChangesBy } from './own-change.ts';
import { answerKinds, type InstallationRecord, type Kept, type KeptAnswer, type KeptAnswers } from './state-keeper.ts';

/** Of what was read or received nobody knows when. */
const unknownAtMs = 0;

/** A small correction is none that puts a clock behind: ages are stated with a minute to spare. */
const toleranceMs = 30_000;

/** Earlier instants count as it too: a clock may be set back when it is held. */
export const isKnownTime = (atMs: number): boolean => atMs > unknownAtMs;

export const timelyMs = (atMs: number, nowMs: number): number => (atMs > nowMs ? unknownAtMs : atMs);

export function timely(kept: Kept, machineMs: number): Kept {
  const { observations, chargers, installations } = kept;
  const nowMs = isBehind(newestMs(kept), machineMs) ? unknownAtMs : machineMs;
  const read = <T extends { readonly readAtMs: number }>(one: T): T =>
    one.readAtMs > nowMs ? { ...one, readAtMs: unknownAtMs } : one;
  return {
    observations: observations.map((one) => (one.receivedAtMs > nowMs ? { ...one, receivedAtMs: unknownAtMs } : one)),
    chargers: chargers.map(read),
    installations: installations.map((one) => {
      const { answers, ...row } = ownChangesBy(one, (atMs) => (atMs > nowMs ? null : atMs));
      const record: InstallationRecord = read(row);
      return answers === undefined ? record : { ...record, answers: answersBy(answers, read) };
    }),
  };
}

/** Whether the machine's clock is behind what was kept: then it says of none of it how long ago it was. */
export const isBehind = (newestAtMs: number, machineMs: number): boolean => newestAtMs > machineMs + toleranceMs;

function newestMs({ observations, chargers, installations }: Kept): number {
  let newestAtMs = unknownAtMs;
  const note = (atMs: number): void => {
    if (atMs > newestAtMs) newestAtMs = atMs;
  };
  for (const { receivedAtMs } of observations) note(receivedAtMs);
  for (const { readAtMs } of chargers) note(readAtMs);
  for (const { readAtMs, row } of installations) {
    note(readAtMs);
    note(ownChangeMs(row) ?? unknownAtMs);
  }
  return newestAtMs;
}

/** The same answers, each as `change` gives it back. */
export function answersBy(answers: KeptAnswers, change: (answer: KeptAnswer) => KeptAnswer): KeptAnswers {
  const changed: { -readonly [Kind in keyof KeptAnswers]: KeptAnswer } = {};
  for (const kind of answerKinds) {
    const answer = answers[kind];
    if (answer) changed[kind] = change(answer);
  }
  return changed;
}
