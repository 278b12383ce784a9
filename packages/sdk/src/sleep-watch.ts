// Did the machine sleep, or was its clock set? Timers go by a clock that stands still meanwhile: the jump between the two
// tells.
// Invariant: one timer, from `start` to `stop`.
import type { Clock, Timer } from './clock.ts';

/** How often the clocks are compared: a sleep is noticed at most this long after the machine woke. */
export const lookEveryMs = 15_000;
/** Wall time may run this much faster than our timer before we say that the machine slept (or stood still). */
const toleranceMs = 30_000;

export interface SleepWatchOptions {
  readonly clock: Clock;
  /** The machine slept, or its clock was set forward, by about this much. */
  readonly slept: (passedMs: number) => void;
  /** The wall clock was set back by about `byMs`, more than 30 s. Default: nothing is done. */
  readonly setBack?: (byMs: number) => void;
  /** A look that found nothing. Default: nothing is done. */
  readonly awake?: () => void;
}

export interface SleepWatch {
  start(): void;
  stop(): void;
}

export function sleepWatch({ clock, slept, setBack, awake }: SleepWatchOptions): SleepWatch {
  let timer: Timer | null = null;
  let lookedAtMs = 0;
  const wait = (): void => {
    lookedAtMs = clock.nowMs();
    timer = clock.setTimer(look, lookEveryMs);
  };
  const look = (): void => {
    const passedMs = clock.nowMs() - lookedAtMs;
    if (passedMs > lookEveryMs + toleranceMs) slept(passedMs);
    else if (passedMs < lookEveryMs - toleranceMs) setBack?.(lookEveryMs - passedMs);
    else awake?.();
    wait();
  };
  return {
    start() {
      if (timer === null) wait();
    },
    stop() {
      if (timer !== null) clock.clearTimer(timer);
      timer = null;
    },
  };
}
