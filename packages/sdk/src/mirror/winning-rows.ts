// Which rows of a batch replace what is held. Pure.
// Invariant: a row goes by the time it was read, then by its text, and so does each answer beside it, alone: total orders
// again, so that rows and answers may arrive in any order.
import {
  answerKinds,
  type ChargerRow,
  type InstallationRecord,
  type KeptAnswer,
  type KeptAnswers,
} from './state-keeper.ts';

export function winningChargers(
  held: ReadonlyMap<string, ChargerRow>,
  incoming: readonly ChargerRow[],
): readonly ChargerRow[] {
  return winners(held, incoming, (before, row) => (newer(before, row) === row ? row : before));
}

export function winningInstallations(
  held: ReadonlyMap<string, InstallationRecord>,
  incoming: readonly InstallationRecord[],
): readonly InstallationRecord[] {
  return winners(held, incoming, merged);
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

function merged(before: InstallationRecord, candidate: InstallationRecord): InstallationRecord {
  const { answers: answersBefore = {}, ...rowBefore } = before;
  const { answers: fresh = {}, ...row } = candidate;
  const winner = newer(rowBefore, row);
  const answers: { -readonly [Kind in keyof KeptAnswers]: KeptAnswer } = { ...answersBefore };
  let replaced = false;
  for (const kind of answerKinds) {
    const [one, other] = [answersBefore[kind], fresh[kind]];
    if (other === undefined || (one !== undefined && newer(one, other) === one)) continue;
    answers[kind] = other;
    replaced = true;
  }
  if (winner === rowBefore && !replaced) return before;
  return Object.keys(answers).length === 0 ? winner : { ...winner, answers };
}

/** `one` where both are the same. */
function newer<T extends { readonly readAtMs: number }>(one: T, other: T): T {
  if (one.readAtMs !== other.readAtMs) return one.readAtMs > other.readAtMs ? one : other;
  return JSON.stringify(other) > JSON.stringify(one) ? other : one;
}
