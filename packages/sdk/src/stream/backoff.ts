// How long to wait before the next try: half of it by chance, so that a thousand gateways do not come back in the same
// second, and half of it surely, so that a long outage of the bus costs few calls.

const backoffBaseMs = 1_000;
/**
 * Longest wait. With half of it by chance the mean is 45 s, so a long outage costs 80 tries an hour, each one details
 * call and one connect: with the 60 polls of a charging charger 140. With all of it by chance 191 were measured.
 */
export const backoffCapMs = 60_000;

export interface Backoff {
  /** Uniform between half of the step in force and all of it (1 s, doubling to 60 s), in milliseconds. */
  nextMs(): number;
  reset(): void;
}

/** @param random uniform in [0, 1) */
export function backoff(random: () => number): Backoff {
  let stepMs = backoffBaseMs;
  return {
    nextMs() {
      const waitMs = Math.floor((stepMs / 2) * (1 + random()));
      stepMs = Math.min(backoffCapMs, stepMs * 2);
      return waitMs;
    },
    reset() {
      stepMs = backoffBaseMs;
    },
  };
}
