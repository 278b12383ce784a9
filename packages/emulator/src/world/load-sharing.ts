// How an installation's current is shared: nobody below 6 A (IEC 61851), the rest waits; what is left is shared evenly.
// Invariant: on no phase, neither of the installation nor of a circuit, do the shares add up to more than there is. Pure.
import { phasesOf } from './phases-in-use.ts';

export const leastShareA = 6;

export interface Claim {
  /** The most that car, cable and charger take, A. */
  readonly wantsA: number;
  /** Value of 519, zaptec-api.md §5.6. */
  readonly phaseId: number;
  /** Place of its circuit in the limits; none: no circuit limits it. */
  readonly circuit?: number;
  /** Less is nothing, A. @default 6 */
  readonly leastA?: number;
  /** Served up to here before others rise above their least, A. @default 0 */
  readonly priorityA?: number;
}

export interface Limits {
  /** What the installation has on each phase, A. */
  readonly phasesA: readonly [number, number, number];
  /** What each circuit carries on each of its phases, A. */
  readonly circuitsA: readonly (readonly [number, number, number])[];
}

/** Below this nothing is worth another round, A. */
const grainA = 1e-6;

interface Seat {
  readonly wantsA: number;
  readonly leastA: number;
  readonly priorityA: number;
  /** What it draws from: phases of the installation (0…2), then of each circuit. */
  readonly pools: readonly number[];
  shareA: number;
}

/** Shares in A, in tenths, in the order of the claims; who comes first is served first, 0 waits. */
export function shareCurrent(claims: readonly Claim[], available: number | Limits): number[] {
  const leftA = poolsOf(limitsOf(available));
  const poolsOfClaim = rememberedPools();
  const seats = claims.map((claim) => seatOf(claim, poolsOfClaim(claim)));
  for (const seat of seats)
    if (seat.wantsA >= seat.leastA && leastLeft(seat, leftA) >= seat.leastA) give(seat, seat.leastA, leftA);
  if (seats.some(({ priorityA }) => priorityA > 0))
    raise(seats, (seat) => Math.min(seat.wantsA, seat.priorityA), leftA);
  raise(seats, (seat) => seat.wantsA, leftA);
  return seats.map((seat) => Math.floor(seat.shareA * 10 + grainA) / 10);
}

/** Whether it would have its least if it were alone. */
export function couldSit(claim: Claim, limits: Limits): boolean {
  const seat = seatOf(claim, poolsDrawn(claim));
  return seat.wantsA >= seat.leastA && leastLeft(seat, poolsOf(limits)) >= seat.leastA;
}

function limitsOf(available: number | Limits): Limits {
  if (typeof available !== 'number') return available;
  return { phasesA: [available, available, available], circuitsA: [] };
}

function poolsOf({ phasesA, circuitsA }: Limits): number[] {
  return [...phasesA, ...circuitsA.flat()];
}

function seatOf({ wantsA, leastA = leastShareA, priorityA = 0 }: Claim, pools: readonly number[]): Seat {
  return { wantsA, leastA, priorityA, pools, shareA: 0 };
}

function poolsDrawn({ phaseId, circuit }: Claim): readonly number[] {
  const phases = phasesOf(phaseId);
  return circuit === undefined ? phases : [...phases, ...phases.map((phase) => 3 + 3 * circuit + phase)];
}

/** Claims on the same phases of the same circuit share one list: 10 a circuit at most, for as long as one sharing lasts. */
function rememberedPools(): (claim: Claim) => readonly number[] {
  const known: (readonly number[] | undefined)[] = [];
  return (claim) => {
    if (claim.circuit === undefined) return phasesOf(claim.phaseId);
    const key = claim.circuit * 10 + claim.phaseId;
    const pools = known[key] ?? poolsDrawn(claim);
    known[key] = pools;
    return pools;
  };
}

/**
 * Raises who has a seat up to its ceiling, the lowest first. Each round satisfies one of them, uses up a pool or reaches
 * the next level, so rounds end.
 */
function raise(seats: readonly Seat[], ceilingA: (seat: Seat) => number, leftA: number[]): void {
  const canRise = (seat: Seat) =>
    seat.shareA > 0 && ceilingA(seat) - seat.shareA > grainA && leastLeft(seat, leftA) > grainA;
  for (let rising = seats.filter(canRise); rising.length > 0; rising = rising.filter(canRise)) {
    const lowestA = rising.reduce((least, { shareA }) => Math.min(least, shareA), Number.POSITIVE_INFINITY);
    const lowest = rising.filter(({ shareA }) => shareA - lowestA <= grainA);
    const nextA = rising.reduce(
      (next, { shareA }) => (shareA - lowestA > grainA ? Math.min(next, shareA) : next),
      Number.POSITIVE_INFINITY,
    );
    const stepA = Math.min(nextA - lowestA, commonStep(lowest, ceilingA, leftA));
    for (const seat of lowest) give(seat, stepA, leftA);
  }
}

/** The largest step that all can take together. */
function commonStep(rising: readonly Seat[], ceilingA: (seat: Seat) => number, leftA: readonly number[]): number {
  const risers = new Array<number>(leftA.length).fill(0);
  let stepA = Number.POSITIVE_INFINITY;
  for (const seat of rising) {
    stepA = Math.min(stepA, ceilingA(seat) - seat.shareA);
    for (const pool of seat.pools) risers[pool] = (risers[pool] ?? 0) + 1;
  }
  for (const [pool, count] of risers.entries()) if (count > 0) stepA = Math.min(stepA, (leftA[pool] ?? 0) / count);
  return stepA;
}

function give(seat: Seat, currentA: number, leftA: number[]): void {
  seat.shareA += currentA;
  for (const pool of seat.pools) leftA[pool] = (leftA[pool] ?? 0) - currentA;
}

function leastLeft(seat: Seat, leftA: readonly number[]): number {
  let leastA = Number.POSITIVE_INFINITY;
  for (const pool of seat.pools) leastA = Math.min(leastA, leftA[pool] ?? 0);
  return seat.pools.length === 0 ? 0 : leastA;
}
