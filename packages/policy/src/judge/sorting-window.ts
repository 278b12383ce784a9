// Puts facts into the order in which they happened. A call is ordered by when it was sent and known when it was
// answered, so it may wait here for as long as the longest flight and 5 s more.
// Invariant: facts leave in order; one that comes too late for that is told apart, and so is one that stands a day ahead of
// what was known before it and of what comes next: a wrong clock must not make everything else late.
import type { CallFact, Fact } from '../fact.ts';

/** What the policy tolerates between writers. */
const disorderMs = 5000;
/** Longest flight of a call that is still put in order. */
const longestFlightMs = 60_000;
/** A fact so far ahead of all before it is believed only when the next one comes from there as well. */
const leapMs = 86_400_000;
/** Facts held at once: 153 a second for 65 s, fifteen times the limit. About 1 kB each: 10 MB. */
const windowFacts = 10_000;

export const happenedAtMs = (fact: Fact): number => (fact.kind === 'call' ? fact.sentAtMs : fact.atMs);
export const knownAtMs = (fact: Fact): number =>
  fact.kind === 'call' ? Math.max(fact.sentAtMs, fact.answeredAtMs ?? fact.sentAtMs) : fact.atMs;

/** Of the facts that were sent last so many are compared with a new one: merged journals bring the two side by side. */
const twinsLookedFor = 64;

export class SortingWindow {
  readonly #release: (fact: Fact) => void;
  readonly #apart: (fact: Fact) => void;
  /** Sorted from `#head` on; what lies before has left. */
  #facts: Fact[] = [];
  readonly #again: () => void;
  #head = 0;
  #latestKnownMs = Number.NEGATIVE_INFINITY;
  #releasedUpToMs = Number.NEGATIVE_INFINITY;
  /** Waits for the next fact to confirm it. It happened after all that is held. */
  #ahead: Fact | null = null;

  /** `apart` gets what cannot be put in order; it is not kept then. `again` hears of each call that is held already. */
  constructor(release: (fact: Fact) => void, apart: (fact: Fact) => void, again: () => void) {
    this.#again = again;
    this.#release = release;
    this.#apart = apart;
  }

  get size(): number {
    return this.#facts.length - this.#head + (this.#ahead === null ? 0 : 1);
  }

  take(fact: Fact): void {
    const atMs = happenedAtMs(fact);
    const known = knownAtMs(fact);
    if (known - atMs > leapMs) {
      this.#apart(fact);
      return;
    }
    if (this.#ahead !== null) this.#settle(this.#ahead, known);
    if (atMs > this.#latestKnownMs + leapMs) this.#ahead = fact;
    else this.#admit(fact, atMs, known);
  }

  /** The facts still held, in order; they stay held. */
  held(): readonly Fact[] {
    const held = this.#facts.slice(this.#head);
    if (this.#ahead !== null) held.push(this.#ahead);
    return held;
  }

  #settle(ahead: Fact, nextKnownMs: number): void {
    this.#ahead = null;
    const atMs = happenedAtMs(ahead);
    if (nextKnownMs < atMs - leapMs) this.#apart(ahead);
    else this.#admit(ahead, atMs, knownAtMs(ahead));
  }

  #admit(fact: Fact, atMs: number, known: number): void {
    if (known < this.#latestKnownMs - disorderMs || atMs < this.#releasedUpToMs) {
      this.#apart(fact);
      return;
    }
    this.#latestKnownMs = Math.max(this.#latestKnownMs, known);
    if (this.#isHeld(fact, atMs)) this.#again();
    else this.#insert(fact, atMs);
    this.#releaseBefore(this.#latestKnownMs - disorderMs - longestFlightMs);
  }

  /** Journals are merged, and a line may come twice: the same call of the same account at the same instants is one. */
  #isHeld(fact: Fact, atMs: number): boolean {
    if (fact.kind !== 'call') return false;
    const from = Math.max(this.#head, this.#facts.length - twinsLookedFor);
    for (let place = this.#facts.length - 1; place >= from; place -= 1) {
      const other = this.#facts[place];
      if (other === undefined || happenedAtMs(other) < atMs) return false;
      if (other.kind === 'call' && other.id === fact.id && isTwin(other, fact)) return true;
    }
    return false;
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
      if (fact === undefined || (happenedAtMs(fact) >= limitMs && this.#facts.length - this.#head <= windowFacts))
        break;
      this.#head += 1;
      this.#releasedUpToMs = happenedAtMs(fact);
      this.#release(fact);
    }
    if (this.#head < windowFacts) return;
    this.#facts = this.#facts.slice(this.#head);
    this.#head = 0;
  }
}

function isTwin(one: CallFact, other: CallFact): boolean {
  const { sentAtMs, answeredAtMs, accountId, clientAddress, path } = one;
  return (
    sentAtMs === other.sentAtMs &&
    answeredAtMs === other.answeredAtMs &&
    accountId === other.accountId &&
    clientAddress === other.clientAddress &&
    path === other.path
  );
}
