// The machine's clock, watched for being set: the one way in which instants of the time of day are kept within a run.
// Invariants: whoever keeps such instants is told of a set clock before anybody sees the new time, so that what was kept can be
// made as long ago as before; a sleep is no set clock, where the uptime shows it.
import type { Clock } from './clock.ts';

/** Less is drift and what NTP slews: within the margin of whatever is counted. */
const toleranceMs = 30_000;
/** Sleeps shorter than this are not looked for. */
const leapMs = 1_000;

/** An instant, as long ago as it was before the clock was set. */
type Move = (atMs: number) => number;
/** Keeps its instants right, and calls nobody. `byMs`: how far the time of day was set, less than 0: back. */
type OnSet = (move: Move, byMs: number) => void;

const listenersOf = new WeakMap<Clock, Set<OnSet>>();

/** The same clock where it is watched already. */
export function watchedClock(clock: Clock): Clock {
  if (listenersOf.has(clock)) return clock;
  const listeners = new Set<OnSet>();
  const { uptimeMs } = clock;
  const sleptSoFarMs = (): number | null =>
    uptimeMs === undefined ? null : uptimeMs.call(clock) - clock.monotonicMs();
  let lastMs = clock.nowMs();
  let begunAtMs = lastMs;
  let lastMonotonicMs = clock.monotonicMs();
  let lastSleptMs = sleptSoFarMs();

  /** Ahead without an uptime may be a sleep: time passed, and what is kept is as old as it looks. */
  const setBy = (leaptMs: number): number => {
    const sleptMs = sleptSoFarMs();
    const asleepMs = sleptMs === null || lastSleptMs === null ? Math.max(0, leaptMs) : sleptMs - lastSleptMs;
    lastSleptMs = sleptMs;
    return leaptMs - asleepMs;
  };

  const tell = (byMs: number): void => {
    const sinceMs = begunAtMs;
    // Nobody knows by which clock an earlier run told: ahead they only look older, as they may well be.
    const move: Move = (atMs) => (byMs < 0 || atMs >= sinceMs ? atMs + byMs : atMs);
    begunAtMs = move(begunAtMs);
    for (const listener of listeners) listener(move, byMs);
  };

  const watched: Clock = {
    nowMs() {
      const nowMs = clock.nowMs();
      const monotonicMs = clock.monotonicMs();
      const leaptMs = nowMs - lastMs - (monotonicMs - lastMonotonicMs);
      lastMs = nowMs;
      lastMonotonicMs = monotonicMs;
      const setMs = Math.abs(leaptMs) > leapMs ? setBy(leaptMs) : 0;
      if (Math.abs(setMs) > toleranceMs) tell(Math.round(setMs)); // monotonic time has fractions
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

/** For as long as there is the clock, which lives as long as its account; of one that nobody watches nothing is told. */
export function whenSet(clock: Clock, listener: OnSet): void {
  listenersOf.get(clock)?.add(listener);
}

/** Instants of the past, by key: as long ago as before when the clock is set. Bounded by whoever keeps them. */
export class Instants extends Map<string, number> {
  constructor(clock: Clock) {
    super();
    whenSet(clock, (move) => {
      for (const [key, atMs] of this) this.set(key, move(atMs));
    });
  }
}
