// The time that the limits are counted by: follows the wall clock forwards, since a laptop's sleep cannot be told from a
// clock that was set right, and never goes back. Behind a clock that was set back it runs at half speed until it has been
// caught up: waits only get longer. Time that passed on the wall alone is told as a leap: nobody knows whether it passed.
import type { Clock } from '../clock.ts';

/** The two clocks may drift apart by so much between two looks: 50 ms bring half a request, the margin absorbs three. */
const driftMs = 50;

export class SteadyTime {
  readonly #clock: Clock;
  readonly #onLeap: (leaptMs: number, nowMs: number) => void;
  #lastMs: number;
  #lastMonotonicMs: number;
  #slowed = false;

  /** @param onLeap the wall clock went ahead by so much more than the machine ran */
  constructor(clock: Clock, onLeap: (leaptMs: number, nowMs: number) => void = () => {}) {
    this.#clock = clock;
    this.#onLeap = onLeap;
    this.#lastMs = clock.nowMs();
    this.#lastMonotonicMs = clock.monotonicMs();
  }

  /** Whole milliseconds since 1970. */
  nowMs(): number {
    const wallMs = this.#clock.nowMs();
    const monotonicMs = this.#clock.monotonicMs();
    const passedMs = Math.max(0, monotonicMs - this.#lastMonotonicMs);
    const leaptMs = wallMs - this.#lastMs - passedMs;
    this.#slowed = wallMs < this.#lastMs;
    this.#lastMs = this.#slowed ? Math.max(wallMs, this.#lastMs + passedMs / 2) : wallMs;
    this.#lastMonotonicMs = monotonicMs;
    const nowMs = Math.floor(this.#lastMs);
    if (leaptMs > driftMs) this.#onLeap(leaptMs, nowMs);
    return nowMs;
  }

  /** At half speed whatever is allowed for a while would be allowed for twice as long: nothing that ends may be used. */
  slowed(): boolean {
    return this.#slowed;
  }
}
