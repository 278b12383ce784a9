// The world's chance: one 32-bit state per charger, kept beside its other state, so that a snapshot holds it
// and one charger's luck never depends on how often another one drew.

export interface Chance {
  /** State of the generator, a 32-bit integer. */
  chance: number;
}

/** Next number in 0 ≤ x < 1 (mulberry32: one word of state, period 2³²; plenty for noise and habits). */
export function draw(holder: Chance): number {
  const state = (holder.chance + 0x6d2b79f5) | 0;
  holder.chance = state;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
}

export function drawBetween(holder: Chance, low: number, high: number): number {
  return low + (high - low) * draw(holder);
}
