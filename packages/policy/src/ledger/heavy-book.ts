// What was asked of the cloud that costs it much: heavy calls under way, windows of history served, and replacements of
// deprecated calls that were seen to work.
// Invariant: a flight is forgotten when it is answered, or when it is older than anybody waits for it.
import { isReplacement } from '../clauses/deprecated-calls.ts';
import type { CallFact } from '../fact.ts';
import type { Book } from './book.ts';
import { Flights } from './flights.ts';
import { WindowBook } from './window-book.ts';

export class HeavyBook implements Book<HeavyBook> {
  readonly #exact: boolean;
  /** By installation. */
  readonly #flights: Flights;
  /** When a replacement last answered 200, by its path: two at the most. */
  readonly #workedAtMs = new Map<string, number>();
  readonly windows: WindowBook;

  constructor(exact: boolean, flights = new Flights(), windows = new WindowBook(exact)) {
    this.#exact = exact;
    this.#flights = flights;
    this.windows = windows;
  }

  get size(): number {
    return this.#flights.size;
  }

  sent(call: CallFact): void {
    if (isHeavy(call)) this.#flights.leave(keyOf(call), { id: call.id, sentAtMs: call.sentAtMs }, null);
  }

  answered(call: CallFact, answeredAtMs: number): void {
    if (call.status === 200 && call.method === 'GET' && isReplacement(call.path)) {
      this.#workedAtMs.set(call.path, Math.max(this.workedAtMs(call.path), answeredAtMs));
    }
    if (!isHeavy(call)) return;
    this.#flights.land(keyOf(call), call.id, answeredAtMs);
    if (call.status !== null && call.status >= 200 && call.status < 300) this.windows.served(call, answeredAtMs);
  }

  /** Heavy calls for the same installation that left less than `patienceMs` ago and were not answered. */
  underWay(call: Placed, nowMs: number, patienceMs: number): number {
    return this.#flights.count(keyOf(call), nowMs, patienceMs);
  }

  /** Minus infinity when the replacement was never seen to work. */
  workedAtMs(replacement: string): number {
    return this.#workedAtMs.get(replacement) ?? Number.NEGATIVE_INFINITY;
  }

  capAt(atMs: number): void {
    this.#flights.capAt(atMs);
    for (const [path, workedAtMs] of this.#workedAtMs) this.#workedAtMs.set(path, Math.min(workedAtMs, atMs));
    this.windows.capAt(atMs);
  }

  copy(): HeavyBook {
    const twin = new HeavyBook(this.#exact, this.#flights.copy(), this.windows.copy());
    for (const [path, workedAtMs] of this.#workedAtMs) twin.#workedAtMs.set(path, workedAtMs);
    return twin;
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
