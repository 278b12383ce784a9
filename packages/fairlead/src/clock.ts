// Timers and time for the commands; the only file of this room that asks the machine for them.

export interface Clock {
  /** Milliseconds from an arbitrary start; never jumps. */
  monotonicMs(): number;
  /** Calls back every `periodMs` until the answer is called. */
  every(periodMs: number, callback: () => void): () => void;
  /** Aborts after `ms`. */
  timeLimit(ms: number): AbortSignal;
}

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  every(periodMs, callback) {
    const timer = setInterval(callback, periodMs);
    return () => clearInterval(timer);
  },
  timeLimit: (ms) => AbortSignal.timeout(ms),
};
