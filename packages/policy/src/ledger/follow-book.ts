// Which account of the deployment follows a charger or an installation by reading it.
// Invariant: a follower stays one for a day after its last read, whoever else reads meanwhile; a read from the future takes
// nothing over before its time has come.
import { followedForMs } from '../following.ts';
import { Flights, longestFlightMs } from './flights.ts';
import { InstantTable } from './instant-table.ts';
import { LatestMap } from './latest-map.ts';

/** 65,536 chargers and installations × 117 bytes = 7.7 MB; sessions read by id take part and go first in, first out. */
const maxResources = 65_536;
/** Refused to other accounts within a minute: some hundred. 1,024 × about 130 bytes = 0.15 MB. */
const maxRefused = 1024;
const never = Number.NEGATIVE_INFINITY;

/** Columns: since when this account, or another one, follows the thing, and when it last read it. */
const columnsOf = { mine: { since: 0, last: 1 }, others: { since: 2, last: 3 } } as const;
const columns = Object.values(columnsOf).flatMap((ofOne) => Object.values(ofOne)).length;
type Follower = keyof typeof columnsOf;

export class FollowBook {
  readonly #following: InstantTable;
  readonly #underWay: Flights;
  readonly #refused: LatestMap<number>;

  constructor(
    following = new InstantTable(columns, maxResources),
    underWay = new Flights(),
    refused = new LatestMap<number>(maxRefused),
  ) {
    this.#following = following;
    this.#underWay = underWay;
    this.#refused = refused;
  }

  get size(): number {
    return this.#following.size + this.#underWay.size + this.#refused.size;
  }

  /**
   * A read brought something, to this account or to another. It counts from `atMs`; a thing that nobody followed is
   * followed from `toldAtMs` on.
   */
  read(resource: string, mine: boolean, atMs: number, toldAtMs: number): void {
    const reader: Follower = mine ? 'mine' : 'others';
    const row = this.#following.row(resource);
    const follower = latestIn(row);
    const lapsed = atMs - lastIn(row, follower) >= followedForMs;
    if (!lapsed && follower !== reader) return;
    if (follower !== reader || sinceIn(row, follower) === never) row[columnsOf[reader].since] = toldAtMs;
    row[columnsOf[reader].last] = Math.max(atMs, lastIn(row, reader));
  }

  /** `id` tells the calls of all other accounts apart. */
  otherSent(resource: string, id: string, sentAtMs: number): void {
    this.#underWay.leave(resource, { id, sentAtMs }, null);
  }

  otherLanded(resource: string, id: string, answeredAtMs: number): void {
    this.#underWay.land(resource, id, answeredAtMs);
  }

  /** `withheld` as `withheldKey` names it. */
  otherRefused(withheld: string, atMs: number): void {
    this.#refused.set(withheld, atMs);
  }

  /** Whether another account reads this, or is just about to. */
  isAnothers(resource: string, nowMs: number): boolean {
    const row = this.#following.peek(resource);
    if (row !== null) {
      const takenOver = latestIn(row) === 'mine' && sinceIn(row, 'mine') <= nowMs;
      const follower = takenOver ? 'mine' : 'others';
      if (nowMs - lastIn(row, follower) < followedForMs) return follower === 'others';
    }
    return nowMs - this.#underWay.latestAtMs(resource, nowMs) < longestFlightMs;
  }

  /** When this was last refused to another account; minus infinity when it never was. */
  refusedAtMs(withheld: string): number {
    return this.#refused.get(withheld) ?? never;
  }

  /** The clock went back: nothing in here may be later than `atMs`, and what was taken over later was not taken over. */
  capAt(atMs: number): void {
    for (const row of this.#following.rows()) {
      const follower = latestIn(row);
      const before = follower === 'mine' ? 'others' : 'mine';
      const tookOver = sinceIn(row, follower) > atMs && atMs - lastIn(row, before) < followedForMs;
      // When it last read says nothing any more: whoever takes over later reads later.
      if (tookOver) row[columnsOf[follower].since] = never;
    }
    this.#following.capAt(atMs);
    this.#underWay.capAt(atMs);
    this.#refused.mapValues((refusedAtMs) => Math.min(refusedAtMs, atMs));
  }

  copy(): FollowBook {
    return new FollowBook(this.#following.copy(), this.#underWay.copy(), this.#refused.copy());
  }
}

function sinceIn(row: Float64Array, follower: Follower): number {
  return row[columnsOf[follower].since] as number;
}

function lastIn(row: Float64Array, follower: Follower): number {
  return row[columnsOf[follower].last] as number;
}

/** Who took the thing last. */
function latestIn(row: Float64Array): Follower {
  return sinceIn(row, 'others') > sinceIn(row, 'mine') ? 'others' : 'mine';
}
