// How long to wait before the next try: full jitter, so that a thousand gateways do not come back in the same second.

const backoffBaseMs = 1_000;
/**
 * Longest wait. With full jitter the mean is half of it, so a long outage costs about 120 tries an hour, each one
 * details call and one connect; four standard deviations on top are still under 150.
 */
export const backoffCapMs = 60_000;

export interface Backoff {
  /** Uniform between 0 and the step in force (1 s, doubling to 60 s), in milliseconds. */
  nextMs(): number;
  reset(): void;
}

/** @param random uniform in [0, 1) */
export function backoff(random: () => number): Backoff {
  let stepMs = backoffBaseMs;
  return {
    nextMs() {
      const waitMs = Math.floor(random() * stepMs);
      stepMs = Math.min(backoffCapMs, stepMs * 2);
      return waitMs;
    },
    reset() {
      stepMs = backoffBaseMs;
    },
  };
}
