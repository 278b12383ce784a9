// One machine's view of the manual clock. While the machine sleeps its wall time goes on; its monotonic time and its timers
// stand still, as Linux's CLOCK_MONOTONIC does during suspend.
import type { ManualClock } from './manual-clock.ts';

export interface SleepingClock {
  nowMs(): number;
  monotonicMs(): number;
  /** Goes on through sleep and is not moved by who sets the clock, as Linux's CLOCK_BOOTTIME. */
  uptimeMs(): number;
  setTimer(callback: () => void, delayMs: number): unknown;
  clearTimer(timer: unknown): void;
  fallAsleep(): void;
  wakeUp(): void;
  /** Sets this machine's wall clock, forward or back. */
  setWall(byMs: number): void;
}

interface Entry {
  readonly dueMs: number;
  readonly callback: () => void;
  /** Null while the machine sleeps. */
  armed: unknown;
}

export function sleepingClock(world: ManualClock): SleepingClock {
  const entries = new Set<Entry>();
  let sleptMs = 0;
  let wallOffMs = 0;
  let asleepSinceMs: number | null = null;

  const monotonicMs = (): number => (asleepSinceMs ?? world.monotonicMs()) - sleptMs;
  const arm = (entry: Entry): void => {
    const fire = (): void => {
      entries.delete(entry);
      entry.callback();
    };
    entry.armed = world.setTimer(fire, entry.dueMs - monotonicMs());
  };

  return {
    nowMs: () => world.nowMs() + wallOffMs,
    monotonicMs,
    uptimeMs: () => world.monotonicMs(),
    setTimer(callback, delayMs) {
      const entry: Entry = { dueMs: monotonicMs() + Math.max(0, delayMs), callback, armed: null };
      entries.add(entry);
      if (asleepSinceMs === null) arm(entry);
      return entry;
    },
    clearTimer(timer) {
      const entry = timer as Entry;
      if (entries.delete(entry) && entry.armed !== null) world.clearTimer(entry.armed);
    },
    setWall(byMs) {
      wallOffMs += byMs;
    },
    fallAsleep() {
      asleepSinceMs ??= world.monotonicMs();
      for (const entry of entries) {
        if (entry.armed !== null) world.clearTimer(entry.armed);
        entry.armed = null;
      }
    },
    wakeUp() {
      if (asleepSinceMs === null) return;
      sleptMs += world.monotonicMs() - asleepSinceMs;
      asleepSinceMs = null;
      for (const entry of [...entries].sort((one, other) => one.dueMs - other.dueMs)) arm(entry);
    },
  };
}
