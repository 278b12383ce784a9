// When each thing was last done, so that the next time can keep its distance. One entry a key, oldest touched first.
// Invariant: a try that failed leaves the book as it was before the try.

interface Entry {
  doneAtMs: number;
  pendingId: string | null;
  pendingAtMs: number;
}

export interface FloorBookOptions {
  /** How long an entry can matter; older ones are dropped as new ones come. */
  readonly keepMs: number;
  /** Bound of the book; beyond it the entry touched longest ago is dropped. */
  readonly maxKeys: number;
}

export class FloorBook {
  readonly #options: FloorBookOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: FloorBookOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** A try is on its way; until it is answered it counts as done at `atMs`. */
  begin(key: string, id: string, atMs: number): void {
    const entry = this.#touch(key);
    entry.pendingId = id;
    entry.pendingAtMs = atMs;
    this.#prune(atMs);
  }

  /** The try `id` is over; `doneAtMs` null when it did not count. */
  end(key: string, id: string, doneAtMs: number | null): void {
    if (doneAtMs === null && !this.#entries.has(key)) return;
    const entry = this.#touch(key);
    if (entry.pendingId === id) {
      entry.pendingId = null;
      entry.pendingAtMs = Number.NEGATIVE_INFINITY;
    }
    if (doneAtMs === null) return;
    entry.doneAtMs = Math.max(entry.doneAtMs, doneAtMs);
    this.#prune(doneAtMs);
  }

  /** Minus infinity when nothing is known. */
  lastAtMs(key: string): number {
    const entry = this.#entries.get(key);
    return entry === undefined ? Number.NEGATIVE_INFINITY : Math.max(entry.doneAtMs, entry.pendingAtMs);
  }

  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void {
    for (const entry of this.#entries.values()) {
      entry.doneAtMs = Math.min(entry.doneAtMs, atMs);
      entry.pendingAtMs = Math.min(entry.pendingAtMs, atMs);
    }
  }

  copy(): FloorBook {
    const twin = new FloorBook(this.#options);
    for (const [key, entry] of this.#entries) twin.#entries.set(key, { ...entry });
    return twin;
  }

  #touch(key: string): Entry {
    const entry = this.#entries.get(key) ?? {
      doneAtMs: Number.NEGATIVE_INFINITY,
      pendingId: null,
      pendingAtMs: Number.NEGATIVE_INFINITY,
    };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  #prune(nowMs: number): void {
    for (const [key, entry] of this.#entries) {
      const outlived = Math.max(entry.doneAtMs, entry.pendingAtMs) < nowMs - this.#options.keepMs;
      if (!outlived && this.#entries.size <= this.#options.maxKeys) return;
      this.#entries.delete(key);
    }
  }
}
