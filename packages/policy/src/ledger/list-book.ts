// Reads of full lists: one read may span pages, and an unknown charger opens one more read an hour.
// Invariant: the pages of a read are one read; a read that brought nothing is none; no page follows one from the future.
import { dropOldest, putLast } from '../oldest-first.ts';
import { Flights } from './flights.ts';
import { type Name, nameOf } from './name.ts';

/** A list page that was not answered for so long is given up. */
const pageGivenUpMs = 60_000;
/** The cloud has two lists; unknown paths of hostile facts must not fill memory. */
const maxFullLists = 64;

interface ListReads {
  /** When the last read began: its first page. */
  readAtMs: number;
  /** When the last read began that only an unknown charger allowed. */
  unknownAtMs: number;
  lastPage: number;
  lastPageAtMs: number;
  /** When the answer to that page came. */
  heardAtMs: number;
}

export interface PageRead {
  readonly id: string;
  readonly page: number;
  readonly sentAtMs: number;
  readonly answeredAtMs: number;
  /** When the page counts as read: sent on the cloud's side, answered on the client's. */
  readonly readAtMs: number;
  readonly forUnknownCharger: boolean;
  readonly followWithinMs: number;
  /** False when no answer came: then the cloud may never have heard of it, and counts the time from the page before. */
  readonly heard: boolean;
}

export class ListBook {
  readonly #maxLists: number;
  readonly #lists = new Map<Name, ListReads>();
  readonly #underWay: Flights;

  constructor(maxLists = maxFullLists, underWay = new Flights()) {
    this.#maxLists = maxLists;
    this.#underWay = underWay;
  }

  get size(): number {
    return this.#lists.size;
  }

  begin(list: string, id: string, sentAtMs: number): void {
    this.#underWay.leave(list, { id, sentAtMs }, null);
  }

  /** A page was answered; `brought` false when it brought no rows because the cloud or the way failed. */
  end(list: string, read: PageRead, brought: boolean): void {
    this.#underWay.land(list, read.id, read.answeredAtMs);
    const reads = this.#touch(list);
    const follows = mayFollow(reads, read.page, read.sentAtMs, read.followWithinMs);
    if (follows && read.heard) reads.lastPageAtMs = Math.max(reads.lastPageAtMs, read.sentAtMs);
    if (!brought) return;
    if (!follows) {
      reads.readAtMs = Math.max(reads.readAtMs, read.readAtMs);
      if (read.forUnknownCharger) reads.unknownAtMs = Math.max(reads.unknownAtMs, read.readAtMs);
      reads.lastPageAtMs = read.sentAtMs;
    }
    reads.lastPage = read.page;
    reads.heardAtMs = read.answeredAtMs;
  }

  /** Whether this page, asked for now, belongs to the read before it. */
  follows(list: string, page: number, nowMs: number, withinMs: number): boolean {
    const reads = this.#lists.get(nameOf(list));
    return reads !== undefined && nowMs >= reads.heardAtMs && mayFollow(reads, page, nowMs, withinMs);
  }

  underWay(list: string, nowMs: number): boolean {
    return this.#underWay.count(list, nowMs, pageGivenUpMs) > 0;
  }

  readAtMs(list: string): number {
    return this.#lists.get(nameOf(list))?.readAtMs ?? Number.NEGATIVE_INFINITY;
  }

  unknownAtMs(list: string): number {
    return this.#lists.get(nameOf(list))?.unknownAtMs ?? Number.NEGATIVE_INFINITY;
  }

  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void {
    for (const reads of this.#lists.values()) {
      reads.readAtMs = Math.min(reads.readAtMs, atMs);
      reads.unknownAtMs = Math.min(reads.unknownAtMs, atMs);
      reads.lastPageAtMs = Math.min(reads.lastPageAtMs, atMs);
      reads.heardAtMs = Math.min(reads.heardAtMs, atMs);
    }
    this.#underWay.capAt(atMs);
  }

  copy(): ListBook {
    const twin = new ListBook(this.#maxLists, this.#underWay.copy());
    for (const [list, reads] of this.#lists) twin.#lists.set(list, { ...reads });
    return twin;
  }

  #touch(list: string): ListReads {
    const name = nameOf(list);
    const reads = this.#lists.get(name) ?? {
      readAtMs: Number.NEGATIVE_INFINITY,
      unknownAtMs: Number.NEGATIVE_INFINITY,
      lastPage: Number.POSITIVE_INFINITY,
      lastPageAtMs: Number.NEGATIVE_INFINITY,
      heardAtMs: Number.NEGATIVE_INFINITY,
    };
    putLast(this.#lists, name, reads);
    dropOldest(this.#lists, this.#maxLists);
    return reads;
  }
}

function mayFollow(reads: ListReads, page: number, atMs: number, withinMs: number): boolean {
  const sinceMs = atMs - reads.lastPageAtMs;
  return page > reads.lastPage && sinceMs >= 0 && sinceMs <= withinMs;
}
