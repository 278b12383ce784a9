// What a read of an installation told, as the mirror keeps it.
import { parseInstallationRow, removeSecrets } from '@fairlead/protocol';
import type { AnswerKind, InstallationRecord, KeptAnswer } from '../mirror/state-keeper.ts';
import { installationRecordOf } from './cloud-rows.ts';

/**
 * The record with the answer beside its row. A detail also brings the row's own fields up to date, and adds none: list rows
 * carry fewer, and the next list is no change then. Undefined where the body is no such answer.
 */
export function withAnswer(
  held: InstallationRecord,
  kind: AnswerKind,
  { body, readAtMs }: { readonly body: unknown; readonly readAtMs: number },
): InstallationRecord | undefined {
  switch (kind) {
    case 'detail':
      return withDetail(held, body, readAtMs);
    case 'hierarchy':
      // 204: no access to the tree, or not yet (zaptec-api.md §3.5).
      if (body === undefined) return { ...held, answers: { hierarchy: { readAtMs } } };
      return isObject(body) ? { ...held, answers: { hierarchy: kept(body, readAtMs) } } : undefined;
    case 'firmware':
      return Array.isArray(body) ? { ...held, answers: { firmware: kept(body, readAtMs) } } : undefined;
  }
}

/**
 * The record with what a write of this program set, in its row and in the detail that is held. It is as old as it was but for
 * that, so that the next read replaces it, and the next list, which carries fewer fields, does not lose it.
 */
export function withSet(record: InstallationRecord, set: Readonly<Record<string, unknown>>): InstallationRecord {
  const detail = record.answers?.detail;
  // The mirror takes the newer of two: by one millisecond these are.
  return {
    ...record,
    readAtMs: record.readAtMs + 1,
    row: { ...record.row, ...set },
    ...(detail && { answers: { detail: { readAtMs: detail.readAtMs + 1, body: { ...rowIn(detail), ...set } } } }),
  };
}

/** What told of the installation, the newest first, each whole: the row of the list, and the detail, which tells more. */
export function tellings({ row, readAtMs, answers }: InstallationRecord): readonly Telling[] {
  const listed = { row, readAtMs };
  const detail = answers?.detail;
  if (!detail) return [listed];
  const told = { row: rowIn(detail), readAtMs: detail.readAtMs };
  return told.readAtMs > readAtMs ? [told, listed] : [listed, told];
}

export interface Telling {
  readonly row: Readonly<Record<string, unknown>>;
  readonly readAtMs: number;
}

function rowIn({ body }: KeptAnswer): Telling['row'] {
  return isObject(body) ? (body as Telling['row']) : {};
}

/** The record of an installation that no list has shown yet: its detail is its row. Undefined where the body is no detail. */
export function detailedRecord({ body, readAtMs }: KeptAnswer): InstallationRecord | undefined {
  const record = installationRecordOf(body, readAtMs);
  return record && { ...record, answers: { detail: { readAtMs, body: record.row } } };
}

function withDetail(held: InstallationRecord, body: unknown, readAtMs: number): InstallationRecord | undefined {
  const parsed = parseInstallationRow(body);
  if (parsed.kind !== 'ok' || parsed.value.id !== held.id) return undefined;
  const { name, roles, messagingEnabled, row: detail } = parsed.value;
  const fresh = new Map(Object.entries(detail).map(([name, value]) => [name.toLowerCase(), value]));
  const row = Object.entries(held.row).map(([field, value]) => {
    const lower = field.toLowerCase();
    return [field, fresh.has(lower) ? fresh.get(lower) : value];
  });
  return {
    ...{ id: held.id, readAtMs, row: Object.fromEntries(row) },
    // What the detail does not say stays as the list said it; a name that it does not say reads as the id.
    name: name === held.id ? held.name : name,
    roles: roles || held.roles,
    messagingEnabled: messagingEnabled ?? held.messagingEnabled,
    answers: { detail: { readAtMs, body: detail } },
  };
}

function kept(body: unknown, readAtMs: number) {
  return { readAtMs, body: removeSecrets(body).value };
}

function isObject(body: unknown): boolean {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
