// A charge session after its end, as the cloud keeps it. Plain data: this is what a snapshot holds.
// Invariant: what is kept is never changed, but for becoming void (session-correction.ts); the oldest is dropped when there is no room.
import { sessionCommitMetadata as commitBits } from '@fairlead/protocol';

export interface EndedSession {
  readonly id: string;
  /** Page of its OCMF record. */
  readonly page: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly startWh: number;
  readonly endWh: number;
  /** Readings between start and end, flat: wall time in ms, Wh, and so on. At most 2 × `mostTicks` numbers. */
  readonly ticks: readonly number[];
  /** What observation 722 showed; empty: nobody said who he is. */
  readonly token: string;
  readonly firmware: string;
  /** Bits of `CommitMetadata`. */
  readonly commit: number;
  /** When the cloud took it in. */
  readonly committedUs: number;
  /** The record that took the place of this one, which is void. */
  readonly replacedBy?: string;
}

/** How a session ended, where it was not in the usual way. */
export interface Ending {
  /** The cloud hears of it when the charger is back. */
  readonly offline?: boolean;
  /** False: the charger did not know the time for certain. */
  readonly reliableClock?: boolean;
  readonly stoppedByRfid?: boolean;
}

/**
 * Ended sessions that a world keeps. One takes 540 bytes (measured, with 14 readings, which is what a fleet's stays bring).
 * 400,000 are 0.22 GB: 8 for each of 50,000 chargers, about a week at 0.9 a day; the thousand that a small world keeps of
 * each charger are three years.
 */
const mostEndedInWorld = 400_000;
const mostEndedEach = 1_000;
const leastEndedEach = 4;

/** A charger without a line to the cloud keeps so many: fifteen weeks at 0.9 a day, 50 kB. The oldest goes first. */
export const mostUnsent = 100;

export function endedKeptEach(chargers: number): number {
  return Math.min(mostEndedEach, Math.max(leastEndedEach, Math.floor(mostEndedInWorld / chargers)));
}

export function keepBounded(kept: EndedSession[], session: EndedSession, most: number): void {
  kept.push(session);
  if (kept.length > most) kept.shift();
}

/** The cloud needs a second or two to take in what a charger tells it at once (§10.14). */
const usualLagUs = 1_000_000;
export const mostLagUs = 2 * usualLagUs;

/** What an open session says of its beginning. */
export interface SessionStart {
  readonly id: string;
  readonly startUs: number;
  readonly startWh: number;
  /** Wall time in ms, Wh. */
  readonly ticks: readonly (readonly [wallMs: number, meterWh: number])[];
}

export interface SessionEnd {
  readonly page: number;
  readonly endUs: number;
  readonly endWh: number;
  readonly token: string;
  readonly firmware: string;
  readonly signed: boolean;
}

export function endedSession(session: SessionStart, end: SessionEnd, ending: Ending = {}): EndedSession {
  const { id, startUs, startWh, ticks } = session;
  const { page, endUs, endWh, token, firmware } = end;
  return {
    id,
    page,
    startUs,
    endUs,
    startWh,
    endWh,
    ticks: flat(ticks),
    token,
    firmware,
    commit: commitOf(end.signed, ending),
    committedUs: endUs + usualLagUs + (endUs % usualLagUs),
  };
}

/** Not by `Array.flat`, whose result makes a session a quarter larger (measured). */
function flat(ticks: SessionStart['ticks']): number[] {
  const numbers: number[] = [];
  for (const [wallMs, meterWh] of ticks) numbers.push(wallMs, meterWh);
  return numbers.slice();
}

/** Energy with the six decimals of observation 723. */
export function energyKwh({ startWh, endWh }: Pick<EndedSession, 'startWh' | 'endWh'>): number {
  return Number(((endWh - startWh) / 1000).toFixed(6));
}

export function hasBit(session: EndedSession, bit: keyof typeof commitBits): boolean {
  return (session.commit & commitBits[bit]) !== 0;
}

function commitOf(signed: boolean, { offline = false, reliableClock = true, stoppedByRfid = false }: Ending): number {
  return (
    (offline ? commitBits.Offline : commitBits.Online) |
    (reliableClock ? commitBits.ReliableClock : 0) |
    (stoppedByRfid ? commitBits.StoppedByRFID : 0) |
    (signed ? commitBits.Signed : 0)
  );
}
