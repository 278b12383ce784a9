// What was asked of the cloud that costs it much: heavy calls under way, windows of history served, and replacements of
// deprecated calls that were seen to work.
// Invariant: a flight is forgotten when it is answered, or when it is older than anybody waits for it.
import { isReplacement } from '../clauses/deprecated-calls.ts';
import type { CallFact } from '../fact.ts';
import { dropOldest } from '../oldest-first.ts';
import type { Book } from './book.ts';
import { WindowBook } from './window-book.ts';

/** At 9.9 calls a second, each given up after 61 s, 604 keys; 1,024 × about 200 bytes = 0.2 MB. */
const maxKeys = 1024;

/** Flights of one installation that are remembered: whoever obeys has one. */
const maxAtOnce = 16;

interface Flight {
  readonly id: string;
  readonly sentAtMs: number;
}

export class HeavyBook implements Book<HeavyBook> {
  readonly #exact: boolean;
  /** By installation; the key that a call left for last stands last. */
  readonly #flights = new Map<string, readonly Flight[]>();
  /** When a replacement last answered 200, by its path: two at the most. */
  readonly #workedAtMs = new Map<string, number>();
  readonly windows: WindowBook;

  constructor(exact: boolean, windows = new WindowBook(exact)) {
    this.#exact = exact;
    this.windows = windows;
  }

  get size(): number {
    return this.#flights.size;
  }

  sent(call: CallFact): void {
    if (!isHeavy(call)) return;
    const key = keyOf(call);
    const flights = this.#flights.get(key) ?? [];
    this.#flights.delete(key);
    this.#flights.set(key, [...flights, { id: call.id, sentAtMs: call.sentAtMs }].slice(-maxAtOnce));
    dropOldest(this.#flights, maxKeys);
  }

  answered(call: CallFact, answeredAtMs: number): void {
    if (call.status === 200 && call.method === 'GET' && isReplacement(call.path)) {
      this.#workedAtMs.set(call.path, Math.max(this.workedAtMs(call.path), answeredAtMs));
    }
    if (!isHeavy(call)) return;
    this.#land(call);
    if (call.status !== null && call.status >= 200 && call.status < 300) this.windows.served(call, answeredAtMs);
  }

  /** Heavy calls for the same installation that left after `sinceMs` and were not answered. */
  underWay(call: Placed, sinceMs: number): number {
    const flights = this.#flights.get(keyOf(call));
    if (flights === undefined) return 0;
    return flights.reduce((count, flight) => (flight.sentAtMs > sinceMs ? count + 1 : count), 0);
  }

  /** Minus infinity when the replacement was never seen to work. */
  workedAtMs(replacement: string): number {
    return this.#workedAtMs.get(replacement) ?? Number.NEGATIVE_INFINITY;
  }

  capAt(atMs: number): void {
    for (const [key, flights] of this.#flights) {
      this.#flights.set(
        key,
        flights.map(({ id, sentAtMs }) => ({ id, sentAtMs: Math.min(sentAtMs, atMs) })),
      );
    }
    for (const [path, workedAtMs] of this.#workedAtMs) this.#workedAtMs.set(path, Math.min(workedAtMs, atMs));
    this.windows.capAt(atMs);
  }

  copy(): HeavyBook {
    const twin = new HeavyBook(this.#exact, this.windows.copy());
    for (const [key, flights] of this.#flights) twin.#flights.set(key, flights);
    for (const [path, workedAtMs] of this.#workedAtMs) twin.#workedAtMs.set(path, workedAtMs);
    return twin;
  }

  #land(call: CallFact): void {
    const key = keyOf(call);
    const left = this.#flights.get(key)?.filter(({ id }) => id !== call.id) ?? [];
    if (left.length === 0) this.#flights.delete(key);
    else this.#flights.set(key, left);
  }
}

type Placed = Pick<CallFact, 'installationId' | 'resource'>;

function isHeavy(call: CallFact): boolean {
  return call.class === 'history' || call.class === 'report';
}

/** Where neither installation nor resource is told, the account counts as one. */
function keyOf({ installationId, resource }: Placed): string {
  return installationId ?? resource ?? '';
}
