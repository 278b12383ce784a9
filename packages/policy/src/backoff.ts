// How long to leave before the next try of one call. Pure arithmetic; the randomness is the caller's.

/**
 * Courtesy inside the published range (zaptec-api.md §1.1 rule 27: first 0.3 s, factor 2.1, cap 60 s, 8 tries). The tries of
 * a call are forgotten ten minutes after the last one failed: the next is sent after 60 s at most and under way for 60 s at
 * most, five times less.
 */
export const backoff = { baseMs: 500, factor: 2, capMs: 60_000, maxTries: 8, forgottenMs: 600_000 } as const;

/**
 * The shortest pause before try number `attempt` (1 is the first try), in milliseconds: 0 before the first, 0.5 s before
 * the second, doubling up to 60 s, which is also the pause before a number that is none. Source: `backoff`.
 *
 * @example
 * [1, 2, 3, 4, 9].map(pauseBeforeMs); // → [0, 500, 1000, 2000, 60_000]
 */
export function pauseBeforeMs(attempt: number): number {
  if (attempt <= 1) return 0;
  if (!Number.isFinite(attempt)) return backoff.capMs;
  return Math.min(backoff.capMs, backoff.baseMs * backoff.factor ** (attempt - 2));
}

/**
 * The pause before try number `attempt` with jitter on top: from the shortest pause up to twice that, never above 60 s.
 * In whole milliseconds.
 *
 * @param random01 uniform in [0, 1); 0 gives the shortest pause that `decide` lets through, and so does what lies below it;
 *   what lies above it, or is no number, gives the longest.
 * @example
 * backoffMs(3, 0); // → 1000
 * backoffMs(3, 0.5); // → 1500
 */
export function backoffMs(attempt: number, random01: number): number {
  const shortest = pauseBeforeMs(attempt);
  const share01 = random01 < 1 ? Math.max(0, random01) : 1;
  return Math.round(shortest + share01 * (Math.min(backoff.capMs, 2 * shortest) - shortest));
}
