// One timer for everything that waits: set to the earliest instant, moved when an earlier one comes.
import type { Clock, Timer } from '../clock.ts';

/** A machine's timer counts in 31 bits (24.8 days); waking early only asks again. */
const longestMs = 2 ** 31 - 1;

export class WakeUp {
  readonly #clock: Clock;
  readonly #wake: () => void;
  #timer: Timer | null = null;
  #atMs = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, wake: () => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  /** Infinity: nothing to wake for. */
  set(atMs: number, nowMs: number): void {
    if (atMs === this.#atMs && this.#timer !== null) return;
    this.cancel();
    this.#atMs = atMs;
    if (atMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.min(Math.max(1, Math.ceil(atMs - nowMs)), longestMs);
    this.#timer = this.#clock.setTimer(() => {
      this.#timer = null;
      this.#wake();
    }, delayMs);
  }

  cancel(): void {
    if (this.#timer !== null) this.#clock.clearTimer(this.#timer);
    this.#timer = null;
  }
}
