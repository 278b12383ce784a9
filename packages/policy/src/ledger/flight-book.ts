// Calls that were sent and not yet answered, so that the answer does not pay a second time, and so that a call is not
// tried again while a try of it is under way.
// Invariant: forgetting a flight can only make its answer pay once more, never less.
import type { CallFact } from '../fact.ts';
import { dropOldest } from '../oldest-first.ts';

/** 9.9 calls a second, each in flight for at most 60 s, make 606; the bound is 1,024 × about 200 bytes = 0.2 MB. */
const maxFlights = 1024;

interface Flight {
  readonly sentAtMs: number;
  /** Id of the first try of the same call. */
  readonly firstTry: string;
}

export class FlightBook {
  readonly #flights = new Map<string, Flight>();

  get size(): number {
    return this.#flights.size;
  }

  /** False when this call is in flight already. */
  takeOff({ id, retryOf, sentAtMs }: Pick<CallFact, 'id' | 'retryOf' | 'sentAtMs'>): boolean {
    if (this.#flights.has(id)) return false;
    this.#flights.set(id, { sentAtMs, firstTry: retryOf ?? id });
    dropOldest(this.#flights, maxFlights);
    return true;
  }

  /** True when the call was in flight. */
  land(id: string): boolean {
    return this.#flights.delete(id);
  }

  /** Whether a try of this call left after `sinceMs` and was not answered. Looks at every flight: some dozens. */
  tryUnderWay(firstTry: string, sinceMs: number): boolean {
    for (const flight of this.#flights.values()) {
      if (flight.firstTry === firstTry && flight.sentAtMs > sinceMs) return true;
    }
    return false;
  }

  /** The clock went back: nothing in here left later than `atMs`. */
  capAt(atMs: number): void {
    for (const [id, { sentAtMs, firstTry }] of this.#flights) {
      this.#flights.set(id, { sentAtMs: Math.min(sentAtMs, atMs), firstTry });
    }
  }

  copy(): FlightBook {
    const twin = new FlightBook();
    for (const [id, flight] of this.#flights) twin.#flights.set(id, flight);
    return twin;
  }
}
