// What a batch of winners changes for a reader. A newer time of the same value is kept but is no change.
import type { Holdings } from './holdings.ts';
import type { MirrorChange } from './mirror.ts';
import type { Observation } from './observed.ts';
import type { Winners } from './select-winners.ts';
import { answerKinds, type ChargerRow, type InstallationRecord, type KeptAnswers } from './state-keeper.ts';

/** Changes in the order charger and installation rows first, so that a listener knows a charger before its values. */
export function changesOf(holdings: Holdings, winners: Winners): readonly MirrorChange[] {
  const changes: MirrorChange[] = [];
  for (const record of winners.installations)
    if (differs(holdings.installations.get(record.id), record))
      changes.push({ kind: 'installation', installationId: record.id });
  for (const row of winners.chargers)
    if (differs(holdings.chargers.get(row.id), row)) changes.push({ kind: 'charger', chargerId: row.id });
  for (let index = 0; index < winners.observations.length; index++) {
    const observation = winners.observations[index] as Observation;
    const held = winners.places[index]?.held;
    if (!held || held.value !== observation.value) changes.push({ kind: 'observation', observation, held });
  }
  return changes;
}

function differs<T extends ChargerRow | InstallationRecord>(held: T | undefined, incoming: T): boolean {
  return !held || content(held) !== content(incoming) || toldOtherwise(answersOf(held), answersOf(incoming));
}

/** Everything but the time of reading, and the answers beside the row. Keepers give fields back in an order of their own. */
function content({ row, ...facts }: ChargerRow | InstallationRecord): string {
  const told = Object.entries({ ...facts, readAtMs: 0, answers: null });
  return JSON.stringify([told.sort(([one], [other]) => (one < other ? -1 : 1)), row]);
}

/** The first answer to a question is no change: nothing was told before. */
function toldOtherwise(held: KeptAnswers, incoming: KeptAnswers): boolean {
  return answerKinds.some((kind) => {
    const before = held[kind];
    return before !== undefined && JSON.stringify(before.body) !== JSON.stringify(incoming[kind]?.body);
  });
}

function answersOf(record: ChargerRow | InstallationRecord): KeptAnswers {
  return ('answers' in record && record.answers) || {};
}
