// Since when the service bus tells of a charger: which streams are open, and whether one is missing.
// Invariant: where it is not known which stream tells of a charger, none may be lost. A stream is lost from the instant on
// at which it was, not sooner: a loss that is dated in the future leaves the stricter floors until then.
import type { StreamFact } from '../fact.ts';
import { type Name, nameOf } from './name.ts';

/** Streams that one account may have open: 64 installations or groups (design), sixteen times over. × 150 bytes = 0.15 MB. */
const maxScopes = 1024;
const never = Number.POSITIVE_INFINITY;

interface Scope {
  readonly isGroup: boolean;
  /** Infinity for one that never was open. */
  readonly openSinceMs: number;
  /** Infinity for one that was not lost, nor refused. */
  readonly lostAtMs: number;
}

/** What all scopes come to at one time. */
interface Sum {
  readonly lost: number;
  readonly anySinceMs: number;
  readonly groupSinceMs: number;
}

export class StreamCover {
  readonly #scopes = new Map<Name, Scope>();
  /** When the last scope that was lost came back. */
  #wholeSinceMs = Number.NEGATIVE_INFINITY;
  #latestLossMs = Number.NEGATIVE_INFINITY;
  /** From the latest loss on. Streams open and close a few times a day; reads ask all the time. */
  #sum: Sum = { lost: 0, anySinceMs: never, groupSinceMs: never };

  get size(): number {
    return this.#scopes.size;
  }

  note({ bus, scope, event, atMs }: StreamFact): void {
    const key = keyOf(bus, scope);
    const before = this.#scopes.get(key);
    if (before === undefined && this.#scopes.size >= maxScopes) return;
    const opens = event === 'opened' || event === 'message';
    if (opens && before !== undefined) {
      const isMissing = before.lostAtMs <= atMs;
      if (!isMissing && before.openSinceMs <= atMs) return;
      if (isMissing) this.#wholeSinceMs = Math.max(this.#wholeSinceMs, atMs);
    }
    const openSinceMs = opens ? atMs : (before?.openSinceMs ?? never);
    const lostAtMs = opens ? never : Math.min(atMs, before?.lostAtMs ?? never);
    this.#scopes.set(key, { isGroup: bus === 'group', openSinceMs, lostAtMs });
    this.#sumUp();
  }

  /** Infinity while no open stream is known to tell of chargers of this installation; null where it is not known. */
  liveSinceMs(installationId: string | null, nowMs: number): number {
    if (this.#scopes.size === 0) return never;
    const own = installationId === null ? undefined : this.#scopes.get(keyOf('installation', installationId));
    const ownSinceMs = own !== undefined && own.lostAtMs > nowMs ? own.openSinceMs : never;
    if (ownSinceMs <= nowMs) return ownSinceMs;
    const { lost, anySinceMs, groupSinceMs } = nowMs >= this.#latestLossMs ? this.#sum : this.#sumAt(nowMs);
    const sinceMs = Math.max(this.#wholeSinceMs, installationId === null ? anySinceMs : groupSinceMs);
    return lost > 0 ? ownSinceMs : Math.min(ownSinceMs, sinceMs);
  }

  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void {
    const capped = (instantMs: number): number => (instantMs === never ? never : Math.min(instantMs, atMs));
    this.#wholeSinceMs = Math.min(this.#wholeSinceMs, atMs);
    for (const [key, { isGroup, openSinceMs, lostAtMs }] of this.#scopes) {
      this.#scopes.set(key, { isGroup, openSinceMs: capped(openSinceMs), lostAtMs: capped(lostAtMs) });
    }
    this.#sumUp();
  }

  copy(): StreamCover {
    const twin = new StreamCover();
    for (const [key, scope] of this.#scopes) twin.#scopes.set(key, scope);
    twin.#wholeSinceMs = this.#wholeSinceMs;
    twin.#sumUp();
    return twin;
  }

  #sumUp(): void {
    this.#latestLossMs = Number.NEGATIVE_INFINITY;
    for (const { lostAtMs } of this.#scopes.values()) {
      if (lostAtMs !== never) this.#latestLossMs = Math.max(this.#latestLossMs, lostAtMs);
    }
    this.#sum = this.#sumAt(this.#latestLossMs);
  }

  #sumAt(nowMs: number): Sum {
    let lost = 0;
    let anySinceMs = never;
    let groupSinceMs = never;
    for (const { isGroup, openSinceMs, lostAtMs } of this.#scopes.values()) {
      if (lostAtMs <= nowMs) {
        lost += 1;
        continue;
      }
      anySinceMs = Math.min(anySinceMs, openSinceMs);
      if (isGroup) groupSinceMs = Math.min(groupSinceMs, openSinceMs);
    }
    return { lost, anySinceMs, groupSinceMs };
  }
}

function keyOf(bus: StreamFact['bus'], scope: string): Name {
  return nameOf(`${bus} ${scope}`);
}
