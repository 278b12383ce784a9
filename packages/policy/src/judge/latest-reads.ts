// What was read last, thing by thing, as far as memory reaches.
// Invariant: bounded; whoever asks for a thing that may have been dropped is told so, and not that it was never read.
import { dropOldest, putLast } from '../oldest-first.ts';

/** Plain data: what was kept last stands last. */
export interface LatestReads<Read> {
  readonly of: Map<string, Read>;
  /** When the latest of those that were dropped was read. */
  droppedAtMs: number;
}

export function noReads<Read>(): LatestReads<Read> {
  return { of: new Map(), droppedAtMs: Number.NEGATIVE_INFINITY };
}

export function keepRead<Read>(
  reads: LatestReads<Read>,
  thing: string,
  read: Read,
  most: number,
  atMsOf: (read: Read) => number,
): void {
  putLast(reads.of, thing, read);
  if (reads.of.size <= most) return;
  dropOldest(reads.of, most, (key) => noteDropped(reads, atMsOf(reads.of.get(key) as Read)));
}

function noteDropped(reads: LatestReads<unknown>, atMs: number): void {
  if (atMs > reads.droppedAtMs) reads.droppedAtMs = atMs;
}

/** Whether a thing that is not known may have been read less than `floorMs` before. */
export function mayBeForgotten({ droppedAtMs }: LatestReads<unknown>, atMs: number, floorMs: number): boolean {
  return atMs - droppedAtMs < floorMs;
}
