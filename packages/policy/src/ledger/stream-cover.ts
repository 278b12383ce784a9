// Since when the service bus tells of a charger: which streams are open, and whether one is missing.
// Invariant: where it is not known which stream tells of a charger, none may be lost.
import type { StreamFact } from '../fact.ts';

/** Streams that one account may have open: 64 installations or groups (design), sixteen times over. × 150 bytes = 0.15 MB. */
const maxScopes = 1024;
const never = Number.POSITIVE_INFINITY;

export class StreamCover {
  /** Since when each scope is open; infinity for one that was lost or refused. */
  readonly #openSinceMs = new Map<string, number>();
  #lost = 0;
  /** When the last scope that was lost came back. */
  #wholeSinceMs = Number.NEGATIVE_INFINITY;
  #anySinceMs = never;
  #groupSinceMs = never;

  get size(): number {
    return this.#openSinceMs.size;
  }

  note({ bus, scope, event, atMs }: StreamFact): void {
    const key = `${bus} ${scope}`;
    const before = this.#openSinceMs.get(key);
    const isOpen = before !== undefined && before !== never;
    if (event === 'message' && isOpen) return;
    if (before === undefined && this.#openSinceMs.size >= maxScopes) return;
    const opens = event === 'opened' || event === 'message';
    if (opens && before === never) this.#wholeSinceMs = Math.max(this.#wholeSinceMs, atMs);
    this.#openSinceMs.set(key, opens ? atMs : never);
    this.#sum();
  }

  /** Infinity while no open stream is known to tell of chargers of this installation; null where it is not known. */
  liveSinceMs(installationId: string | null): number {
    if (this.#openSinceMs.size === 0) return never;
    const own = installationId === null ? never : (this.#openSinceMs.get(`installation ${installationId}`) ?? never);
    if (own !== never) return own;
    if (this.#lost > 0) return never;
    return Math.max(this.#wholeSinceMs, installationId === null ? this.#anySinceMs : this.#groupSinceMs);
  }

  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void {
    this.#wholeSinceMs = Math.min(this.#wholeSinceMs, atMs);
    for (const [key, sinceMs] of this.#openSinceMs) {
      if (sinceMs !== never) this.#openSinceMs.set(key, Math.min(sinceMs, atMs));
    }
    this.#sum();
  }

  copy(): StreamCover {
    const twin = new StreamCover();
    for (const [key, sinceMs] of this.#openSinceMs) twin.#openSinceMs.set(key, sinceMs);
    twin.#wholeSinceMs = this.#wholeSinceMs;
    twin.#sum();
    return twin;
  }

  /** Streams open and close a few times a day; reads ask all the time. */
  #sum(): void {
    this.#lost = 0;
    this.#anySinceMs = never;
    this.#groupSinceMs = never;
    for (const [key, sinceMs] of this.#openSinceMs) {
      if (sinceMs === never) this.#lost += 1;
      this.#anySinceMs = Math.min(this.#anySinceMs, sinceMs);
      if (key.startsWith('group ')) this.#groupSinceMs = Math.min(this.#groupSinceMs, sinceMs);
    }
  }
}
