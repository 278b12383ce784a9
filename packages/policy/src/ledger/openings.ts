// Reads that accepted writes opened: one for the latest command and one for the latest update of each thing, until it is
// made or forgotten. A second write before that read leaves one read, which shows both.
// Invariant: never more openings than accepted writes, and none that is older than it may be remembered.
import type { CallFact } from '../fact.ts';
import type { InstantTable } from './instant-table.ts';
import { type Column, column, isInstallationDetail } from './read-words.ts';

const never = Number.NEGATIVE_INFINITY;

/** An opening that a read has used, to be given back should the read fail. */
export interface Opening {
  readonly column: Column;
  readonly writtenAtMs: number;
}

/** When the write was accepted that is still to be followed by a read; minus infinity when there is none. */
export function openSinceMs(things: InstantTable, thing: string, by: Column, keptMs: number, nowMs: number): number {
  const atMs = things.at(thing, by);
  return nowMs <= atMs + keptMs ? atMs : never;
}

/** With a live stream only what is never pushed; without one the older of the two, so that the other lasts. */
export function openingOfState(
  things: InstantTable,
  charger: string,
  keptMs: number,
  nowMs: number,
  live: boolean,
): Opening | null {
  const updatedAtMs = openSinceMs(things, charger, column.update, keptMs, nowMs);
  const commandedAtMs = live ? never : openSinceMs(things, charger, column.command, keptMs, nowMs);
  if (updatedAtMs === never && commandedAtMs === never) return null;
  const byUpdate = commandedAtMs === never || (updatedAtMs !== never && updatedAtMs < commandedAtMs);
  return byUpdate
    ? { column: column.update, writtenAtMs: updatedAtMs }
    : { column: column.command, writtenAtMs: commandedAtMs };
}

export function openingOfDetail(things: InstantTable, read: CallFact, thing: string, keptMs: number): Opening | null {
  if (!isInstallationDetail(read)) return null;
  const writtenAtMs = openSinceMs(things, thing, column.update, keptMs, read.sentAtMs);
  return writtenAtMs === never ? null : { column: column.update, writtenAtMs };
}
