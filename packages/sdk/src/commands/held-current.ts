// What is held of an installation's available current: as it was read, or as it was set since. What an update set is kept in
// the row under the cloud's own names, `AvailableCurrentChanged` with it, and stands until the installation is read again.
import { parseCloudTime, parseInstallationRow } from '@fairlead/protocol';
import type { InstallationRecord } from '../mirror/state-keeper.ts';
import { settledAfterMs } from './not-carried-out.ts';
import type { PhaseCurrents } from './phase-currents.ts';

/** The available current of an installation as it is held, with its age. */
export interface HeldCurrent {
  /** A per phase; null where none is set, or nobody told. */
  readonly phasesA: PhaseCurrents | null;
  /** When this was read or set, ms since 1970 UTC: so old may it be. */
  readonly knownAtMs: number;
  readonly by: 'read' | 'update';
  /** When the cloud says it was last changed; null where it says nothing, and where the change was our own. */
  readonly changedAtMs: number | null;
  /** 0 manual, 1 schedule, 2 automatic (Sense, APM); null where nobody told. */
  readonly mode: number | null;
  /** A per phase; null where nobody told. */
  readonly maxCurrentA: number | null;
}

/** For so long what is held of it counts as the current in force (policy `current-cadence`); others may write it too. */
export const inForceForMs = 3_600_000;

const untold = { changedAtMs: null, mode: null, maxCurrentA: null } as const;

export function heldCurrent(record: InstallationRecord): HeldCurrent {
  const parsed = parseInstallationRow(record.row);
  const { readAtMs } = record;
  if (parsed.kind !== 'ok') return { phasesA: null, knownAtMs: readAtMs, by: 'read', ...untold };
  const { availableCurrentA: all, availableCurrentPhasesA, availableCurrentMode: mode, maxCurrentA } = parsed.value;
  const phases = availableCurrentPhasesA.map((currentA) => currentA ?? all);
  const phasesA = phases.every((currentA) => currentA !== null) ? (phases as unknown as PhaseCurrents) : null;
  const setAtMs = setAtMsIn(record);
  // A change later than the reading can only be our own.
  const isSet = setAtMs > readAtMs;
  const changedAtMs = isSet || !Number.isFinite(setAtMs) ? null : setAtMs;
  const knownAtMs = isSet ? setAtMs : readAtMs;
  return { phasesA, knownAtMs, by: isSet ? 'update' : 'read', changedAtMs, mode, maxCurrentA };
}

/** The record as it is once this was written. It is as old as it was but for the current. */
export function withCurrent(record: InstallationRecord, phasesA: PhaseCurrents, setAtMs: number): InstallationRecord {
  const [phase1, phase2, phase3] = phasesA;
  // The mirror takes the newer of two rows: by one millisecond this one is.
  const readAtMs = record.readAtMs + 1;
  return {
    ...record,
    readAtMs,
    row: {
      ...record.row,
      AvailableCurrent: phase1 === phase2 && phase2 === phase3 ? phase1 : null,
      AvailableCurrentPhase1: phase1,
      AvailableCurrentPhase2: phase2,
      AvailableCurrentPhase3: phase3,
      AvailableCurrentChanged: new Date(Math.max(setAtMs, readAtMs + 1)).toISOString(),
    },
  };
}

/** Whether it tells of a write that left then: what was set is known at once, a read tells of it once it has settled. */
export function isKnownSince({ by, knownAtMs }: HeldCurrent, sentAtMs: number): boolean {
  return knownAtMs >= (by === 'update' ? sentAtMs : sentAtMs + settledAfterMs);
}

function setAtMsIn({ row }: InstallationRecord): number {
  const changed = row['AvailableCurrentChanged'];
  const us = typeof changed === 'string' ? parseCloudTime(changed) : undefined;
  return us === undefined ? Number.NEGATIVE_INFINITY : Math.floor(us / 1_000);
}
