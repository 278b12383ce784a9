// state-cache, counted: the time since the last read of the same charger's state that was served.
import { stateCache, stateCacheMs } from '../clauses/state-cache.ts';
import { wasServed } from './answer.ts';
import { type Counting, ofAccount } from './count.ts';

/** Reads of 15 s at the limit are 165; beyond this bound the oldest is forgotten. 1,024 × about 120 bytes = 0.1 MB. */
const maxChargers = 1024;

interface Reads {
  readonly servedAtMs: Map<string, number>;
}

export const countStateCache: Counting<Reads> = {
  clause: stateCache,
  per: 'account',
  classes: ['state'],
  alone: false,
  open: () => ({ servedAtMs: new Map() }),
  call(reads, fact, tally) {
    tally.look();
    const charger = fact.resource ?? fact.path;
    const gapMs = fact.sentAtMs - (reads.servedAtMs.get(charger) ?? Number.NEGATIVE_INFINITY);
    if (gapMs < stateCacheMs) {
      tally.breach(ofAccount(fact), {
        fact,
        atMs: fact.sentAtMs,
        excess: stateCacheMs - gapMs,
        what: `sent ${gapMs} ms after this charger's state was read; the answer is cached for ${stateCacheMs} ms`,
      });
    } else if (gapMs < Number.POSITIVE_INFINITY) {
      tally.approach(fact, stateCacheMs / gapMs, gapMs, stateCacheMs, 'ms');
    }
    if (wasServed(fact)) remember(reads, charger, fact.sentAtMs);
  },
};

function remember({ servedAtMs }: Reads, charger: string, atMs: number): void {
  servedAtMs.delete(charger);
  servedAtMs.set(charger, atMs);
  for (const [oldest, oldestAtMs] of servedAtMs) {
    // Kept four times as long as needed, so that the closest approach of a slower reader shows in the evidence.
    if (servedAtMs.size <= maxChargers && atMs - oldestAtMs < 4 * stateCacheMs) break;
    servedAtMs.delete(oldest);
  }
}
