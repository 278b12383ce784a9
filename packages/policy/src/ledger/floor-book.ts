// When each thing was last done, so that the next time can keep its distance.
// Invariant: a try that failed leaves the book as it was before the try; what was done is forgotten for want of room only,
// never because time has passed: the book does not know how long a floor is, nor whether the time it is told is right.
import { Flights } from './flights.ts';
import { InstantTable } from './instant-table.ts';

export interface FloorBookOptions {
  /** Beyond that the thing done longest ago is dropped. */
  readonly maxKeys: number;
  /** A try on its way counts as done so long after it was sent. */
  readonly wayMs: number;
}

export class FloorBook {
  readonly #options: FloorBookOptions;
  readonly #done: InstantTable;
  readonly #underWay: Flights;

  constructor(options: FloorBookOptions, done = new InstantTable(1, options.maxKeys), underWay = new Flights()) {
    this.#options = options;
    this.#done = done;
    this.#underWay = underWay;
  }

  get size(): number {
    return this.#done.size + this.#underWay.size;
  }

  /** A try is on its way; until it is answered it counts as done when it has arrived. */
  begin(key: string, id: string, sentAtMs: number): void {
    this.#underWay.leave(key, { id, sentAtMs }, null);
  }

  /** The try `id` is over; `doneAtMs` null when it did not count. */
  end(key: string, id: string, answeredAtMs: number, doneAtMs: number | null): void {
    this.#underWay.land(key, id, answeredAtMs);
    if (doneAtMs !== null) this.#done.set(key, 0, Math.max(doneAtMs, this.#done.at(key, 0)));
  }

  /** Minus infinity when nothing is known. */
  lastAtMs(key: string, nowMs: number): number {
    return Math.max(this.#done.at(key, 0), this.#underWay.latestAtMs(key, nowMs) + this.#options.wayMs);
  }

  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void {
    this.#done.capAt(atMs);
    this.#underWay.capAt(atMs);
  }

  copy(): FloorBook {
    return new FloorBook(this.#options, this.#done.copy(), this.#underWay.copy());
  }
}
