// How far apart details, structure, firmware, constants and look-ups are read, against their floors.
import { afterUpdateMs, detailSpacingMs, structureSpacingMs } from '../clauses/detail-floors.ts';
import type { CallFact } from '../fact.ts';
import { dropOldest } from '../oldest-first.ts';
import { wasServed } from './answer.ts';
import { writtenByReceiver } from './count.ts';
import { type Distance, free, opened } from './distance.ts';
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
  readonly readAtMs: Map<string, Map<string, number>>;
  readonly lookups: Map<string, PagedRead>;
  readonly writes: WritesToFollow;
}

export function noDetails(): Details {
  return { readAtMs: new Map(), lookups: new Map(), writes: new Map() };
}

const unknownCause = 'why details were read: the receiver cannot see whether the read followed an update';
const unknownThing = 'what a narrowed list was asked for: whether two look-ups were of the same thing';

/** Takes note of a read or an update; null for what has no floor here. */
export function lookAtDetail(details: Details, fact: CallFact): Distance | null {
  switch (fact.class) {
    case 'detail':
      return lookAtThing(details, fact, detailSpacingMs);
    case 'hierarchy':
    case 'firmware':
    case 'constants':
      return lookAtThing(details, fact, structureSpacingMs);
    case 'list':
      return fact.narrowing === 'none' ? null : lookAtLookup(details, fact);
    default:
      noteWrite(details.writes, fact);
      return null;
  }
}

function lookAtThing(details: Details, read: CallFact, floorMs: number): Distance {
  const things = thingsAt(details, read.path);
  const thing = read.resource ?? '';
  const gapMs = read.sentAtMs - (things.get(thing) ?? Number.NEGATIVE_INFINITY);
  if (gapMs < floorMs) {
    const write = read.path === '/api/installation/{id}' ? openedBy(details.writes, read, true, afterUpdateMs) : null;
    const told = read.cause === 'after-command';
    if (write !== null && (told || writtenByReceiver(read))) {
      if (wasServed(read)) write.followed = true;
      return told ? opened : { kind: 'unclear', what: unknownCause };
    }
  }
  if (wasServed(read)) remember(things, thing, read.sentAtMs);
  if (gapMs === Number.POSITIVE_INFINITY) return free;
  return gapMs >= floorMs
    ? { kind: 'kept', gapMs, floorMs }
    : { kind: 'early', gapMs, floorMs, before: 'the same was read' };
}

function thingsAt({ readAtMs }: Details, path: string): Map<string, number> {
  const found = readAtMs.get(path);
  if (found !== undefined) return found;
  dropOldest(readAtMs, maxPaths - 1);
  const things = new Map<string, number>();
  readAtMs.set(path, things);
  return things;
}

function remember(things: Map<string, number>, thing: string, atMs: number): void {
  things.delete(thing);
  things.set(thing, atMs);
  dropOldest(things, maxThings);
}

function lookAtLookup({ lookups }: Details, read: CallFact): Distance {
  const key = JSON.stringify([read.path, read.narrowing, read.resource]);
  const lookup = lookups.get(key) ?? unread();
  if (follows(lookup, read)) return free;
  const gapMs = read.sentAtMs - lookup.beganAtMs;
  if (wasServed(read)) {
    begin(lookup, read, true);
    lookups.delete(key);
    lookups.set(key, lookup);
    dropOldest(lookups, maxLookups);
  }
  if (gapMs === Number.POSITIVE_INFINITY) return free;
  if (gapMs >= detailSpacingMs) return { kind: 'kept', gapMs, floorMs: detailSpacingMs };
  return read.resource === null
    ? { kind: 'unclear', what: unknownThing }
    : { kind: 'early', gapMs, floorMs: detailSpacingMs, before: 'the same was looked up' };
}
