// The machine's clock, watched for being set back: the one way in which instants of the time of day are kept within a run.
// Invariant: whoever keeps such instants is told before anybody sees the new time, so that what happened stays as long ago as it
// was. Nobody is told of a leap ahead: a machine that was paused cannot tell it from time that passed, and what is kept only looks
// older.
import type { Clock } from './clock.ts';

/** Less is drift and what NTP slews: within the margin of whatever is counted. */
const toleranceMs = 30_000;
/** Sleeps shorter than this are not looked for. */
const leapMs = 1_000;

/** Keeps its instants right, and calls nobody. */
type OnSetBack = (byMs: number) => void;

const listenersOf = new WeakMap<Clock, Set<OnSetBack>>();

/** The same clock where it is watched already. */
export function watchedClock(clock: Clock): Clock {
  if (listenersOf.has(clock)) return clock;
  const listeners = new Set<OnSetBack>();
  const { uptimeMs } = clock;
  const sleptSoFarMs = (): number => (uptimeMs ? uptimeMs.call(clock) - clock.monotonicMs() : 0);
  let lastMs = clock.nowMs();
  let lastMonotonicMs = clock.monotonicMs();
  let lastSleptMs = sleptSoFarMs();

  /** What it was set back by while it slept shows in its uptime. */
  const setBackBy = (leaptMs: number): number => {
    const sleptMs = sleptSoFarMs();
    const asleepMs = sleptMs - lastSleptMs;
    lastSleptMs = sleptMs;
    return Math.round(asleepMs - leaptMs); // monotonic time has fractions
  };

  const watched: Clock = {
    nowMs() {
      const nowMs = clock.nowMs();
      const monotonicMs = clock.monotonicMs();
      const leaptMs = nowMs - lastMs - (monotonicMs - lastMonotonicMs);
      lastMs = nowMs;
      lastMonotonicMs = monotonicMs;
      const byMs = Math.abs(leaptMs) > leapMs ? setBackBy(leaptMs) : 0;
      if (byMs > toleranceMs) for (const listener of listeners) listener(byMs);
      return nowMs;
    },
    monotonicMs: () => clock.monotonicMs(),
    ...(uptimeMs && { uptimeMs: () => uptimeMs.call(clock) }),
    setTimer: (callback, delayMs) => clock.setTimer(callback, delayMs),
    clearTimer: (timer) => clock.clearTimer(timer),
  };
  listenersOf.set(watched, listeners);
  return watched;
}

/**
 * Until it is given back, or for as long as there is the clock, which lives as long as its account; of one that nobody watches
 * nothing is told.
 *
 * @returns gives it back: for what ends before its account does
 */
export function whenSetBack(clock: Clock, listener: OnSetBack): () => void {
  const listeners = listenersOf.get(clock);
  listeners?.add(listener);
  return () => listeners?.delete(listener);
}

/** Instants by key: as long ago as before when the clock is set back. Bounded by whoever keeps them. */
export class Instants extends Map<string, number> {
  constructor(clock: Clock) {
    super();
    whenSetBack(clock, (byMs) => {
      for (const [key, atMs] of this) this.set(key, atMs - byMs);
    });
  }
}
