// The time that the limits are counted by: follows the wall clock forwards and never goes back. Behind a clock that was set
// back it runs at half speed until it has been caught up: waits only get longer.
// A wall clock that goes ahead of the machine was set, or the machine slept: that is told as a leap, with as much of it as
// the machine cannot show to have passed.
import type { Clock } from '../clock.ts';

/** The two clocks may drift apart by so much between two looks: 50 ms bring half a request, the margin absorbs three. */
const driftMs = 50;

/** A look at the uptime costs 4 µs on Linux, a hundred looks at the other two. Meanwhile 100 ppm make 6 ms, less than it tells. */
const uptimeEachMs = 60_000;

export interface Leap {
  /** By so much the wall clock went further than the machine ran. */
  readonly leaptMs: number;
  /** Of it, what nobody has seen pass yet. */
  readonly doubtMs: number;
  readonly nowMs: number;
}

export class SteadyTime {
  readonly #clock: Clock;
  readonly #onLeap: (leap: Leap) => void;
  #lastMs: number;
  #lastWallMs: number;
  #lastMonotonicMs: number;
  /** The uptime when it was last looked at, and the monotonic time then. */
  #upMs: number;
  #upMonotonicMs: number;
  #slowed = false;

  constructor(clock: Clock, onLeap: (leap: Leap) => void = () => {}) {
    this.#clock = clock;
    this.#onLeap = onLeap;
    this.#lastWallMs = clock.nowMs();
    this.#lastMs = this.#lastWallMs;
    this.#lastMonotonicMs = clock.monotonicMs();
    this.#upMs = this.#uptimeMs(this.#lastMonotonicMs);
    this.#upMonotonicMs = this.#lastMonotonicMs;
  }

  /** Whole milliseconds since 1970. */
  nowMs(): number {
    const wallMs = this.#clock.nowMs();
    const monotonicMs = this.#clock.monotonicMs();
    const passedMs = Math.max(0, monotonicMs - this.#lastMonotonicMs);
    // Either way: a sleep behind which the clock was set back must not be taken for one in a later leap.
    const apart = Math.abs(wallMs - this.#lastWallMs - passedMs) > driftMs;
    const leaptMs = wallMs - this.#lastMs - passedMs;
    this.#slowed = wallMs < this.#lastMs;
    this.#lastMs = this.#slowed ? Math.max(wallMs, this.#lastMs + passedMs / 2) : wallMs;
    this.#lastWallMs = wallMs;
    this.#lastMonotonicMs = monotonicMs;
    const sleptMs = apart || monotonicMs - this.#upMonotonicMs >= uptimeEachMs ? this.#slept(monotonicMs) : 0;
    const nowMs = Math.floor(this.#lastMs);
    if (leaptMs > driftMs) this.#onLeap({ leaptMs, doubtMs: Math.max(0, leaptMs - sleptMs), nowMs });
    return nowMs;
  }

  /** At half speed whatever is allowed for a while would be allowed for twice as long: nothing that ends may be used. */
  slowed(): boolean {
    return this.#slowed;
  }

  /** Since the last look at the uptime. */
  #slept(monotonicMs: number): number {
    const uptimeMs = this.#uptimeMs(monotonicMs);
    const sleptMs = uptimeMs - this.#upMs - (monotonicMs - this.#upMonotonicMs);
    this.#upMs = uptimeMs;
    this.#upMonotonicMs = monotonicMs;
    return Math.max(0, sleptMs);
  }

  #uptimeMs(monotonicMs: number): number {
    return this.#clock.uptimeMs?.() ?? monotonicMs;
  }
}
