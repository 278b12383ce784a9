// How much time passed while the machine did not run, by the cloud's own clock: the `Date` header of answers before and after.
// Invariant: what is told has passed at the least. A header has whole seconds and is written somewhere between the sending and
// the answer: each reading is taken at its worst.

/** Readings remembered; the newest are enough, since the two clocks hardly drift apart in between. 8 x 8 bytes. */
const mostReadings = 8;
const headerGrainMs = 1_000;

export interface Reading {
  /** `Date` of the answer, ms since 1970 UTC. */
  readonly dateMs: number;
  /** Monotonic. */
  readonly sentMs: number;
  readonly answeredMs: number;
}

export class CloudClock {
  /** At most so far the cloud's clock was ahead of the machine's monotonic one. */
  #aheadMs: number[] = [];

  /** What passed beyond what the machine ran since the readings before; they are of no use afterwards. Null: there were none. */
  passedMs({ dateMs, answeredMs }: Reading): number | null {
    if (this.#aheadMs.length === 0) return null;
    const beforeMs = Math.max(...this.#aheadMs);
    this.#aheadMs = [];
    return Math.max(0, dateMs - answeredMs - beforeMs);
  }

  note({ dateMs, sentMs }: Reading): void {
    this.#aheadMs.push(dateMs + headerGrainMs - sentMs);
    if (this.#aheadMs.length > mostReadings) this.#aheadMs.shift();
  }
}
