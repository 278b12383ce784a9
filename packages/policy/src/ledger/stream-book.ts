// Whether state is being followed by reading, and whether the service bus is read meanwhile.
// Invariant: `missingSinceMs` is null exactly when a stream is open, none is to be had, or no state is followed.
// None is to be had where some installation or group was refused its stream, and none was granted one since.

/** Streams that one account may have open: 64 installations or groups (design), sixteen times over. */
const maxScopes = 1024;

/** Who names no installation and no group. */
const unnamed = '';

export class StreamBook {
  readonly #open = new Set<string>();
  readonly #granted = new Set<string>();
  readonly #refused = new Set<string>();
  #lastReadAtMs = Number.NEGATIVE_INFINITY;
  #followedSinceMs = Number.NEGATIVE_INFINITY;
  #lostAtMs = Number.NEGATIVE_INFINITY;
  /** Since when a stream is to be had again after none was. */
  #toBeHadSinceMs = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#open.size;
  }

  /** A state was read. Reads more than `pauseMs` apart are no following: it begins anew. */
  stateRead(atMs: number, pauseMs: number): void {
    if (atMs > this.#lastReadAtMs + pauseMs) this.#followedSinceMs = atMs;
    else if (atMs >= this.#followedSinceMs - pauseMs) this.#followedSinceMs = Math.min(this.#followedSinceMs, atMs);
    this.#lastReadAtMs = Math.max(this.#lastReadAtMs, atMs);
  }

  opened(scope: string, atMs: number): void {
    this.granted(scope, atMs);
    addTo(this.#open, scope);
  }

  lost(scope: string, atMs: number): void {
    if (this.#open.delete(scope) && this.#open.size === 0) this.#lostAtMs = Math.max(this.#lostAtMs, atMs);
  }

  /** The account may read the stream of this scope: its connection details were handed out, or it was read. */
  granted(scope: string, atMs: number): void {
    if (this.#isShutOut) this.#toBeHadSinceMs = Math.max(this.#toBeHadSinceMs, atMs);
    this.#refused.delete(scope);
    this.#refused.delete(unnamed);
    addTo(this.#granted, scope);
  }

  /** The account may not have this stream (messaging off, role too low), or the bus lets nobody in just now. */
  refused(scope: string, atMs: number): void {
    this.lost(scope, atMs);
    this.#granted.delete(scope);
    this.#granted.delete(unnamed);
    addTo(this.#refused, scope);
  }

  /** Since when no stream is open; null while one is, and as long as none ever was. */
  get downSinceMs(): number | null {
    return this.#open.size > 0 || this.#lostAtMs === Number.NEGATIVE_INFINITY ? null : this.#lostAtMs;
  }

  missingSinceMs(nowMs: number, pauseMs: number): number | null {
    const followed = nowMs <= this.#lastReadAtMs + pauseMs;
    if (!followed || this.#open.size > 0 || this.#isShutOut) return null;
    return Math.max(this.#followedSinceMs, this.#lostAtMs, this.#toBeHadSinceMs);
  }

  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void {
    this.#lastReadAtMs = Math.min(this.#lastReadAtMs, atMs);
    this.#followedSinceMs = Math.min(this.#followedSinceMs, atMs);
    this.#lostAtMs = Math.min(this.#lostAtMs, atMs);
    this.#toBeHadSinceMs = Math.min(this.#toBeHadSinceMs, atMs);
  }

  copy(): StreamBook {
    const twin = new StreamBook();
    for (const scope of this.#open) twin.#open.add(scope);
    for (const scope of this.#granted) twin.#granted.add(scope);
    for (const scope of this.#refused) twin.#refused.add(scope);
    twin.#lastReadAtMs = this.#lastReadAtMs;
    twin.#followedSinceMs = this.#followedSinceMs;
    twin.#lostAtMs = this.#lostAtMs;
    twin.#toBeHadSinceMs = this.#toBeHadSinceMs;
    return twin;
  }

  get #isShutOut(): boolean {
    return this.#refused.size > 0 && this.#granted.size === 0;
  }
}

function addTo(scopes: Set<string>, scope: string): void {
  if (scopes.size < maxScopes) scopes.add(scope);
}
