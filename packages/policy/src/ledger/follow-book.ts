// Which account of the deployment follows a charger or an installation by reading it.
// Invariant: a follower stays one for a day after its last read, whoever else reads meanwhile.
import { followedForMs } from '../following.ts';
import { LatestMap } from './latest-map.ts';

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
  readonly #following: LatestMap<Following>;
  readonly #underWay: LatestMap<number>;
  readonly #refused: LatestMap<number>;

  constructor(
    following = new LatestMap<Following>(maxResources),
    underWay = new LatestMap<number>(maxFlights),
    refused = new LatestMap<number>(maxFlights),
  ) {
    this.#following = following;
    this.#underWay = underWay;
    this.#refused = refused;
  }

  get size(): number {
    return this.#following.size + this.#underWay.size + this.#refused.size;
  }

  /** A read brought something, to this account or to another. */
  read(resource: string, mine: boolean, atMs: number): void {
    const following = this.#following.get(resource);
    if (following === undefined) {
      this.#following.set(resource, { mine, readAtMs: atMs });
      return;
    }
    const lapsed = atMs - following.readAtMs >= followedForMs;
    if (!lapsed && following.mine !== mine) return;
    following.mine = mine;
    following.readAtMs = Math.max(following.readAtMs, atMs);
  }

  otherSent(resource: string, sentAtMs: number): void {
    this.#underWay.set(resource, sentAtMs);
  }

  otherLanded(resource: string): void {
    this.#underWay.delete(resource);
  }

  /** `withheld` as `withheldKey` names it. */
  otherRefused(withheld: string, atMs: number): void {
    this.#refused.set(withheld, atMs);
  }

  /** Whether another account reads this, or is just about to. */
  isAnothers(resource: string, nowMs: number): boolean {
    const following = this.#following.get(resource);
    if (following !== undefined && nowMs - following.readAtMs < followedForMs) return !following.mine;
    const sentAtMs = this.#underWay.get(resource);
    return sentAtMs !== undefined && nowMs - sentAtMs < givenUpMs;
  }

  /** When this was last refused to another account; minus infinity when it never was. */
  refusedAtMs(withheld: string): number {
    return this.#refused.get(withheld) ?? Number.NEGATIVE_INFINITY;
  }

  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void {
    const capped = (instantMs: number): number => Math.min(instantMs, atMs);
    this.#following.mapValues(({ mine, readAtMs }) => ({ mine, readAtMs: capped(readAtMs) }));
    this.#underWay.mapValues(capped);
    this.#refused.mapValues(capped);
  }

  copy(): FollowBook {
    const following = this.#following.copy((held) => ({ ...held }));
    return new FollowBook(following, this.#underWay.copy(), this.#refused.copy());
  }
}
