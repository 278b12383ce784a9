// Which part of a batch replaces what is held. Pure; the mirror keeps, shows and publishes exactly this part.
import { removeSecrets, sensitivityOfObservation } from '@fairlead/protocol';
import type { Holdings } from './holdings.ts';
import { merge } from './merge.ts';
import type { Observation } from './observed.ts';
import { receive } from './receive.ts';
import type { Batch, ChargerRow, InstallationRecord, KeptAnswers } from './state-keeper.ts';
import { winningChargers, winningInstallations } from './winning-rows.ts';

/** The winners of a batch against what is held, less everything secret. */
export function selectWinners(holdings: Holdings, batch: Batch): Batch {
  return {
    observations: winningObservations(holdings, batch.observations),
    chargers: winningChargers(holdings.chargers, batch.chargers.map(withoutSecrets)),
    installations: winningInstallations(holdings.installations, batch.installations.map(withoutSecretAnswers)),
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

const withoutSecretAnswers = (record: InstallationRecord): InstallationRecord =>
  record.answers
    ? { ...withoutSecrets(record), answers: removeSecrets(record.answers).value as KeptAnswers }
    : withoutSecrets(record);
