// Look-ups: lists narrowed to what `resource` names, each with its pages.
// Bound: 4,096 look-ups × about 250 bytes = 1 MB; an hour of nothing but look-ups at the limit forgets the oldest sooner.
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

  end(call: CallFact, readAtMs: number): void {
    const { id, page, sentAtMs } = call;
    const heard = call.status !== null;
    const read = { id, sentAtMs, readAtMs, heard, forUnknownCharger: false, followWithinMs: this.#followWithinMs };
    this.#reads.end(keyOf(call), { ...read, page: page ?? 0 }, outcomeOf(call) === 'served');
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
