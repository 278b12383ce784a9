// An ended session as both histories tell it: the archive (camelCase, flags) and the deprecated charge history
// (PascalCase, a bit mask). Who charged is personal; the signed text carries the serial.
import { cloudFields } from './cloud-value.ts';
import { type EnergyDetail, energyIncrements } from './energy-details.ts';
import { sessionCommitMetadata } from './enumerations.ts';
import { readRows } from './parse-rows.ts';
import { removeSecrets } from './remove-secrets.ts';
import { type Parsed, RowReader } from './row-reader.ts';
import { timeMs, timeOrNone } from './time-or-none.ts';

/** An ended session, of the archive or the charge history. Source: zaptec-api.md §7.1, §7.3. */
export interface EndedSession {
  /** Lower case. */
  readonly id: string;
  /** Lower case; null where the cloud does not say. */
  readonly chargerId: string | null;
  /** The charger's `DeviceId`; null where the cloud does not say. */
  readonly serial: string | null;
  /** As it was named then; null where the cloud does not say. */
  readonly chargerName: string | null;
  /** ms since 1970 UTC. */
  readonly startedAtMs: number;
  /** ms since 1970 UTC; null where the archive does not say. */
  readonly endedAtMs: number | null;
  /**
   * When the cloud took it in, ms since 1970 UTC: later for a session of a charger that was offline. Null
   * where it does not say.
   */
  readonly recordedAtMs: number | null;
  /** kWh in all; null where the cloud does not say. */
  readonly energyKwh: number | null;
  /** Null for guests, and for accounts that may not know. */
  readonly user: { readonly id: string | null; readonly email: string | null; readonly fullName: string | null } | null;
  /** Name of the card; null where none was used, or the account may not know. */
  readonly tokenName: string | null;
  /** Id that a webhook or OCPP gave it; null where none did. */
  readonly externalId: string | null;
  /** The session that says it better; null where none does. See `voided`. */
  readonly replacedBySessionId: string | null;
  /** Of the charger then, such as `3.2.1`; null where the cloud does not say. */
  readonly firmwareVersion: string | null;
  /** Increments, whichever way the cloud told them; as they came in `row`. */
  readonly energyDetails: readonly EnergyDetail[];
  /** OCMF text; null where none came. */
  readonly signedSession: string | null;
  /** Missing flags mean false. */
  readonly offline: boolean;
  /** Whether the charger's clock was right. */
  readonly reliableClock: boolean;
  /** Ended by showing a card. */
  readonly stoppedByRfid: boolean;
  /** Whether a signed text belongs to it. */
  readonly signed: boolean;
  /** It does not count; another may replace it. */
  readonly voided: boolean;
  /** It was broken off. */
  readonly aborted: boolean;
  /** The charger spoke OCPP by itself. */
  readonly ocppNative: boolean;
  /** Ended by whoever stands behind a webhook or OCPP. */
  readonly externallyEnded: boolean;
  /** The row as the cloud sent it, unknown fields too, less its secrets. */
  readonly row: Readonly<Record<string, unknown>>;
}

/** A row of the archive. Needs `id` and `startDateTime`. */
export function parseArchivedSession(value: unknown, place: string): Parsed<EndedSession> {
  const row = new RowReader(value, place);
  const common = commonOf(row, 'id');
  const person = row.raw('authorizedUser');
  return row.finish(() => ({
    ...common,
    recordedAtMs: timeOrNone(row, 'recognizedDateTime')?.atMs ?? null,
    user: cloudFields(person) === undefined ? null : userOf(new RowReader(person), ['id', 'email', 'fullName']),
    firmwareVersion: row.text('chargerFirmwareVersion'),
    energyDetails: energyDetailsOf(row.raw('energyDetails'), common.energyKwh),
    signedSession: row.text('sessionSignature') ?? row.text('sessionSignatureEichreicht'),
    offline: row.flag('offline') ?? false,
    reliableClock: row.flag('reliableClock') ?? false,
    stoppedByRfid: row.flag('stoppedByRfid') ?? false,
    signed: row.flag('signed') ?? false,
    voided: row.flag('voided') ?? false,
    aborted: row.flag('aborted') ?? false,
    ocppNative: row.flag('ocppNative') ?? false,
    externallyEnded: row.flag('externallyAbandoned') ?? false,
    row: removeSecrets(value).value as Readonly<Record<string, unknown>>,
  }));
}

/** A row of the deprecated charge history. Needs `Id` and `StartDateTime`. */
export function parseChargeHistoryItem(value: unknown, place: string): Parsed<EndedSession> {
  const row = new RowReader(value, place);
  const common = commonOf(row, 'Id');
  const bits = row.integer('CommitMetadata') ?? 0;
  const has = (bit: keyof typeof sessionCommitMetadata): boolean => (bits & sessionCommitMetadata[bit]) !== 0;
  return row.finish(() => ({
    ...common,
    recordedAtMs: timeOrNone(row, 'CommitEndDateTime')?.atMs ?? null,
    user: row.text('UserId') === null ? null : userOf(row, ['UserId', 'UserEmail', 'UserFullName']),
    firmwareVersion: versionOf(row.raw('ChargerFirmwareVersion')),
    energyDetails: energyDetailsOf(row.raw('EnergyDetails'), common.energyKwh),
    signedSession: row.text('SignedSession'),
    offline: has('Offline'),
    reliableClock: has('ReliableClock'),
    stoppedByRfid: has('StoppedByRFID'),
    signed: has('Signed'),
    voided: has('Void'),
    aborted: has('Aborted'),
    ocppNative: has('OcppNative'),
    externallyEnded: row.flag('ExternallyEnded') ?? false,
    row: removeSecrets(value).value as Readonly<Record<string, unknown>>,
  }));
}

/** What both call the same, but for the casing that a RowReader does not see. */
function commonOf(row: RowReader, idName: string) {
  const end = row.required(timeOrNone(row, 'EndDateTime'), 'EndDateTime', 'a time or nothing', { atMs: null });
  return {
    id: row.required(row.uuid(idName), idName, 'a UUID', ''),
    startedAtMs: row.required(timeMs(row.text('StartDateTime')), 'StartDateTime', 'a time', 0),
    endedAtMs: end.atMs,
    chargerId: row.uuid('ChargerId'),
    serial: row.text('DeviceId'),
    chargerName: row.text('DeviceName'),
    energyKwh: row.number('Energy'),
    tokenName: row.text('TokenName'),
    externalId: row.text('ExternalId'),
    replacedBySessionId: row.uuid('ReplacedBySessionId'),
  };
}

function userOf(row: RowReader, [id, email, fullName]: readonly [string, string, string]): EndedSession['user'] {
  return { id: row.uuid(id), email: row.text(email), fullName: row.text(fullName) };
}

/** Points that cannot be read are left out: the total is in the row itself. */
function energyDetailsOf(value: unknown, sessionKwh: number | null): readonly EnergyDetail[] {
  if (!Array.isArray(value)) return [];
  const { rows } = readRows(value, (item, place) => {
    const point = new RowReader(item, place);
    const atMs = point.required(timeMs(point.text('Timestamp')), 'Timestamp', 'a time', 0);
    const energyKwh = point.required(point.number('Energy'), 'Energy', 'a number', 0);
    return point.finish(() => ({ atMs, energyKwh }));
  });
  return energyIncrements(rows, sessionKwh);
}

function versionOf(value: unknown): string | null {
  if (cloudFields(value) === undefined) return null;
  const version = new RowReader(value);
  const parts = ['Major', 'Minor', 'Build', 'Revision'].map((name) => version.integer(name));
  const known = parts.slice(0, parts.indexOf(null) < 0 ? 4 : parts.indexOf(null));
  return known.length === 0 ? null : known.join('.');
}
