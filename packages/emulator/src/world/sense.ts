// The meter of the house in an installation in mode 2 (Sense, APM): what the house takes is not left for charging.
// The house is invented; what is known is that the Sense owns the available current (527, zaptec-api.md §3.4).
import type { ThreePhases } from './installation-state.ts';
import { type Chance, drawBetween } from './random.ts';

/** How often it reads. Not known of the cloud. */
export const senseIntervalMs = 60_000;

/** A house takes 2 to 40 % of its fuse on a phase. */
const leastPart = 0.02;
const mostPart = 0.4;

export interface SenseReading {
  readonly houseA: ThreePhases;
  /** What is left of the fuse for charging, A, in tenths. */
  readonly leftA: ThreePhases;
}

export function readSense(chance: Chance, fuseA: number): SenseReading {
  const house = () => Math.round(drawBetween(chance, leastPart, mostPart) * fuseA * 10) / 10;
  const houseA: ThreePhases = [house(), house(), house()];
  const left = (takenA: number) => Math.max(0, Math.round((fuseA - takenA) * 10) / 10);
  return { houseA, leftA: [left(houseA[0]), left(houseA[1]), left(houseA[2])] };
}
