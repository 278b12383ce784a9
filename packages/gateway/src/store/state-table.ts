// The mirror's last known state on disk: one row per charger, installation and observation.
// Invariant: an upsert obeys the mirror's own order, so that a late batch never replaces a newer value.
import type { DatabaseSync } from 'node:sqlite';
import type { Batch, ChargerRow, InstallationRecord, Kept, KeptAnswers, Observation } from '@fairlead/sdk';
import { transaction } from './transaction.ts';

type Row = Readonly<Record<string, unknown>>;

export interface StateTable {
  load(accountId: string): Kept;
  persist(accountId: string, batch: Batch): void;
  /** As `persist`, within a transaction of the caller's. */
  put(accountId: string, batch: Batch): void;
}

export function stateTable(raw: DatabaseSync): StateTable {
  // The order of merge: event time, stream before poll, the broker's number, the value as text (none before any),
  // the earlier receipt. Text is compared by UTF-8 here, by UTF-16 there: equal but beyond U+D7FF, which no value reaches.
  const putObservation = raw.prepare(`
    INSERT INTO observation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (account_id, charger_id, state_id) DO UPDATE SET
      value = excluded.value, observed_at_us = excluded.observed_at_us, received_at_ms = excluded.received_at_ms,
      from_stream = excluded.from_stream, sequence_number = excluded.sequence_number, clock_suspect = excluded.clock_suspect
    WHERE (excluded.observed_at_us, excluded.from_stream, excluded.sequence_number, excluded.value IS NOT NULL,
           coalesce(excluded.value, ''), -excluded.received_at_ms, -excluded.clock_suspect)
        > (observation.observed_at_us, observation.from_stream, observation.sequence_number, observation.value IS NOT NULL,
           coalesce(observation.value, ''), -observation.received_at_ms, -observation.clock_suspect)`);
  const putCharger = raw.prepare(`
    INSERT INTO charger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (account_id, id) DO UPDATE SET
      serial = excluded.serial, name = excluded.name, installation_id = excluded.installation_id,
      device_type = excluded.device_type, active = excluded.active, roles = excluded.roles,
      read_at_ms = excluded.read_at_ms, row = excluded.row
    WHERE excluded.read_at_ms >= charger.read_at_ms`);
  const putInstallation = raw.prepare(`
    INSERT INTO installation VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (account_id, id) DO UPDATE SET
      name = excluded.name, messaging_enabled = excluded.messaging_enabled, roles = excluded.roles,
      read_at_ms = excluded.read_at_ms, row = excluded.row, answers = excluded.answers
    WHERE excluded.read_at_ms >= installation.read_at_ms`);
  const selectObservations = raw.prepare('SELECT * FROM observation WHERE account_id = ?');
  const selectChargers = raw.prepare('SELECT * FROM charger WHERE account_id = ?');
  const selectInstallations = raw.prepare('SELECT * FROM installation WHERE account_id = ?');

  const put = (accountId: string, batch: Batch): void => {
    for (const each of batch.installations)
      putInstallation.run(
        accountId,
        each.id,
        each.name,
        Number(each.messagingEnabled),
        each.roles,
        each.readAtMs,
        JSON.stringify(each.row),
        each.answers ? JSON.stringify(each.answers) : null,
      );
    for (const each of batch.chargers)
      putCharger.run(
        accountId,
        each.id,
        each.serial,
        each.name,
        each.installationId,
        each.deviceType,
        Number(each.active),
        each.roles,
        each.readAtMs,
        JSON.stringify(each.row),
      );
    for (const each of batch.observations)
      putObservation.run(
        accountId,
        each.chargerId,
        each.stateId,
        each.value,
        each.observedAtUs,
        each.receivedAtMs,
        each.via === 'stream' ? 1 : 0,
        each.sequenceNumber,
        Number(each.clockSuspect),
      );
  };

  return {
    load: (accountId) => ({
      observations: selectObservations.all(accountId).map(observation),
      chargers: selectChargers.all(accountId).map(charger),
      installations: selectInstallations.all(accountId).map(installation),
    }),
    persist: (accountId, batch) => transaction(raw, 'full', () => put(accountId, batch)),
    put,
  };
}

function observation(row: Row): Observation {
  return {
    chargerId: row['charger_id'] as string,
    stateId: row['state_id'] as number,
    value: row['value'] as string | null,
    observedAtUs: row['observed_at_us'] as number,
    receivedAtMs: row['received_at_ms'] as number,
    via: row['from_stream'] === 1 ? 'stream' : 'poll',
    sequenceNumber: row['sequence_number'] as number,
    clockSuspect: row['clock_suspect'] === 1,
  };
}

function charger(row: Row): ChargerRow {
  return {
    id: row['id'] as string,
    serial: row['serial'] as string,
    name: row['name'] as string,
    installationId: row['installation_id'] as string | null,
    deviceType: row['device_type'] as number,
    active: row['active'] === 1,
    roles: row['roles'] as number,
    readAtMs: row['read_at_ms'] as number,
    row: JSON.parse(row['row'] as string) as Row,
  };
}

function installation(row: Row): InstallationRecord {
  const answers = row['answers'] as string | null;
  return {
    id: row['id'] as string,
    name: row['name'] as string,
    messagingEnabled: row['messaging_enabled'] === 1,
    roles: row['roles'] as number,
    readAtMs: row['read_at_ms'] as number,
    row: JSON.parse(row['row'] as string) as Row,
    ...(answers === null ? {} : { answers: JSON.parse(answers) as KeptAnswers }),
  };
}
