// The time that the limits are counted by: follows the wall clock forwards and never goes back. Behind a clock that was set
// back it runs at half speed until it has been caught up: waits only get longer.
// A wall clock that goes ahead of the machine was set, or the machine slept: that is told as a leap, with as much of it as
// the machine cannot show to have passed.
import type { Clock } from '../clock.ts';

/** The two clocks may drift apart by so much between two looks: 50 ms bring half a request, the margin absorbs three. */
const driftMs = 50;

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
  #lastMonotonicMs: number;
  #lastUptimeMs: number;
  #slowed = false;

  constructor(clock: Clock, onLeap: (leap: Leap) => void = () => {}) {
    this.#clock = clock;
    this.#onLeap = onLeap;
    this.#lastMs = clock.nowMs();
    this.#lastMonotonicMs = clock.monotonicMs();
    this.#lastUptimeMs = this.#uptimeMs();
  }

  /** Whole milliseconds since 1970. */
  nowMs(): number {
    const wallMs = this.#clock.nowMs();
    const monotonicMs = this.#clock.monotonicMs();
    const uptimeMs = this.#uptimeMs();
    const passedMs = Math.max(0, monotonicMs - this.#lastMonotonicMs);
    const leaptMs = wallMs - this.#lastMs - passedMs;
    this.#slowed = wallMs < this.#lastMs;
    this.#lastMs = this.#slowed ? Math.max(wallMs, this.#lastMs + passedMs / 2) : wallMs;
    this.#lastMonotonicMs = monotonicMs;
    const sleptMs = Math.max(0, uptimeMs - this.#lastUptimeMs - passedMs);
    this.#lastUptimeMs = uptimeMs;
    const nowMs = Math.floor(this.#lastMs);
    if (leaptMs > driftMs) this.#onLeap({ leaptMs, doubtMs: Math.max(0, leaptMs - sleptMs), nowMs });
    return nowMs;
  }

  /** At half speed whatever is allowed for a while would be allowed for twice as long: nothing that ends may be used. */
  slowed(): boolean {
    return this.#slowed;
  }

  #uptimeMs(): number {
    return this.#clock.uptimeMs?.() ?? this.#clock.monotonicMs();
  }
}
