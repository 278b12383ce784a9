// Reads of full lists: one read may span pages, and an unknown charger opens one more read an hour.
// Invariant: the pages of a read are one read; a read that brought nothing is none.

import { dropOldest } from '../oldest-first.ts';

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
  pending: { readonly id: string; readonly sentAtMs: number } | null;
}

export interface PageRead {
  readonly id: string;
  readonly page: number;
  readonly sentAtMs: number;
  /** When the page counts as read: sent on the cloud's side, answered on the client's. */
  readonly readAtMs: number;
  readonly forUnknownCharger: boolean;
  readonly followWithinMs: number;
  /** False when no answer came: then the cloud may never have heard of it, and counts the time from the page before. */
  readonly heard: boolean;
}

export class ListBook {
  readonly #maxLists: number;
  readonly #lists = new Map<string, ListReads>();

  constructor(maxLists = maxFullLists) {
    this.#maxLists = maxLists;
  }

  get size(): number {
    return this.#lists.size;
  }

  begin(list: string, id: string, sentAtMs: number): void {
    this.#touch(list).pending = { id, sentAtMs };
  }

  /** A page was answered; `brought` false when it brought no rows because the cloud or the way failed. */
  end(list: string, read: PageRead, brought: boolean): void {
    const reads = this.#touch(list);
    if (reads.pending?.id === read.id) reads.pending = null;
    const follows = this.follows(list, read.page, read.sentAtMs, read.followWithinMs);
    if (follows && read.heard) reads.lastPageAtMs = Math.max(reads.lastPageAtMs, read.sentAtMs);
    if (!brought) return;
    if (!follows) {
      reads.readAtMs = Math.max(reads.readAtMs, read.readAtMs);
      if (read.forUnknownCharger) reads.unknownAtMs = Math.max(reads.unknownAtMs, read.readAtMs);
      reads.lastPageAtMs = read.sentAtMs;
    }
    reads.lastPage = read.page;
  }

  /** Whether this page belongs to the read before it. */
  follows(list: string, page: number, atMs: number, withinMs: number): boolean {
    const reads = this.#lists.get(list);
    if (reads === undefined) return false;
    return page > reads.lastPage && atMs - reads.lastPageAtMs <= withinMs;
  }

  underWay(list: string, nowMs: number): boolean {
    const pending = this.#lists.get(list)?.pending ?? null;
    return pending !== null && nowMs < pending.sentAtMs + pageGivenUpMs;
  }

  readAtMs(list: string): number {
    return this.#lists.get(list)?.readAtMs ?? Number.NEGATIVE_INFINITY;
  }

  unknownAtMs(list: string): number {
    return this.#lists.get(list)?.unknownAtMs ?? Number.NEGATIVE_INFINITY;
  }

  /** The clock went back: nothing in here may be later than `atMs`. */
  capAt(atMs: number): void {
    for (const reads of this.#lists.values()) {
      reads.readAtMs = Math.min(reads.readAtMs, atMs);
      reads.unknownAtMs = Math.min(reads.unknownAtMs, atMs);
      reads.lastPageAtMs = Math.min(reads.lastPageAtMs, atMs);
      if (reads.pending !== null) {
        reads.pending = { id: reads.pending.id, sentAtMs: Math.min(reads.pending.sentAtMs, atMs) };
      }
    }
  }

  copy(): ListBook {
    const twin = new ListBook(this.#maxLists);
    for (const [list, reads] of this.#lists) twin.#lists.set(list, { ...reads });
    return twin;
  }

  #touch(list: string): ListReads {
    const reads = this.#lists.get(list) ?? {
      readAtMs: Number.NEGATIVE_INFINITY,
      unknownAtMs: Number.NEGATIVE_INFINITY,
      lastPage: Number.POSITIVE_INFINITY,
      lastPageAtMs: Number.NEGATIVE_INFINITY,
      pending: null,
    };
    this.#lists.delete(list);
    this.#lists.set(list, reads);
    dropOldest(this.#lists, this.#maxLists);
    return reads;
  }
}
