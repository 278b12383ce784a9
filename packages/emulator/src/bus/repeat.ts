// Does something again and again by the emulator's clock, for periods of a minute to weeks.
// Invariant: at most one timer is set, none once it was stopped or while there is no period.
import type { Clock } from '../contract.ts';

export interface Repeat {
  /** The period may be another one now: it counts anew. */
  restart(): void;
  stop(): void;
}

/** Timers of the platform hold 31 bits of milliseconds; a longer wait is taken in steps. */
const longestWaitMs = 2 ** 31 - 1;

/** @param periodMs asked at each start of a period; null: not at all */
export function repeat(clock: Clock, periodMs: () => number | null, act: () => void): Repeat {
  let timer: unknown;
  let dueMonotonicMs = 0;
  const stop = (): void => {
    if (timer !== undefined) clock.clearTimer(timer);
    timer = undefined;
  };
  const wait = (): void => {
    const leftMs = Math.max(0, Math.ceil(dueMonotonicMs - clock.monotonicMs()));
    timer = clock.setTimer(wake, Math.min(leftMs, longestWaitMs));
  };
  const restart = (): void => {
    stop();
    const everyMs = periodMs();
    if (everyMs === null) return;
    dueMonotonicMs = clock.monotonicMs() + everyMs;
    wait();
  };
  const wake = (): void => {
    timer = undefined;
    if (clock.monotonicMs() < dueMonotonicMs) {
      wait();
      return;
    }
    restart();
    act();
  };
  restart();
  return { restart, stop };
}
