// What is held of an installation's available current: as it was read, by the list or the detail, whichever told of it last, or
// as it was set since. What an update set is kept under the cloud's own names, `AvailableCurrentChanged` with it and marked as
// ours, and stands until the installation is read again.
import { cloudFields, cloudNumber } from '@fairlead/protocol';
import { type Telling, tellings, withSet } from '../account/installation-answers.ts';
import { changedMs, ownChange, ownChangeMs } from '../mirror/own-change.ts';
import type { InstallationRecord } from '../mirror/state-keeper.ts';
import { mustFit } from '../must-fit.ts';
import { fields, number, object, text } from '../value-check.ts';
import { settledAfterMs } from './not-carried-out.ts';
import type { PhaseCurrents } from './phase-currents.ts';

/** The available current of an installation as it is held, with its age. Source: zaptec-api.md §3.3. */
export interface HeldCurrent {
  /** A per phase; null where none is set, or nobody told. */
  readonly phasesA: PhaseCurrents | null;
  /** When this was read or set, ms since 1970 UTC: so old may it be. 0 where nobody knows: an earlier run kept it whose clock was ahead. */
  readonly knownAtMs: number;
  /** `read`: the cloud told it. `update`: it is what this program set last. */
  readonly by: 'read' | 'update';
  /**
   * When the cloud says it was last changed, ms since 1970 UTC; null where it says nothing, and where the change was our
   * own.
   */
  readonly changedAtMs: number | null;
  /** The cloud's number of who sets it: 0 manual, 1 schedule, 2 automatic (Sense, APM); null where nobody told. */
  readonly mode: number | null;
  /** A per phase; null where nobody told. */
  readonly maxCurrentA: number | null;
}

/** For so long what is held of it counts as the current in force (policy `current-cadence`); others may write it too. */
export const inForceForMs = 3_600_000;

const isRecord = fields({ id: text, readAtMs: number, row: object });

/**
 * The available current of an installation as it is held. Rows of the list may leave out what the detail tells: then that
 * counts, with its own age. Makes no call.
 *
 * @throws SdkError `invalid-option` for what is no record
 */
export function heldCurrent(record: InstallationRecord): HeldCurrent {
  mustFit('tell the held current', isRecord(record, 'record'));
  const told = tellings(record);
  const source = told.find(tellsOfCurrents) ?? { row: {}, readAtMs: record.readAtMs };
  const phases = [1, 2, 3].map(
    (phase) => numberIn([source], `AvailableCurrentPhase${phase}`) ?? numberIn([source], 'AvailableCurrent'),
  );
  const phasesA = phases.every((currentA) => currentA !== null) ? (phases as unknown as PhaseCurrents) : null;
  // The cloud's own change may be later than the reading as well: by its clock, where this machine's is behind.
  const setAtMs = ownChangeMs(source.row);
  const isSet = setAtMs !== null && setAtMs > source.readAtMs;
  const owner = modeTold(record);
  // Who owns the current changes from outside: what an hour before the newest told it counts no more.
  const isCurrent = owner !== null && owner.readAtMs > record.readAtMs - inForceForMs;
  return {
    ...{ phasesA, knownAtMs: isSet ? setAtMs : source.readAtMs, by: isSet ? 'update' : 'read' },
    changedAtMs: isSet ? null : changedMs(source.row),
    mode: isCurrent ? owner.mode : null,
    maxCurrentA: numberIn(told, 'MaxCurrent'),
  };
}

/** Who owns the current, by the newest that tells it, and when that was read; null where nobody told. */
export function modeTold(record: InstallationRecord): { readonly mode: number; readonly readAtMs: number } | null {
  for (const telling of tellings(record)) {
    const mode = numberIn([telling], 'AvailableCurrentMode');
    if (mode !== null) return { mode, readAtMs: telling.readAtMs };
  }
  return null;
}

/** The record as it is once this was written. It is as old as it was but for the current. */
export function withCurrent(record: InstallationRecord, phasesA: PhaseCurrents, setAtMs: number): InstallationRecord {
  const [phase1, phase2, phase3] = phasesA;
  const readAtMs = Math.max(...tellings(record).map((telling) => telling.readAtMs));
  return withSet(record, {
    AvailableCurrent: phase1 === phase2 && phase2 === phase3 ? phase1 : null,
    AvailableCurrentPhase1: phase1,
    AvailableCurrentPhase2: phase2,
    AvailableCurrentPhase3: phase3,
    ...ownChange(Math.max(setAtMs, readAtMs + 2)),
  });
}

/** Whether it tells of a write that left then, by the machine's clock: what was set is known at once, a read tells of it once it has settled. */
export function isKnownSince({ by, knownAtMs }: HeldCurrent, leftAtMs: number): boolean {
  return knownAtMs >= (by === 'update' ? leftAtMs : leftAtMs + settledAfterMs);
}

const currentFields: ReadonlySet<string> = new Set([
  ...['availablecurrent', 'availablecurrentphase1', 'availablecurrentphase2', 'availablecurrentphase3'],
]);

function tellsOfCurrents({ row }: Telling): boolean {
  return Object.keys(row).some((name) => currentFields.has(name.toLowerCase()));
}

/** By the newest that tells it. */
function numberIn(told: readonly Telling[], name: string): number | null {
  const numbers = told.map(({ row }) => cloudNumber(cloudFields(row)?.get(name.toLowerCase())));
  return numbers.find((number) => number !== undefined) ?? null;
}
