// Look-ups: lists narrowed to what `resource` names, each with its pages.
// Bound: 4,096 look-ups × 192 bytes = 0.8 MB; an hour of nothing but look-ups at the limit forgets the oldest sooner.
import { clientFollowWithinMs, followWithinMs } from '../clauses/list-pages.ts';
import type { CallFact } from '../fact.ts';
import { outcomeOf } from '../outcome.ts';
import { ListBook } from './list-book.ts';
import type { ReadWords } from './read-words.ts';

const maxLookups = 4096;

export class LookupBook {
  readonly #followWithinMs: number;
  readonly #exact: boolean;
  #reads = new ListBook(maxLookups);

  constructor(exact: boolean) {
    this.#exact = exact;
    this.#followWithinMs = exact ? followWithinMs : clientFollowWithinMs;
  }

  get size(): number {
    return this.#reads.size;
  }

  begin(call: CallFact): void {
    this.#reads.begin(keyOf(call), call.id, call.sentAtMs);
  }

  end(call: CallFact, answeredAtMs: number): void {
    const { id, page, sentAtMs } = call;
    const read = {
      id,
      page: page ?? 0,
      sentAtMs,
      answeredAtMs,
      readAtMs: this.#exact ? sentAtMs : answeredAtMs,
      forUnknownCharger: false,
      followWithinMs: this.#followWithinMs,
      heard: call.status !== null,
    };
    this.#reads.end(keyOf(call), read, outcomeOf(call) === 'served');
  }

  underWay(read: ReadWords, nowMs: number): boolean {
    return this.#reads.underWay(keyOf(read), nowMs);
  }

  /** Whether this page belongs to the look-up before it. */
  follows(read: ReadWords, page: number, nowMs: number): boolean {
    return this.#reads.follows(keyOf(read), page, nowMs, this.#followWithinMs);
  }

  /** When the last look-up of the same began; minus infinity when none is known. */
  lastAtMs(read: ReadWords): number {
    return this.#reads.readAtMs(keyOf(read));
  }

  capAt(atMs: number): void {
    this.#reads.capAt(atMs);
  }

  copy(): LookupBook {
    const twin = new LookupBook(this.#exact);
    twin.#reads = this.#reads.copy();
    return twin;
  }
}

function keyOf(read: ReadWords): string {
  return `${read.path} ${read.narrowing} ${read.resource}`;
}
