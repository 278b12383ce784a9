// Which part of a batch replaces what is held. Pure; the mirror keeps, shows and publishes exactly this part.
import { removeSecrets, sensitivityOfObservation } from '@fairlead/protocol';
import type { Holdings } from './holdings.ts';
import { merge } from './merge.ts';
import type { Observation } from './observed.ts';
import { receive } from './receive.ts';
import type { Batch, ChargerRow, InstallationRecord } from './state-keeper.ts';

/** The winners of a batch against what is held, less everything secret. */
export function selectWinners(holdings: Holdings, batch: Batch): Batch {
  return {
    observations: winningObservations(holdings, batch.observations),
    chargers: newest(holdings.chargers, batch.chargers.map(withoutSecrets)),
    installations: newest(holdings.installations, batch.installations.map(withoutSecrets)),
  };
}

export const isEmpty = (batch: Batch): boolean =>
  batch.observations.length + batch.chargers.length + batch.installations.length === 0;

function winningObservations(holdings: Holdings, incoming: readonly Observation[]): readonly Observation[] {
  const winners = new Map<string, Observation[]>();
  for (const raw of incoming) {
    if (sensitivityOfObservation(raw.stateId) === 'secret') continue;
    const candidate = receive(raw);
    const { chargerId, stateId } = candidate;
    const ofCharger = winners.get(chargerId);
    const before = ofCharger ? ofCharger.findIndex((winner) => winner.stateId === stateId) : -1;
    const held = ofCharger?.[before] ?? holdings.observation(chargerId, stateId);
    if (merge(held, candidate) !== candidate) continue;
    if (!ofCharger) winners.set(chargerId, [candidate]);
    else if (before < 0) ofCharger.push(candidate);
    else ofCharger[before] = candidate;
  }
  return [...winners.values()].flat();
}

type Row = ChargerRow | InstallationRecord;

/** Whoever reads the rows from the cloud has removed the secrets already; the mirror does not rely on it. */
const withoutSecrets = <T extends Row>(record: T): T => ({
  ...record,
  row: removeSecrets(record.row).value as Readonly<Record<string, unknown>>,
});

/** Rows are ordered by the time they were read, then by their text: again a total order. */
function newest<T extends Row>(held: ReadonlyMap<string, T>, incoming: readonly T[]): readonly T[] {
  const winners = new Map<string, T>();
  for (const candidate of incoming) {
    const before = winners.get(candidate.id) ?? held.get(candidate.id);
    if (before && compareRows(candidate, before) <= 0) continue;
    winners.set(candidate.id, candidate);
  }
  return [...winners.values()];
}

function compareRows(a: Row, b: Row): number {
  if (a.readAtMs !== b.readAtMs) return a.readAtMs - b.readAtMs;
  const [textA, textB] = [JSON.stringify(a), JSON.stringify(b)];
  return textA === textB ? 0 : textA < textB ? -1 : 1;
}
