// How far apart full lists are read, against their floor. Pages of a read are one read.
import { listSpacingMs } from '../clauses/list-cadence.ts';
import type { CallFact } from '../fact.ts';
import { dropOldest } from '../oldest-first.ts';
import { wasServed } from './answer.ts';
import { writtenByReceiver } from './count.ts';
import { type Distance, free, opened } from './distance.ts';
import { begin, follows, type PagedRead, unread } from './paged-read.ts';

/** The cloud has two lists; unknown paths must not fill memory. */
const maxLists = 16;

interface FullRead extends PagedRead {
  /** The latest read that only an unknown charger explains, told or possible. */
  unknownAtMs: number;
}

export interface FullLists {
  readonly lists: Map<string, FullRead>;
}

export function noLists(): FullLists {
  return { lists: new Map() };
}

const unknownCause = 'why a list was read again within the hour: the receiver cannot see whether a charger was unknown';

/** Takes note of a read; null for a list that is narrowed. */
export function lookAtFullList(lists: FullLists, fact: CallFact): Distance | null {
  if (fact.narrowing !== 'none') return null;
  const read = readOf(lists, fact.path);
  if (follows(read, fact)) return free;
  const distance = distanceOf(read, fact);
  if (!wasServed(fact)) return distance;
  const regular = distance.kind !== 'opened' && distance.kind !== 'unclear';
  if (!regular) read.unknownAtMs = fact.sentAtMs;
  begin(read, fact, regular);
  return distance;
}

/** A read that nothing allows counts as a regular one from then on. */
function distanceOf(read: FullRead, fact: CallFact): Distance {
  const gapMs = fact.sentAtMs - read.beganAtMs;
  if (gapMs === Number.POSITIVE_INFINITY) return free;
  if (gapMs >= listSpacingMs) return { kind: 'kept', gapMs, floorMs: listSpacingMs };
  const hourSinceUnknown = fact.sentAtMs - read.unknownAtMs >= listSpacingMs;
  if (hourSinceUnknown && fact.cause === 'unknown-charger') return opened;
  if (hourSinceUnknown && writtenByReceiver(fact)) return { kind: 'unclear', what: unknownCause };
  return { kind: 'early', gapMs, floorMs: listSpacingMs, before: 'this list was read in full' };
}

function readOf({ lists }: FullLists, path: string): FullRead {
  const found = lists.get(path);
  if (found !== undefined) return found;
  dropOldest(lists, maxLists - 1);
  const read = { ...unread(), unknownAtMs: Number.NEGATIVE_INFINITY };
  lists.set(path, read);
  return read;
}
