// Whether state is being followed by reading, installation by installation, and whether the service bus tells of it meanwhile.
// Invariant: a stream is missing exactly where state is followed, no open stream tells of it, one is to be had, and there is
// a place for it.
import { type Bus, StreamScopes } from './stream-scopes.ts';

/** As many installations as streams of them; those beyond are followed together. 1,024 × about 150 bytes = 0.15 MB. */
const maxFollowed = 1024;
const never = Number.NEGATIVE_INFINITY;

interface Following {
  readonly sinceMs: number;
  readonly lastReadAtMs: number;
}

export interface Missing {
  /** Null for what is read without telling of which installation: any stream would do. */
  readonly installation: string | null;
  readonly sinceMs: number;
}

export class StreamBook {
  #scopes = new StreamScopes();
  readonly #followings = new Map<string | null, Following>();

  get size(): number {
    return this.#scopes.open;
  }

  /** A state was read. Reads more than `pauseMs` apart are no following: it begins anew. */
  stateRead(told: string | null, atMs: number, pauseMs: number): void {
    const known = this.#followings.has(told) || this.#followings.size < maxFollowed;
    const installation = known ? told : null;
    const { sinceMs, lastReadAtMs } = this.#followings.get(installation) ?? { sinceMs: never, lastReadAtMs: never };
    this.#followings.set(installation, {
      sinceMs: followedSinceMs(sinceMs, lastReadAtMs, atMs, pauseMs),
      lastReadAtMs: Math.max(lastReadAtMs, atMs),
    });
  }

  opened(bus: Bus, scope: string, atMs: number): void {
    this.#scopes.opened(bus, scope, atMs);
  }

  lost(bus: Bus, scope: string, atMs: number): void {
    this.#scopes.lost(bus, scope, atMs);
  }

  granted(bus: Bus, scope: string | null, atMs: number): void {
    this.#scopes.granted(bus, scope, atMs);
  }

  refused(bus: Bus, scope: string | null, atMs: number): void {
    this.#scopes.refused(bus, scope, atMs);
  }

  /** Since when no stream is open; null while one is, and as long as none ever was. */
  get downSinceMs(): number | null {
    const { open, allLostAtMs } = this.#scopes;
    return open > 0 || allLostAtMs === never ? null : allLostAtMs;
  }

  /** Streams that are to be opened, those missing longest first; no more than there is a place for. */
  missing(nowMs: number, pauseMs: number): readonly Missing[] {
    const missing: Missing[] = [];
    for (const [installation, { sinceMs, lastReadAtMs }] of this.#followings) {
      if (nowMs > lastReadAtMs + pauseMs) continue;
      if (this.#scopes.tellsOf(installation) || this.#scopes.isShutOut(installation)) continue;
      missing.push({ installation, sinceMs: Math.max(sinceMs, this.#scopes.missingSinceMs(installation)) });
    }
    return missing.sort((one, other) => one.sinceMs - other.sinceMs).slice(0, this.#scopes.places);
  }

  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void {
    this.#scopes.capAt(atMs);
    for (const [installation, { sinceMs, lastReadAtMs }] of this.#followings) {
      const capped = { sinceMs: Math.min(sinceMs, atMs), lastReadAtMs: Math.min(lastReadAtMs, atMs) };
      this.#followings.set(installation, capped);
    }
  }

  copy(): StreamBook {
    const twin = new StreamBook();
    twin.#scopes = this.#scopes.copy();
    for (const [installation, following] of this.#followings) twin.#followings.set(installation, following);
    return twin;
  }
}

/** Answers may overtake each other: a read told late belongs to the following that it lies in, or just before. */
function followedSinceMs(sinceMs: number, lastReadAtMs: number, atMs: number, pauseMs: number): number {
  if (atMs > lastReadAtMs + pauseMs) return atMs;
  return atMs >= sinceMs - pauseMs ? Math.min(sinceMs, atMs) : sinceMs;
}
