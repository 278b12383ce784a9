// The one manual clock. Time stands still until a test moves it; then every timer due runs in order.

export interface ManualClock {
  nowMs(): number;
  monotonicMs(): number;
  setTimer(callback: () => void, delayMs: number): unknown;
  clearTimer(timer: unknown): void;
  /** Runs every timer that comes due within `ms`, in order, and returns when nothing that runs now is pending. */
  advanceBy(ms: number): Promise<void>;
  /** Runs while the work goes on, then waits for it. Default 20 s. */
  during<T>(work: Promise<T>, ms?: number): Promise<T>;
  /** Moves the wall clock alone, as a laptop's sleep or a corrected clock does. */
  jumpWall(ms: number): void;
  /** How many timers are set. */
  pending(): number;
}

interface Entry {
  readonly dueMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Turns of the event loop after each timer: promises need one, streams of in-process answers a second. */
const settlingTurns = 3;

/** @param startMs wall time at the start, default 2026-11-20T15:00:00Z */
export function manualClock(startMs = Date.UTC(2026, 10, 20, 15)): ManualClock {
  const entries = new Set<Entry>();
  let elapsedMs = 0;
  let wallOffsetMs = startMs;
  let order = 0;

  const next = (untilMs: number): Entry | undefined => {
    let first: Entry | undefined;
    for (const entry of entries) {
      if (entry.dueMs > untilMs) continue;
      if (!first || entry.dueMs < first.dueMs || (entry.dueMs === first.dueMs && entry.order < first.order))
        first = entry;
    }
    return first;
  };

  const clock: ManualClock = {
    nowMs: () => Math.floor(wallOffsetMs + elapsedMs),
    monotonicMs: () => elapsedMs,
    setTimer(callback, delayMs) {
      const entry = { dueMs: elapsedMs + Math.max(0, delayMs), order: order++, callback };
      entries.add(entry);
      return entry;
    },
    clearTimer(timer) {
      entries.delete(timer as Entry);
    },
    async advanceBy(ms) {
      const untilMs = elapsedMs + ms;
      await settle();
      for (let entry = next(untilMs); entry; entry = next(untilMs)) {
        entries.delete(entry);
        elapsedMs = Math.max(elapsedMs, entry.dueMs);
        entry.callback();
        await settle();
      }
      elapsedMs = untilMs;
    },
    async during(work, ms = 20_000) {
      work.catch(() => {}); // told when it is awaited
      await clock.advanceBy(ms);
      return work;
    },
    jumpWall(ms) {
      wallOffsetMs += ms;
    },
    pending: () => entries.size,
  };
  return clock;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < settlingTurns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
