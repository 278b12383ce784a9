// Which account of the deployment follows a charger or an installation by reading it.
// Invariant: a follower stays one for a day after its last read, whoever else reads meanwhile.
import { followedForMs } from '../following.ts';

/** 65,536 chargers and installations × about 150 bytes = 10 MB; sessions read by id take part and go first in, first out. */
const maxResources = 65_536;
/** Reads of other accounts on their way, and what was refused to them within a minute: some hundred each. */
const maxFlights = 1024;
/** A read that was not answered for so long is given up. */
const givenUpMs = 60_000;

interface Following {
  mine: boolean;
  readAtMs: number;
}

export class FollowBook {
  readonly #following = new Map<string, Following>();
  readonly #underWay = new Map<string, number>();
  readonly #refused = new Map<string, number>();

  get size(): number {
    return this.#following.size + this.#underWay.size + this.#refused.size;
  }

  /** A read brought something, to this account or to another. */
  read(resource: string, mine: boolean, atMs: number): void {
    const following = this.#following.get(resource);
    if (following === undefined) {
      put(this.#following, resource, { mine, readAtMs: atMs }, maxResources);
      return;
    }
    const lapsed = atMs - following.readAtMs >= followedForMs;
    if (!lapsed && following.mine !== mine) return;
    following.mine = mine;
    following.readAtMs = Math.max(following.readAtMs, atMs);
  }

  otherSent(resource: string, sentAtMs: number): void {
    put(this.#underWay, resource, sentAtMs, maxFlights);
  }

  otherLanded(resource: string): void {
    this.#underWay.delete(resource);
  }

  otherRefused(resource: string, atMs: number): void {
    put(this.#refused, resource, atMs, maxFlights);
  }

  /** Whether another account reads this, or is just about to. */
  isAnothers(resource: string, nowMs: number): boolean {
    const following = this.#following.get(resource);
    if (following !== undefined && nowMs - following.readAtMs < followedForMs) return !following.mine;
    const sentAtMs = this.#underWay.get(resource);
    return sentAtMs !== undefined && nowMs - sentAtMs < givenUpMs;
  }

  /** When a read of this was last refused to another account; minus infinity when none was. */
  refusedAtMs(resource: string): number {
    return this.#refused.get(resource) ?? Number.NEGATIVE_INFINITY;
  }

  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void {
    for (const following of this.#following.values()) following.readAtMs = Math.min(following.readAtMs, atMs);
    for (const [resource, sentAtMs] of this.#underWay) this.#underWay.set(resource, Math.min(sentAtMs, atMs));
    for (const [resource, refusedAtMs] of this.#refused) this.#refused.set(resource, Math.min(refusedAtMs, atMs));
  }

  copy(): FollowBook {
    const twin = new FollowBook();
    for (const [resource, following] of this.#following) twin.#following.set(resource, { ...following });
    for (const [resource, sentAtMs] of this.#underWay) twin.#underWay.set(resource, sentAtMs);
    for (const [resource, refusedAtMs] of this.#refused) twin.#refused.set(resource, refusedAtMs);
    return twin;
  }
}

/** Beyond the bound the entry put first is dropped. */
function put<T>(entries: Map<string, T>, key: string, value: T, bound: number): void {
  entries.set(key, value);
  if (entries.size <= bound) return;
  for (const oldest of entries.keys()) {
    entries.delete(oldest);
    return;
  }
}
