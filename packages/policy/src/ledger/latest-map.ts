// A map of bounded size: what was set last stands last, and what was set longest ago goes first.
// Invariant: at most `most` entries; a copy shares nothing that changes.
import { dropOldest } from '../oldest-first.ts';

export class LatestMap<T> {
  readonly #most: number;
  readonly #entries: Map<string, T>;

  constructor(most: number, entries: Iterable<readonly [string, T]> = []) {
    this.#most = most;
    this.#entries = new Map(entries);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): T | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: T): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    dropOldest(this.#entries, this.#most);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  entries(): IterableIterator<[string, T]> {
    return this.#entries.entries();
  }

  values(): IterableIterator<T> {
    return this.#entries.values();
  }

  /** Replaces every value, each at its place. */
  mapValues(change: (value: T) => T): void {
    for (const [key, value] of this.#entries) this.#entries.set(key, change(value));
  }

  copy(copied: (value: T) => T = (value) => value): LatestMap<T> {
    const twin = new LatestMap<T>(this.#most, this.#entries);
    twin.mapValues(copied);
    return twin;
  }
}
