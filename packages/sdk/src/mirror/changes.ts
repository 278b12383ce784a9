// What a batch of winners changes for a reader. A newer time of the same value is kept but is no change.
import type { Holdings } from './holdings.ts';
import type { MirrorChange } from './mirror.ts';
import { answerKinds, type Batch, type ChargerRow, type InstallationRecord, type KeptAnswers } from './state-keeper.ts';

/** Changes in the order charger and installation rows first, so that a listener knows a charger before its values. */
export function changesOf(holdings: Holdings, winners: Batch): readonly MirrorChange[] {
  const changes: MirrorChange[] = [];
  for (const record of winners.installations)
    if (differs(holdings.installations.get(record.id), record))
      changes.push({ kind: 'installation', installationId: record.id });
  for (const row of winners.chargers)
    if (differs(holdings.chargers.get(row.id), row)) changes.push({ kind: 'charger', chargerId: row.id });
  for (const observation of winners.observations) {
    const held = holdings.observation(observation.chargerId, observation.stateId);
    if (!held || held.value !== observation.value) changes.push({ kind: 'observation', observation, held });
  }
  return changes;
}

function differs<T extends ChargerRow | InstallationRecord>(held: T | undefined, incoming: T): boolean {
  return !held || content(held) !== content(incoming);
}

/** Everything but the times of reading. */
function content(record: ChargerRow | InstallationRecord): string {
  const { answers = {}, ...row }: typeof record & { readonly answers?: KeptAnswers } = record;
  return JSON.stringify([{ ...row, readAtMs: 0 }, answerKinds.map((kind) => answers[kind]?.body)]);
}
