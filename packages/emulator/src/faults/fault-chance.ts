// The chance of faults: which calls a wave hits.
// Invariant: same seed and same calls, same wave; the bus and the world draw from generators of their own.
import { derivedChance } from '../world/identity.ts';
import { draw } from '../world/random.ts';

/** Draws 0 ≤ x < 1. */
export function faultChance(seed: number): () => number {
  const holder = { chance: derivedChance(seed, 'faults') };
  return () => draw(holder);
}
