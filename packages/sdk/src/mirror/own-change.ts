// When this program set the available current that a row of an installation holds: in the cloud's own field for it, by the machine's
// clock, and told apart by its zone. Rows of the cloud were seen with `Z` or none (zaptec-api.md §8.6).
// Invariant: like every instant of the machine's clock it stays as long ago as it was when that is set back; the cloud's own stays.
import { parseCloudTime } from '@fairlead/protocol';
import type { InstallationRecord } from './state-keeper.ts';

type Row = InstallationRecord['row'];

const field = 'AvailableCurrentChanged';
const ownEnd = '+00:00';

/** The field of a row that says so. */
export const ownChange = (atMs: number): Row => ({ [field]: new Date(atMs).toISOString().replace('Z', ownEnd) });

/** Null where it was not this program that set it last. */
export function ownChangeMs(row: Row): number | null {
  const changed = row[field];
  return typeof changed === 'string' && changed.endsWith(ownEnd) ? changedMs(row) : null;
}

/** When the current was changed last, whoever did; null where nothing tells. */
export function changedMs(row: Row): number | null {
  const changed = row[field];
  const us = typeof changed === 'string' ? parseCloudTime(changed) : undefined;
  return us === undefined ? null : Math.floor(us / 1_000);
}

/** The record with each own instant, in its row and in its detail, as `move` gives it back; null: nobody knows when it was. */
export function ownChangesBy(record: InstallationRecord, move: (atMs: number) => number | null): InstallationRecord {
  const { detail } = record.answers ?? {};
  const body = isRow(detail?.body) ? rowBy(detail.body, move) : detail?.body;
  const row = rowBy(record.row, move);
  if (row === record.row && body === detail?.body) return record;
  return { ...record, row, ...(detail && { answers: { ...record.answers, detail: { ...detail, body } } }) };
}

function rowBy(row: Row, move: (atMs: number) => number | null): Row {
  const atMs = ownChangeMs(row);
  const movedMs = atMs === null ? null : move(atMs);
  if (movedMs === atMs) return row;
  const { [field]: _, ...rest } = row;
  return movedMs === null ? rest : { ...rest, ...ownChange(movedMs) };
}

const isRow = (body: unknown): body is Row => typeof body === 'object' && body !== null && !Array.isArray(body);
