// When a command left, by both clocks that tell of its effect: receipts go by the machine's, event times by the cloud's.
// Invariant: the instant by the cloud's clock is the later of what was known when it left and what is known now. What makes it too
// late makes less count, never something from before: a clock that was set ahead meanwhile, or before any answer told.
import type { Clock } from '../clock.ts';
import { whenSetBack } from '../watched-clock.ts';

export interface Left {
  /** By the machine's clock; moved with it when it is set back. */
  readonly leftAtMs: number;
  /** By the cloud's. */
  readonly cloudAtMs: number;
}

export class Leaving {
  readonly #clock: Clock;
  readonly #aheadMs: () => number;
  readonly #unwatch: () => void;
  #left: Left | null = null;

  /** @param aheadMs by how much the machine's clock is ahead of the cloud's, ms */
  constructor(clock: Clock, aheadMs: () => number) {
    this.#clock = clock;
    this.#aheadMs = aheadMs;
    this.#unwatch = whenSetBack(clock, (byMs) => {
      if (this.#left !== null) this.#left = { ...this.#left, leftAtMs: this.#left.leftAtMs - byMs };
    });
  }

  note(): void {
    const leftAtMs = this.#clock.nowMs();
    this.#left = { leftAtMs, cloudAtMs: leftAtMs - this.#aheadMs() };
  }

  /** When it left last; null while it has not. */
  get last(): Left | null {
    if (this.#left === null) return null;
    const { leftAtMs, cloudAtMs } = this.#left;
    return { leftAtMs, cloudAtMs: Math.max(cloudAtMs, leftAtMs - this.#aheadMs()) };
  }

  end(): void {
    this.#unwatch();
  }
}
