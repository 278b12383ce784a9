// How far apart details, structure, firmware, constants and look-ups are read, against their floors.
import { afterUpdateMs, detailSpacingMs, structureSpacingMs } from '../clauses/detail-floors.ts';
import type { CallFact } from '../fact.ts';
import { dropOldest } from '../oldest-first.ts';
import { wasServed } from './answer.ts';
import { writtenByReceiver } from './count.ts';
import { type Distance, free, opened } from './distance.ts';
import { keepRead, type LatestReads, mayBeForgotten, noReads } from './latest-reads.ts';
import { begin, follows, type PagedRead, unread } from './paged-read.ts';
import { noteWrite, openedBy, type WritesToFollow } from './writes-to-follow.ts';

/** The documents have six such paths; unknown ones must not fill memory. */
const maxPaths = 16;
/** Reads of an hour at the limit are 36,015; 41,984 × about 130 bytes = 5 MB for a path that is read without a pause. */
const maxThings = 41_984;
/** Look-ups by serial are few; 2,048 × about 250 bytes = 0.5 MB an account. */
const maxLookups = 2048;

export interface Details {
  /** By path, then by resource: when the last regular read was sent. */
  readonly readAtMs: Map<string, LatestReads<number>>;
  readonly lookups: LatestReads<PagedRead>;
  readonly writes: WritesToFollow;
}

export function noDetails(): Details {
  return { readAtMs: new Map(), lookups: noReads(), writes: new Map() };
}

const unknownCause = 'why details were read: the receiver cannot see whether the read followed an update';
const manyThings: Distance = {
  kind: 'forgotten',
  what: `when details were read before: more than ${maxThings} were read by turns`,
};
const manyLookups: Distance = {
  kind: 'forgotten',
  what: `when a look-up was made before: more than ${maxLookups} were made by turns`,
};
const unknownThing = 'what a narrowed list was asked for: whether two look-ups were of the same thing';

/** Takes note of a read or an update; null for what has no floor here. Full lists are looked at elsewhere. */
export function lookAtDetail(details: Details, fact: CallFact): Distance | null {
  switch (fact.class) {
    case 'detail':
      return lookAtThing(details, fact, detailSpacingMs);
    case 'hierarchy':
    case 'firmware':
    case 'constants':
      return lookAtThing(details, fact, structureSpacingMs);
    case 'list':
      return lookAtLookup(details, fact);
    default:
      noteWrite(details.writes, fact);
      return null;
  }
}

function lookAtThing(details: Details, read: CallFact, floorMs: number): Distance {
  const things = thingsAt(details, read.path);
  const thing = read.resource ?? '';
  const gapMs = read.sentAtMs - (things.of.get(thing) ?? Number.NEGATIVE_INFINITY);
  if (gapMs < floorMs) {
    const write = read.path === '/api/installation/{id}' ? openedBy(details.writes, read, true, afterUpdateMs) : null;
    const told = read.cause === 'after-command';
    if (write !== null && (told || writtenByReceiver(read))) {
      if (wasServed(read)) write.followed = true;
      return told ? opened : { kind: 'unclear', what: unknownCause };
    }
  }
  const forgotten = gapMs === Number.POSITIVE_INFINITY && mayBeForgotten(things, read.sentAtMs, floorMs);
  if (wasServed(read)) keepRead(things, thing, read.sentAtMs, maxThings, asIs);
  if (gapMs === Number.POSITIVE_INFINITY) return forgotten ? manyThings : free;
  return gapMs >= floorMs
    ? { kind: 'kept', gapMs, floorMs }
    : { kind: 'early', gapMs, floorMs, before: 'the same was read' };
}

function thingsAt({ readAtMs }: Details, path: string): LatestReads<number> {
  const found = readAtMs.get(path);
  if (found !== undefined) return found;
  dropOldest(readAtMs, maxPaths - 1);
  const things = noReads<number>();
  readAtMs.set(path, things);
  return things;
}

const asIs = (atMs: number): number => atMs;
const beganOf = ({ beganAtMs }: PagedRead): number => beganAtMs;

function lookAtLookup({ lookups }: Details, read: CallFact): Distance {
  const key = JSON.stringify([read.path, read.narrowing, read.resource]);
  const lookup = lookups.of.get(key) ?? unread();
  if (follows(lookup, read)) return free;
  const gapMs = read.sentAtMs - lookup.beganAtMs;
  const forgotten = gapMs === Number.POSITIVE_INFINITY && mayBeForgotten(lookups, read.sentAtMs, detailSpacingMs);
  if (wasServed(read)) {
    begin(lookup, read, true);
    keepRead(lookups, key, lookup, maxLookups, beganOf);
  }
  if (gapMs === Number.POSITIVE_INFINITY) return forgotten ? manyLookups : free;
  if (gapMs >= detailSpacingMs) return { kind: 'kept', gapMs, floorMs: detailSpacingMs };
  return read.resource === null
    ? { kind: 'unclear', what: unknownThing }
    : { kind: 'early', gapMs, floorMs: detailSpacingMs, before: 'the same was looked up' };
}
