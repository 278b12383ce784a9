// From the cloud's rows to what the mirror holds. The border: secret fields and ids end here; unknown plain ones are kept.
// Invariant: a row that cannot be read is left out and counted, never guessed.
import {
  cloudFlag,
  cloudInteger,
  isUuid,
  parseCloudTime,
  sensitivityOfObservation,
  stateIds,
} from '@fairlead/protocol';
import type { Observation } from '../mirror/observed.ts';
import type { ChargerRow, InstallationRecord } from '../mirror/state-keeper.ts';
import { withoutSecrets } from './border.ts';

type Row = Readonly<Record<string, unknown>>;

export interface Page {
  readonly rows: readonly Row[];
  /** How many pages the list has; 1 where the cloud does not say. */
  readonly pages: number;
}

/** Undefined when the body is no page. `Data` may be null, `Pages` may be missing (zaptec-api.md §8.5). */
export function pageOf(body: unknown): Page | undefined {
  if (!isRow(body)) return undefined;
  const data = body['Data'] ?? [];
  if (!Array.isArray(data)) return undefined;
  return { rows: data.filter(isRow), pages: cloudInteger(body['Pages']) ?? 1 };
}

export function chargerRowOf(row: Row, readAtMs: number): ChargerRow | undefined {
  const id = textOf(row['Id']);
  if (!id || !isUuid(id)) return undefined;
  const serial = textOf(row['DeviceId']) ?? '';
  return {
    id,
    serial,
    name: textOf(row['Name']) ?? serial,
    installationId: textOf(row['InstallationId']),
    deviceType: cloudInteger(row['DeviceType']) ?? 0,
    active: cloudFlag(row['Active']) ?? true,
    roles: cloudInteger(row['CurrentUserRoles']) ?? 0,
    readAtMs,
    row: withoutSecrets(row) as Row,
  };
}

export function installationRecordOf(row: Row, readAtMs: number): InstallationRecord | undefined {
  const id = textOf(row['Id']);
  if (!id || !isUuid(id)) return undefined;
  return {
    id,
    name: textOf(row['Name']) ?? '',
    // List rows may leave it out; then the connection details tell, by 403.
    messagingEnabled: cloudFlag(row['MessagingEnabled']) ?? true,
    roles: cloudInteger(row['CurrentUserRoles']) ?? 0,
    readAtMs,
    row: withoutSecrets(row) as Row,
  };
}

/** Undefined when the body is no list of observations. */
export function observationsOf(chargerId: string, body: unknown, receivedAtMs: number): Observation[] | undefined {
  if (!Array.isArray(body)) return undefined;
  const found: Observation[] = [];
  for (const row of body.filter(isRow)) {
    const stateId = cloudInteger(row['StateId']);
    const time = textOf(row['Timestamp']);
    const observedAtUs = time ? parseCloudTime(time) : undefined;
    if (stateId === undefined || observedAtUs === undefined || sensitivityOfObservation(stateId) === 'secret') continue;
    const value = textOf(row['ValueAsString']);
    found.push({ ...polled(chargerId, receivedAtMs), stateId, value, observedAtUs });
  }
  return found;
}

/** What a list row tells of a charger's state, for accounts that may not read the state itself (role User). */
export function observationsInRow({ id, row, readAtMs }: ChargerRow): Observation[] {
  const told: readonly (readonly [number, unknown])[] = [
    [stateIds.ChargerOperationMode, row['OperatingMode']],
    [stateIds.IsOnline, row['IsOnline']],
    [stateIds.Warnings, row['Warnings']],
  ];
  return told
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([stateId, value]) => ({
      ...polled(id, readAtMs),
      stateId,
      value: typeof value === 'boolean' ? (value ? '1' : '0') : String(value),
      observedAtUs: readAtMs * 1000,
    }));
}

function polled(chargerId: string, receivedAtMs: number) {
  return { chargerId, receivedAtMs, via: 'poll', sequenceNumber: 0, clockSuspect: false } as const;
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
