// Wakes a queue when messages have outlived their time, at most once a second however many different ends there are:
// one sweep walks the whole queue (50,000 messages: a few ms), so a second between two keeps it below one per cent.
// No expired message is ever delivered in between: the queue looks again when it hands one out.
import type { Clock, Timer } from './clock.ts';

const sweepEveryMs = 1000;
/** setTimeout ends at 2^31 ms; a longer wait is taken in steps. */
const longestWaitMs = 1_000_000_000;

export class ExpirySweep {
  readonly #clock: Clock;
  /** Drops what has expired and says when the next one does. */
  readonly #sweep: () => number;
  #timer: Timer | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;
  #sweptAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, sweep: () => number) {
    this.#clock = clock;
    this.#sweep = sweep;
  }

  /** A message in the queue expires at this monotonic time. */
  expect(atMs: number): void {
    if (atMs === Number.POSITIVE_INFINITY) return;
    const dueMs = Math.max(atMs, this.#sweptAtMs + sweepEveryMs);
    if (dueMs >= this.#timerAtMs) return;
    this.stop();
    this.#timerAtMs = dueMs;
    const delayMs = Math.min(longestWaitMs, Math.max(0, Math.ceil(dueMs - this.#clock.monotonicMs())));
    this.#timer = this.#clock.setTimer(() => this.#run(), delayMs);
  }

  stop(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
    this.#timerAtMs = Number.POSITIVE_INFINITY;
  }

  #run(): void {
    this.#timer = undefined;
    this.#timerAtMs = Number.POSITIVE_INFINITY;
    this.#sweptAtMs = this.#clock.monotonicMs();
    this.expect(this.#sweep());
  }
}
