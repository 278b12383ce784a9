// Which rows of a batch replace what is held. Pure.
// Invariant: a row goes by the time it was read, then by its text, and so does each answer beside it, alone: total orders
// again, so that rows and answers may arrive in any order. What is held of a time that has not come counts as not held.
import {
  answerKinds,
  type ChargerRow,
  type InstallationRecord,
  type KeptAnswer,
  type KeptAnswers,
} from './state-keeper.ts';

/** @param believedUntilMs later times of reading are those of a clock that was ahead, or was set back since */
export function winningChargers(
  held: ReadonlyMap<string, ChargerRow>,
  incoming: readonly ChargerRow[],
  believedUntilMs = Number.POSITIVE_INFINITY,
): readonly ChargerRow[] {
  return winners(held, incoming, (before, row) => (newer(before, row, believedUntilMs) === row ? row : before));
}

/** @param believedUntilMs as of `winningChargers` */
export function winningInstallations(
  held: ReadonlyMap<string, InstallationRecord>,
  incoming: readonly InstallationRecord[],
  believedUntilMs = Number.POSITIVE_INFINITY,
): readonly InstallationRecord[] {
  return winners(held, incoming, (before, record) => merged(before, record, believedUntilMs));
}

/** @param merge gives back `before` itself where nothing of the row wins */
function winners<T extends { readonly id: string }>(
  held: ReadonlyMap<string, T>,
  incoming: readonly T[],
  merge: (before: T, candidate: T) => T,
): readonly T[] {
  const found = new Map<string, T>();
  for (const candidate of incoming) {
    const before = found.get(candidate.id) ?? held.get(candidate.id);
    const winner = before ? merge(before, candidate) : candidate;
    if (winner !== before) found.set(candidate.id, winner);
  }
  return [...found.values()];
}

function merged(
  before: InstallationRecord,
  candidate: InstallationRecord,
  believedUntilMs: number,
): InstallationRecord {
  const { answers: answersBefore = {}, ...rowBefore } = before;
  const { answers: fresh = {}, ...row } = candidate;
  const winner = newer(rowBefore, row, believedUntilMs);
  const answers: { -readonly [Kind in keyof KeptAnswers]: KeptAnswer } = { ...answersBefore };
  let replaced = false;
  for (const kind of answerKinds) {
    const [one, other] = [answersBefore[kind], fresh[kind]];
    if (other === undefined || (one !== undefined && newer(one, other, believedUntilMs) === one)) continue;
    answers[kind] = other;
    replaced = true;
  }
  if (winner === rowBefore && !replaced) return before;
  return Object.keys(answers).length === 0 ? winner : { ...winner, answers };
}

/** `one`, which is held, where both are the same. */
function newer<T extends { readonly readAtMs: number }>(one: T, other: T, believedUntilMs: number): T {
  if (one.readAtMs > believedUntilMs && other.readAtMs <= believedUntilMs) return other;
  if (one.readAtMs !== other.readAtMs) return one.readAtMs > other.readAtMs ? one : other;
  return JSON.stringify(other) > JSON.stringify(one) ? other : one;
}
