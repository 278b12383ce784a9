// What a charger makes good when its world goes on from a snapshot. Whoever listened may know more than the snapshot does:
// what was said after it was taken, when the process was killed; what was said while nobody read, when it was stopped.
// Invariant: what was said before is never contradicted by a lower meter, and every present value is said again.
import type { ChargerState } from './charger-state.ts';
import { livingIds } from './living-observations.ts';
import type { Reporter } from './reporter.ts';

/** A running world is to be written once a minute; twice that is made good for a write that came late. */
export const mostLostMs = 120_000;

/** Above any mains voltage that the curve draws, V. */
const mostVoltageV = 250;
/** A car keeps at least this much appetite, so that it ends its charge as others do, Wh. */
const leastLeftWh = 1;

/** How much of a gap in wall time may have been lived and lost. A clock that was set back says nothing. */
export function lostMs(sleptMs: number): number {
  return sleptMs < 0 ? mostLostMs : Math.min(sleptMs, mostLostMs);
}

/** Moves the meter ahead of all that it can have shown in the time that was lost; the car took it. */
export function skipAhead(state: ChargerState, lost: { readonly ms: number; readonly maxCurrentA: number }): void {
  const mostWh = (3 * lost.maxCurrentA * mostVoltageV * lost.ms) / 3_600_000;
  state.meterWh += mostWh;
  state.signedWh = state.meterWh;
  // The lost time can have held a reading of its own; no page number is given twice.
  state.readings += 1;
  if (state.car === null) return;
  state.car.leftWh = Math.max(Math.min(state.car.leftWh, leastLeftWh), state.car.leftWh - mostWh);
}

/** Says every present value again. Readings and ended sessions are records: the newest that was told stands. */
export function reportAnew(reporter: Reporter, nowMs: number): void {
  for (const id of livingIds) {
    if (id === -2 || id === 554 || id === 723 || reporter.timeUs(id) === 0) continue;
    reporter.report(id, reporter.value(id), nowMs);
  }
}
