// One read of a list, over its pages.
import { followWithinMs } from '../clauses/list-pages.ts';
import type { CallFact } from '../fact.ts';
import { wasServed } from './answer.ts';

export interface PagedRead {
  /** When the regular read began that the next one is measured from. */
  beganAtMs: number;
  page: number;
  pageAtMs: number;
}

export function unread(): PagedRead {
  const never = Number.NEGATIVE_INFINITY;
  return { beganAtMs: never, page: Number.POSITIVE_INFINITY, pageAtMs: never };
}

/** Whether this page belongs to the read: a higher one, within a minute of the page before it. It is noted then. */
export function follows(read: PagedRead, fact: CallFact): boolean {
  const page = fact.page ?? 0;
  if (page <= read.page || fact.sentAtMs - read.pageAtMs > followWithinMs) return false;
  read.pageAtMs = fact.sentAtMs;
  if (wasServed(fact)) read.page = page;
  return true;
}

/** A page that begins a read was served. */
export function begin(read: PagedRead, fact: CallFact, regular: boolean): void {
  if (regular) read.beganAtMs = fact.sentAtMs;
  read.page = fact.page ?? 0;
  read.pageAtMs = fact.sentAtMs;
}
