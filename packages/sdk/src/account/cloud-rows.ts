// From the cloud's answers to what the mirror holds. The border is crossed in protocol's parsers: secrets end there.
// Invariant: a row that cannot be read is left out and counted, never guessed.
import {
  type ParsedCharger,
  parseChargerRow,
  parseConnectionDetails,
  parseInstallationRow,
  parseListEnvelope,
  parseStateItems,
  stateIds,
} from '@fairlead/protocol';
import type { Answer, Log } from '../account.ts';
import { failure } from '../explain/failure.ts';
import type { Observation } from '../mirror/observed.ts';
import type { ChargerRow, InstallationRecord } from '../mirror/state-keeper.ts';
import type { SdkError } from '../sdk-error.ts';
import type { ConnectionDetails } from '../stream/message-source.ts';

export interface Page {
  readonly rows: readonly unknown[];
  /** How many pages the list has. */
  readonly pages: number;
}

/** When an answer came, by the machine's clock, and by the cloud's where it said so. */
export type AnswerTimes = { readonly receivedAtMs: number; readonly saidAtMs?: number | undefined };

/** A charger's row, and what it tells of the charger's state. */
export interface ListedCharger {
  readonly charger: ChargerRow;
  readonly told: readonly Observation[];
}

/** @throws SdkError `unreadable-answer` when the body is no page */
export function pageOf(body: unknown): Page {
  const parsed = parseListEnvelope(body);
  if (parsed.kind === 'ok') return parsed.value;
  throw unreadable('a list', parsed.field);
}

export function listedChargerOf(
  row: unknown,
  { receivedAtMs: readAtMs, saidAtMs }: AnswerTimes,
): ListedCharger | undefined {
  const parsed = parseChargerRow(row);
  if (parsed.kind !== 'ok') return undefined;
  const { id, serial, name, installationId, deviceType, active, roles, row: kept } = parsed.value;
  const charger = { id, serial, name, installationId, deviceType, active, roles, readAtMs, row: kept };
  return { charger, told: observationsInRow(parsed.value, { receivedAtMs: readAtMs, saidAtMs }) };
}

export function installationRecordOf(row: unknown, readAtMs: number): InstallationRecord | undefined {
  const parsed = parseInstallationRow(row);
  if (parsed.kind !== 'ok') return undefined;
  const { id, name, roles, messagingEnabled, row: kept } = parsed.value;
  // List rows may leave it out; then the connection details tell, by 403.
  return { id, name, roles, messagingEnabled: messagingEnabled ?? true, readAtMs, row: kept };
}

/** Items that cannot be read are left out, and told to the log. @throws SdkError `unreadable-answer` when the body is no list of observations */
export function observationsOf(answer: Pick<Answer, 'body'> & AnswerTimes, log?: Log): readonly Observation[] {
  const parsed = parseStateItems(answer.body);
  const left = parsed.kind === 'ok' ? parsed.value.unreadable : [];
  if (left.length > 0) log?.warn({ left }, 'Observations of a state could not be read and were left out.');
  if (parsed.kind === 'ok') return parsed.value.items.map((item) => ({ ...item, ...polled(answer) }));
  throw unreadable('a state', parsed.field);
}

/** @throws SdkError `unreadable-answer` naming the field, never its value */
export function connectionDetailsOf(body: unknown): ConnectionDetails {
  const parsed = parseConnectionDetails(body);
  if (parsed.kind === 'ok') return parsed.value;
  throw unreadable("the stream's connection details", parsed.field);
}

/** What a list row tells of a charger's state, for accounts that may not read the state itself (role User). */
function observationsInRow({ id, operatingMode, online, warnings }: ParsedCharger, times: AnswerTimes): Observation[] {
  const told: readonly (readonly [number, string | null])[] = [
    [stateIds.ChargerOperationMode, operatingMode === null ? null : String(operatingMode)],
    [stateIds.IsOnline, online === null ? null : online ? '1' : '0'],
    [stateIds.Warnings, warnings === null ? null : String(warnings)],
  ];
  return told
    .filter(([, value]) => value !== null)
    .map(([stateId, value]) => ({
      ...{ chargerId: id, stateId, value, observedAtUs: (times.saidAtMs ?? times.receivedAtMs) * 1000 },
      ...polled(times),
    }));
}

function polled({ receivedAtMs, saidAtMs }: AnswerTimes) {
  return {
    ...{ receivedAtMs, ...(saidAtMs !== undefined && { hadAtMs: saidAtMs }) },
    ...({ via: 'poll', sequenceNumber: 0, clockSuspect: false } as const),
  };
}

function unreadable(what: string, field: string): SdkError {
  return failure(`read ${what}`, 'unreadable-answer', { aside: `"${field}"` });
}
