// How often the account repeats what it reads by itself. Whoever follows the cloud asks again anyway: a poll at its next time, a
// list where it broke off, the details of a stream by their own backoff. A repeat only makes it sooner.
// Bound: 15 at once and 30 an hour after them. With 92 looks at details (stream/turns.ts) an hour of outage costs 137 calls at most
// beside what is read in fair weather too.

const mostAtOnce = 15;
const everyMs = 120_000;

export class OwnRepeats {
  /** Monotonic: when all of them may be spent again. */
  #fullAtMs = Number.NEGATIVE_INFINITY;

  /** Whether one more may go, which is counted then. */
  take(nowMs: number): boolean {
    const fullAtMs = Math.max(this.#fullAtMs, nowMs) + everyMs;
    if (fullAtMs - nowMs > mostAtOnce * everyMs) return false;
    this.#fullAtMs = fullAtMs;
    return true;
  }
}
