// What a read of an installation told, as the mirror keeps it.
import { parseInstallationRow, removeSecrets } from '@fairlead/protocol';
import type { AnswerKind, InstallationRecord } from '../mirror/state-keeper.ts';

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
