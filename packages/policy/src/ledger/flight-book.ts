// Calls that were sent and not yet answered, so that the answer does not pay a second time, and so that a call is not
// tried again while a try of it is under way.
// Invariant: forgetting a flight can only make its answer pay once more, never less. An answer that is dated later than
// anybody waits for it pays nothing and ends the flight when that time has come, and not before.
import type { CallFact } from '../fact.ts';
import { dropOldest } from '../oldest-first.ts';
import { longestFlightMs } from './flights.ts';
import { type Name, nameOf } from './name.ts';

/** 9.9 calls a second, each in flight for at most 60 s, make 606; the bound is 1,024 × about 200 bytes = 0.2 MB. */
const maxFlights = 1024;

interface Flight {
  readonly sentAtMs: number;
  /** Id of the first try of the same call. */
  readonly firstTry: Name;
  /** Infinity until it is answered. */
  readonly landsAtMs: number;
}

export class FlightBook {
  readonly #flights = new Map<Name, Flight>();

  get size(): number {
    return this.#flights.size;
  }

  /** False when this call is in flight already. */
  takeOff({ id, retryOf, sentAtMs }: Pick<CallFact, 'id' | 'retryOf' | 'sentAtMs'>): boolean {
    const name = nameOf(id);
    if (this.#flights.get(name)?.landsAtMs === Number.POSITIVE_INFINITY) return false;
    this.#flights.set(name, { sentAtMs, firstTry: nameOf(retryOf ?? id), landsAtMs: Number.POSITIVE_INFINITY });
    dropOldest(this.#flights, maxFlights);
    return true;
  }

  /** True when the call was in flight. */
  land(id: string, answeredAtMs: number): boolean {
    const name = nameOf(id);
    const flight = this.#flights.get(name);
    if (flight === undefined) return false;
    if (answeredAtMs > flight.sentAtMs + longestFlightMs)
      this.#flights.set(name, { ...flight, landsAtMs: answeredAtMs });
    else this.#flights.delete(name);
    return true;
  }

  /** Whether a try of this call left less than `patienceMs` ago and was not answered. Looks at every flight: some dozens. */
  tryUnderWay(firstTry: string, nowMs: number, patienceMs: number): boolean {
    const name = nameOf(firstTry);
    for (const { firstTry: of, sentAtMs, landsAtMs } of this.#flights.values()) {
      if (of === name && nowMs - sentAtMs < patienceMs && landsAtMs > nowMs) return true;
    }
    return false;
  }

  /** The clock went back: nothing in here left later than `atMs`. */
  capAt(atMs: number): void {
    for (const [id, { sentAtMs, firstTry, landsAtMs }] of this.#flights) {
      const isOver = landsAtMs !== Number.POSITIVE_INFINITY;
      const capped = { sentAtMs: Math.min(sentAtMs, atMs), landsAtMs: isOver ? Math.min(landsAtMs, atMs) : landsAtMs };
      this.#flights.set(id, { ...capped, firstTry });
    }
  }

  copy(): FlightBook {
    const twin = new FlightBook();
    for (const [id, flight] of this.#flights) twin.#flights.set(id, flight);
    return twin;
  }
}
