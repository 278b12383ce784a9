// Chance that is the same each time.

/** Uniform in [0, 1), from a seed (Lehmer, 48271 mod 2^31 − 1). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
