import { dropOldest } from '../oldest-first.ts';
import { type Name, nameOf } from './name.ts';

// Calls that were sent and not yet answered, so that the answer does not pay a second time.
// Invariant: forgetting a flight can only make its answer pay once more, never less.

/** 9.9 calls a second, each in flight for at most 60 s, make 606; the bound is 1,024 × about 120 bytes = 0.1 MB. */
const maxFlights = 1024;

export class FlightBook {
  readonly #sentAtMs = new Map<Name, number>();

  get size(): number {
    return this.#sentAtMs.size;
  }

  /** False when this call is in flight already. */
  takeOff(id: string, sentAtMs: number): boolean {
    const name = nameOf(id);
    if (this.#sentAtMs.has(name)) return false;
    this.#sentAtMs.set(name, sentAtMs);
    dropOldest(this.#sentAtMs, maxFlights);
    return true;
  }

  /** True when the call was in flight. */
  land(id: string): boolean {
    return this.#sentAtMs.delete(nameOf(id));
  }

  copy(): FlightBook {
    const twin = new FlightBook();
    for (const [id, sentAtMs] of this.#sentAtMs) twin.#sentAtMs.set(id, sentAtMs);
    return twin;
  }
}
