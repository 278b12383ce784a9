// A map of bounded size: what was set last stands last, and what was set longest ago goes first.
// Invariant: at most `most` entries, and finding the one to drop takes no longer when many were dropped before.

export class LatestMap<T> {
  readonly #most: number;
  readonly #entries: Map<string, T>;
  /** Goes on where it stopped: whoever looks for the first key of a Map anew passes every deleted one before it. */
  readonly #oldest: IterableIterator<string>;

  constructor(most: number, entries: Iterable<readonly [string, T]> = []) {
    this.#most = most;
    this.#entries = new Map(entries);
    this.#oldest = this.#entries.keys();
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
    if (this.#entries.size > this.#most) this.#entries.delete(this.#oldest.next().value);
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
