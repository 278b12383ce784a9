// state-cache, counted: the time since the last read of the same charger's state that was served.
import { stateCache, stateCacheMs } from '../clauses/state-cache.ts';
import { wasServed } from './answer.ts';
import { type Counting, ofAccount } from './count.ts';
import { keepRead, type LatestReads, mayBeForgotten, noReads } from './latest-reads.ts';

/**
 * Reads of 15 s at the limit are 165. When the oldest eighth goes, 14,336 are left: 955 a second for 15 s, for larger tiers.
 * Beyond that it cannot be told. 16,384 × about 120 bytes = 2 MB an account that has so many.
 */
const maxChargers = 16_384;

export const countStateCache: Counting<LatestReads<number>> = {
  clause: stateCache,
  per: 'account',
  classes: ['state'],
  alone: false,
  open: noReads,
  call(reads, fact, tally) {
    tally.look(fact);
    const charger = fact.resource ?? fact.path;
    const gapMs = fact.sentAtMs - (reads.of.get(charger) ?? Number.NEGATIVE_INFINITY);
    if (gapMs < stateCacheMs) {
      tally.breach(ofAccount(fact), {
        fact,
        atMs: fact.sentAtMs,
        excess: stateCacheMs - gapMs,
        what: `sent ${gapMs} ms after this charger's state was read; the answer is cached for ${stateCacheMs} ms`,
      });
    } else if (gapMs === Number.POSITIVE_INFINITY && mayBeForgotten(reads, fact.sentAtMs, stateCacheMs)) {
      tally.miss(`when a charger's state was read before: more than ${maxChargers} chargers were read by turns`);
    } else if (gapMs < Number.POSITIVE_INFINITY) {
      tally.atLeast(fact, gapMs, stateCacheMs, 'ms');
    }
    if (wasServed(fact)) keepRead(reads, charger, fact.sentAtMs, maxChargers, asIs);
  },
};

const asIs = (atMs: number): number => atMs;
