// Our own rate when somebody else uses the account too. Alone on the account the policy's margin is never refused; a
// refusal therefore means a neighbour that no client can see, and we make room: half the rate, one call at a time.
// One at a time is what keeps refusals to one per Retry-After: a second call is not on its way when the first is refused.

export interface PaceOptions {
  /** The margin that we keep when alone, requests per second. */
  readonly ratePerSecond: number;
}

/** Slower than this we never get: one call in two seconds. */
const slowestPerSecond = 0.5;
/** Given back after each quiet minute (design.md §4). */
const recoveryPerSecond = 0.5;
const quietMs = 60_000;

export class Pace {
  readonly #fullPerSecond: number;
  #ratePerSecond: number;
  #changedAtMs = 0;
  #lastSentAtMs = Number.NEGATIVE_INFINITY;

  constructor({ ratePerSecond }: PaceOptions) {
    this.#fullPerSecond = ratePerSecond;
    this.#ratePerSecond = ratePerSecond;
  }

  /** Requests per second that we allow ourselves now. */
  ratePerSecond(nowMs: number): number {
    this.#recover(nowMs);
    return this.#ratePerSecond;
  }

  neighbourSuspected(nowMs: number): boolean {
    return this.ratePerSecond(nowMs) < this.#fullPerSecond;
  }

  /** Earliest instant for the next call; in the past when it may go now. */
  nextAtMs(nowMs: number): number {
    if (!this.neighbourSuspected(nowMs)) return nowMs;
    return this.#lastSentAtMs + 1000 / this.#ratePerSecond;
  }

  sent(nowMs: number): void {
    this.#lastSentAtMs = nowMs;
  }

  /** A 429 came in. Calls that were on their way when the first refusal came tell nothing new. */
  refused(sentAtMs: number, nowMs: number): void {
    this.#recover(nowMs);
    if (sentAtMs < this.#changedAtMs && this.#ratePerSecond < this.#fullPerSecond) return;
    this.#ratePerSecond = Math.max(Math.min(slowestPerSecond, this.#fullPerSecond), this.#ratePerSecond / 2);
    this.#changedAtMs = nowMs;
  }

  #recover(nowMs: number): void {
    if (this.#ratePerSecond >= this.#fullPerSecond) return;
    const minutes = Math.floor((nowMs - this.#changedAtMs) / quietMs);
    if (minutes < 1) return;
    this.#ratePerSecond = Math.min(this.#fullPerSecond, this.#ratePerSecond + minutes * recoveryPerSecond);
    this.#changedAtMs += minutes * quietMs;
  }
}
