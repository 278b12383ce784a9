// list-cadence, counted: the time between full reads of one list. Pages of a read are one read.
import { followWithinMs, listCadence, listSpacingMs } from '../clauses/list-cadence.ts';
import type { CallFact } from '../fact.ts';
import { wasServed } from './answer.ts';
import { type Counting, ofAccount, writtenByReceiver } from './count.ts';
import type { Tally } from './tally.ts';

/** The cloud has two lists; unknown paths must not fill memory. */
const maxLists = 16;

interface Reading {
  beganAtMs: number;
  page: number;
  pageAtMs: number;
  /** Reads that only an unknown charger explains, told or possible. */
  unknownAtMs: number;
}

interface Lists {
  readonly readings: Map<string, Reading>;
}

export const countListCadence: Counting<Lists> = {
  clause: listCadence,
  per: 'account',
  classes: ['list'],
  alone: false,
  open: () => ({ readings: new Map() }),
  call(lists, fact, tally) {
    if (fact.narrowing !== 'none') return;
    tally.look();
    const reading = readingOf(lists, fact.path);
    const served = wasServed(fact);
    const page = fact.page ?? 0;
    if (page > reading.page && fact.sentAtMs - reading.pageAtMs <= followWithinMs) {
      reading.pageAtMs = fact.sentAtMs;
      if (served) reading.page = page;
      return;
    }
    const opening = openingOf(reading, fact, tally);
    if (!served) return;
    if (opening === 'regular') reading.beganAtMs = fact.sentAtMs;
    else reading.unknownAtMs = fact.sentAtMs;
    reading.page = page;
    reading.pageAtMs = fact.sentAtMs;
  },
};

/** What allows a read to begin; a read that nothing allows is an offence and counts as a regular one from then on. */
function openingOf(reading: Reading, fact: CallFact, tally: Tally): 'regular' | 'unknown-charger' {
  const gapMs = fact.sentAtMs - reading.beganAtMs;
  if (gapMs >= listSpacingMs) {
    if (gapMs < Number.POSITIVE_INFINITY) tally.approach(fact, listSpacingMs / gapMs, gapMs, listSpacingMs, 'ms');
    return 'regular';
  }
  const hourSinceUnknown = fact.sentAtMs - reading.unknownAtMs >= listSpacingMs;
  if (hourSinceUnknown && fact.cause === 'unknown-charger') return 'unknown-charger';
  if (hourSinceUnknown && writtenByReceiver(fact)) {
    tally.miss('why a list was read again within the hour: the receiver cannot see whether a charger was unknown');
    return 'unknown-charger';
  }
  tally.breach(ofAccount(fact), {
    fact,
    atMs: fact.sentAtMs,
    excess: listSpacingMs - gapMs,
    what: `${fact.path} was read in full ${gapMs} ms after the read before it; ${listSpacingMs} ms are asked`,
  });
  return 'regular';
}

function readingOf({ readings }: Lists, path: string): Reading {
  const found = readings.get(path);
  if (found !== undefined) return found;
  for (const oldest of readings.keys()) {
    if (readings.size < maxLists) break;
    readings.delete(oldest);
  }
  const never = Number.NEGATIVE_INFINITY;
  const reading = { beganAtMs: never, page: Number.POSITIVE_INFINITY, pageAtMs: never, unknownAtMs: never };
  readings.set(path, reading);
  return reading;
}
