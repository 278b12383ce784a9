// Reads that accepted writes opened, one for each, until it is made or forgotten.
// Invariant: never more openings than accepted writes, the oldest is used first, and none that is older than it may be or
// whose time has not come.
import { dropOldest } from '../oldest-first.ts';
import { type Name, nameOf } from './name.ts';

/** Two writes a second for an hour are 7,200; with one write each 8,192 × 200 bytes = 1.6 MB, full of them 3.4 MB. */
const maxThings = 8192;
/** Writes of one thing that no read followed yet; older ones are forgotten first. What is forgotten opens nothing. */
const maxWrites = 4;

export interface Write {
  readonly byUpdate: boolean;
  readonly atMs: number;
}

export class OpeningBook {
  readonly #keptMs: number;
  /** Oldest write first; the thing written last stands last. */
  readonly #writes = new Map<Name, readonly Write[]>();

  constructor(keptMs: number) {
    this.#keptMs = keptMs;
  }

  get size(): number {
    return this.#writes.size;
  }

  /** A write was accepted, or the read that it had opened failed. */
  open(thing: string, write: Write): void {
    const name = nameOf(thing);
    const writes = [...(this.#writes.get(name) ?? []), write].sort((one, other) => one.atMs - other.atMs);
    this.#writes.delete(name);
    this.#writes.set(name, writes.slice(-maxWrites));
    dropOldest(this.#writes, maxThings);
  }

  /** The write that opens one more read: an update, or where `updatesOnly` is false a command as well. */
  openedBy(thing: string, nowMs: number, updatesOnly: boolean): Write | null {
    const usable = ({ byUpdate, atMs }: Write) =>
      atMs <= nowMs && nowMs <= atMs + this.#keptMs && (byUpdate || !updatesOnly);
    return this.#writes.get(nameOf(thing))?.find(usable) ?? null;
  }

  /** The read that this write had opened was made. */
  close(thing: string, write: Write): void {
    const name = nameOf(thing);
    const left = (this.#writes.get(name) ?? []).filter((other) => other !== write);
    if (left.length > 0) this.#writes.set(name, left);
    else this.#writes.delete(name);
  }

  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void {
    for (const [thing, writes] of this.#writes) {
      this.#writes.set(
        thing,
        writes.map((write) => ({ ...write, atMs: Math.min(write.atMs, atMs) })),
      );
    }
  }

  copy(): OpeningBook {
    const twin = new OpeningBook(this.#keptMs);
    for (const [thing, writes] of this.#writes) twin.#writes.set(thing, writes);
    return twin;
  }
}
