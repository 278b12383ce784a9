// current-cadence, counted: the time between writes of one installation's available current, and writes in vain.
import { currentCadence, currentSpacingMs } from '../clauses/current-cadence.ts';
import type { CallFact } from '../fact.ts';
import { dropOldest, putLast } from '../oldest-first.ts';
import { asksForPause } from './answer.ts';
import { type Counting, ofAccount } from './count.ts';
import type { Tally } from './tally.ts';

/** 15 + 10/s × 900 s = 9,015 writes fit into one spacing; 9,216 × about 150 bytes = 1.4 MB for a hostile account. */
const maxInstallations = 9216;

interface Written {
  /** When the current was certainly written last. */
  atMs: number;
  /** When it may have been written: the answer does not tell, or the update did not. */
  perhapsAtMs: number;
}

interface Writes {
  readonly written: Map<string, Written>;
}

export const countCurrentCadence: Counting<Writes> = {
  clause: currentCadence,
  per: 'account',
  classes: ['update'],
  alone: false,
  open: () => ({ written: new Map() }),
  call(writes, fact, tally) {
    const certainty = certaintyOf(fact);
    if (certainty === null) return;
    tally.look(fact);
    const written = writtenOf(writes, fact);
    const offence = certainty === 'certain' ? offenceOf(written, fact) : null;
    if (offence !== null) {
      tally.breach(ofAccount(fact), { fact, atMs: fact.sentAtMs, ...offence });
    } else {
      noteGaps(written, fact, certainty, tally);
    }
    if (certainty === 'certain') written.atMs = fact.sentAtMs;
    else written.perhapsAtMs = fact.sentAtMs;
  },
};

type Certainty = 'certain' | 'not answered well' | 'not told what';

/** How sure it is that this update wrote the available current; null when it surely did not. */
function certaintyOf(fact: CallFact): Certainty | null {
  if (fact.sets === 'other') return null;
  if (fact.sets === null && fact.path !== '/api/installation/{id}/update') return null;
  const failed = asksForPause(fact) && fact.status !== 429;
  const done = fact.status !== null && fact.status >= 200 && fact.status <= 299;
  if (!done && (!failed || fact.arrived === 'no')) return null;
  if (fact.sets === null) return 'not told what';
  return done ? 'certain' : 'not answered well';
}

function offenceOf(written: Written, fact: CallFact): { readonly excess: number; readonly what: string } | null {
  const gapMs = fact.sentAtMs - written.atMs;
  if (gapMs < currentSpacingMs) {
    const what = `the available current was written ${gapMs} ms after the write before it; ${currentSpacingMs} ms are asked`;
    return { excess: currentSpacingMs - gapMs, what };
  }
  if (fact.connected === 'no')
    return { excess: 0, what: 'the available current was written while no car was connected' };
  if (fact.changed === 'no')
    return { excess: 0, what: 'the available current was written though it was in force already' };
  return null;
}

function noteGaps(written: Written, fact: CallFact, certainty: Certainty, tally: Tally): void {
  const gapMs = fact.sentAtMs - written.atMs;
  const perhapsGapMs = fact.sentAtMs - written.perhapsAtMs;
  if (certainty === 'not told what') tally.miss('what an update of an installation set (`sets`)');
  if (certainty === 'not answered well') tally.miss('whether a write that was not answered well was carried out');
  if (certainty !== 'certain') return;
  if (perhapsGapMs < currentSpacingMs) {
    tally.miss('whether the write before was one of the available current and was carried out');
  }
  if (fact.connected === 'unknown') tally.miss('whether a car was connected (`connected`)');
  if (fact.changed === 'unknown') tally.miss('whether the value written differed from the one in force (`changed`)');
  if (gapMs < Number.POSITIVE_INFINITY) tally.atLeast(fact, gapMs, currentSpacingMs, 'ms');
}

function writtenOf({ written }: Writes, fact: CallFact): Written {
  const installation = fact.resource ?? fact.installationId ?? 'not told';
  const before = written.get(installation) ?? {
    atMs: Number.NEGATIVE_INFINITY,
    perhapsAtMs: Number.NEGATIVE_INFINITY,
  };
  putLast(written, installation, before);
  dropOldest(written, maxInstallations);
  return before;
}
