// How an installation's current is shared: nobody below 6 A (IEC 61851), the rest waits; what is left is shared evenly.
// Invariant: on no phase do the shares add up to more than is available. Pure.

export const leastShareA = 6;

export interface Claim {
  /** The most that car, cable and charger take, A. */
  readonly wantsA: number;
  /** Phase id 1, 2, 3 or 4 (all three), zaptec-api.md §5.6. */
  readonly phaseId: number;
}

/** Below this nothing is worth another round, A. */
const grainA = 1e-6;

const phasesById: readonly (readonly number[])[] = [[], [1], [2], [3], [1, 2, 3]];

interface Seat {
  readonly wantsA: number;
  readonly phases: readonly number[];
  shareA: number;
}

/** Shares in A, in tenths, in the order of the claims; who comes first is served first, 0 waits. */
export function shareCurrent(claims: readonly Claim[], availableA: number): number[] {
  const leftA = [0, availableA, availableA, availableA];
  const seats = claims.map((claim): Seat => ({ ...claim, phases: phasesById[claim.phaseId] ?? [], shareA: 0 }));
  for (const seat of seats)
    if (seat.wantsA >= leastShareA && leastLeft(seat, leftA) >= leastShareA) give(seat, leastShareA, leftA);
  let rising = seats.filter((seat) => canRise(seat, leftA));
  while (rising.length > 0) {
    const stepA = commonStep(rising, leftA);
    for (const seat of rising) give(seat, stepA, leftA);
    rising = rising.filter((seat) => canRise(seat, leftA));
  }
  return seats.map((seat) => Math.floor(seat.shareA * 10 + grainA) / 10);
}

function canRise(seat: Seat, leftA: readonly number[]): boolean {
  return seat.shareA > 0 && seat.wantsA - seat.shareA > grainA && leastLeft(seat, leftA) > grainA;
}

/** The largest step that all can take together: it satisfies one of them or uses up a phase, so the rounds end. */
function commonStep(rising: readonly Seat[], leftA: readonly number[]): number {
  const risers = [0, 0, 0, 0];
  for (const seat of rising) for (const phase of seat.phases) risers[phase] = (risers[phase] ?? 0) + 1;
  let stepA = Number.POSITIVE_INFINITY;
  for (const seat of rising) stepA = Math.min(stepA, seat.wantsA - seat.shareA);
  for (const [phase, count] of risers.entries()) if (count > 0) stepA = Math.min(stepA, (leftA[phase] ?? 0) / count);
  return stepA;
}

function give(seat: Seat, currentA: number, leftA: number[]): void {
  seat.shareA += currentA;
  for (const phase of seat.phases) leftA[phase] = (leftA[phase] ?? 0) - currentA;
}

function leastLeft(seat: Seat, leftA: readonly number[]): number {
  return Math.min(...seat.phases.map((phase) => leftA[phase] ?? 0));
}
