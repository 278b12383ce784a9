// A map of bounded size: what was set last stands last, and what was set longest ago goes first.
// Invariant: at most `most` entries; a copy shares nothing that changes.
import { dropOldest } from '../oldest-first.ts';
import { type Name, nameOf } from './name.ts';

export class LatestMap<T> {
  readonly #most: number;
  readonly #entries: Map<Name, T>;

  constructor(most: number, entries: Iterable<readonly [Name, T]> = []) {
    this.#most = most;
    this.#entries = new Map(entries);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): T | undefined {
    return this.#entries.get(nameOf(key));
  }

  set(key: string, value: T): void {
    const name = nameOf(key);
    this.#entries.delete(name);
    this.#entries.set(name, value);
    dropOldest(this.#entries, this.#most);
  }

  delete(key: string): void {
    this.#entries.delete(nameOf(key));
  }

  entries(): IterableIterator<[Name, T]> {
    return this.#entries.entries();
  }

  values(): IterableIterator<T> {
    return this.#entries.values();
  }

  /** Replaces every value, each at its place. */
  mapValues(change: (value: T) => T): void {
    for (const [key, value] of this.#entries) this.#entries.set(key, change(value));
  }

  copy(): LatestMap<T> {
    return new LatestMap<T>(this.#most, this.#entries);
  }
}
