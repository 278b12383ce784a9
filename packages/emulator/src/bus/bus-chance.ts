// The bus's own chance, one generator per purpose: what one switch draws never changes what another one does.
// Invariant: same seed, same messages, same luck, behind either door.
import { derivedChance } from '../world/identity.ts';
import { draw } from '../world/random.ts';

export type BusPurpose = 'order' | 'stale' | 'second-reader';

/** Draws 0 ≤ x < 1. */
export function busChance(seed: number, purpose: BusPurpose): () => number {
  const holder = { chance: derivedChance(seed, `bus/${purpose}`) };
  return () => draw(holder);
}
