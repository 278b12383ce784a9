// Whether state is being followed by reading, and whether the service bus is read meanwhile.
// Invariant: `missingSinceMs` is null exactly when a stream is open, refused, or no state is followed.

/** Streams that one account may have open: 64 installations or groups (design), sixteen times over. */
const maxScopes = 1024;

export class StreamBook {
  readonly #open = new Set<string>();
  #lastReadAtMs = Number.NEGATIVE_INFINITY;
  #followedSinceMs = Number.NEGATIVE_INFINITY;
  #lostAtMs = Number.NEGATIVE_INFINITY;
  #refused = false;

  get size(): number {
    return this.#open.size;
  }

  /** A state was read. Reads more than `pauseMs` apart are no following: it begins anew. */
  stateRead(atMs: number, pauseMs: number): void {
    if (atMs > this.#lastReadAtMs + pauseMs) this.#followedSinceMs = atMs;
    else if (atMs >= this.#followedSinceMs - pauseMs) this.#followedSinceMs = Math.min(this.#followedSinceMs, atMs);
    this.#lastReadAtMs = Math.max(this.#lastReadAtMs, atMs);
  }

  opened(scope: string): void {
    this.#refused = false;
    if (this.#open.size < maxScopes) this.#open.add(scope);
  }

  lost(scope: string, atMs: number): void {
    if (this.#open.delete(scope) && this.#open.size === 0) this.#lostAtMs = Math.max(this.#lostAtMs, atMs);
  }

  /** The account may not have this stream (messaging off, role too low), or the bus lets nobody in just now. */
  refused(scope: string, atMs: number): void {
    this.lost(scope, atMs);
    this.#refused = true;
  }

  /** Since when no stream is open; null while one is, and as long as none ever was. */
  get downSinceMs(): number | null {
    return this.#open.size > 0 || this.#lostAtMs === Number.NEGATIVE_INFINITY ? null : this.#lostAtMs;
  }

  missingSinceMs(nowMs: number, pauseMs: number): number | null {
    const followed = nowMs <= this.#lastReadAtMs + pauseMs;
    if (!followed || this.#open.size > 0 || this.#refused) return null;
    return Math.max(this.#followedSinceMs, this.#lostAtMs);
  }

  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void {
    this.#lastReadAtMs = Math.min(this.#lastReadAtMs, atMs);
    this.#followedSinceMs = Math.min(this.#followedSinceMs, atMs);
    this.#lostAtMs = Math.min(this.#lostAtMs, atMs);
  }

  copy(): StreamBook {
    const twin = new StreamBook();
    for (const scope of this.#open) twin.#open.add(scope);
    twin.#lastReadAtMs = this.#lastReadAtMs;
    twin.#followedSinceMs = this.#followedSinceMs;
    twin.#lostAtMs = this.#lostAtMs;
    twin.#refused = this.#refused;
    return twin;
  }
}
