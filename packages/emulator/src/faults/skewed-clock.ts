// A clock that can be set wrong: its time of day is off, its seconds are as long as ever.
import type { Clock } from '../contract.ts';
import { EmulatorError } from '../emulator-error.ts';

/** Thirty days either way: enough for a dead battery's clock, and no date ends before 1970. */
const mostSkewMs = 30 * 86_400_000;

export interface SkewedClock extends Clock {
  /** @throws EmulatorError `bad-fault` */
  skewBy(ms: number): void;
  skewMs(): number;
}

export function skewedClock(clock: Clock): SkewedClock {
  let skewMs = 0;
  return {
    nowMs: () => clock.nowMs() + skewMs,
    monotonicMs: () => clock.monotonicMs(),
    setTimer: (callback, delayMs) => clock.setTimer(callback, delayMs),
    clearTimer: (timer) => clock.clearTimer(timer),
    skewBy(ms) {
      if (!(Math.abs(ms) <= mostSkewMs))
        throw new EmulatorError(
          'bad-fault',
          `Failed to skew the clock: ${ms} ms is too much. Give at most ${mostSkewMs} either way.`,
        );
      skewMs = ms;
    },
    skewMs: () => skewMs,
  };
}
