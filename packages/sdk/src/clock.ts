// The clock that this room needs. Timers and the time of day come from here and from nowhere else.
import { uptime } from 'node:os';

/** A timer's handle, opaque. */
export type Timer = unknown;

/** Time of day, steady time and timers. Default: the machine's; a test hands in one of its own. */
export interface Clock {
  /** Milliseconds since 1970 UTC; may jump. */
  nowMs(): number;
  /** Milliseconds from an arbitrary start; never jumps. */
  monotonicMs(): number;
  /**
   * Milliseconds since the machine started, its sleep included; not moved by whoever sets the clock. Optional: without it a
   * sleep is told from a clock that was set by the cloud's own time, with the first answer afterwards.
   */
  uptimeMs?(): number;
  /** Calls once, after this many milliseconds of steady time. */
  setTimer(callback: () => void, delayMs: number): Timer;
  /** A timer that has run is left alone. */
  clearTimer(timer: Timer): void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  // CLOCK_BOOTTIME and its like: measured in hundredths of a second on Linux.
  uptimeMs: () => uptime() * 1_000,
  setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
