// Puts facts into the order in which they happened. A call is ordered by when it was sent and known when it was
// answered, so it may wait here for as long as the longest flight and 5 s more.
// Invariant: facts leave in order; one that comes too late for that is told apart.
import type { Fact } from '../fact.ts';

/** What the policy tolerates between writers. */
export const disorderMs = 5000;
/** Longest flight of a call that is still put in order. */
export const longestFlightMs = 60_000;
/** Facts held at once: 153 a second for 65 s, fifteen times the limit. About 1 kB each: 10 MB. */
export const windowFacts = 10_000;

export const happenedAtMs = (fact: Fact): number => (fact.kind === 'call' ? fact.sentAtMs : fact.atMs);
export const knownAtMs = (fact: Fact): number =>
  fact.kind === 'call' ? Math.max(fact.sentAtMs, fact.answeredAtMs ?? fact.sentAtMs) : fact.atMs;

export class SortingWindow {
  readonly #release: (fact: Fact) => void;
  /** Sorted from `#head` on; what lies before has left. */
  #facts: Fact[] = [];
  #head = 0;
  #latestKnownMs = Number.NEGATIVE_INFINITY;
  #releasedUpToMs = Number.NEGATIVE_INFINITY;

  constructor(release: (fact: Fact) => void) {
    this.#release = release;
  }

  get size(): number {
    return this.#facts.length - this.#head;
  }

  /** False when the fact came too late; it is not kept then. */
  take(fact: Fact): boolean {
    const atMs = happenedAtMs(fact);
    const known = knownAtMs(fact);
    if (known < this.#latestKnownMs - disorderMs || atMs < this.#releasedUpToMs) return false;
    this.#latestKnownMs = Math.max(this.#latestKnownMs, known);
    this.#insert(fact, atMs);
    this.#releaseBefore(this.#latestKnownMs - disorderMs - longestFlightMs);
    return true;
  }

  /** The facts still held, in order; they stay held. */
  held(): readonly Fact[] {
    return this.#facts.slice(this.#head);
  }

  #insert(fact: Fact, atMs: number): void {
    let low = this.#head;
    let high = this.#facts.length;
    const last = this.#facts[high - 1];
    if (last === undefined || high === low || happenedAtMs(last) <= atMs) low = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#facts[middle];
      if (other !== undefined && happenedAtMs(other) <= atMs) low = middle + 1;
      else high = middle;
    }
    if (low === this.#facts.length) this.#facts.push(fact);
    else this.#facts.splice(low, 0, fact);
  }

  #releaseBefore(limitMs: number): void {
    for (;;) {
      const fact = this.#facts[this.#head];
      if (fact === undefined || (happenedAtMs(fact) >= limitMs && this.size <= windowFacts)) break;
      this.#head += 1;
      this.#releasedUpToMs = happenedAtMs(fact);
      this.#release(fact);
    }
    if (this.#head < windowFacts) return;
    this.#facts = this.#facts.slice(this.#head);
    this.#head = 0;
  }
}
