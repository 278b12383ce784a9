// targeted-lookup, counted: full lists of chargers that were read for one of them.
import { listSpacingMs } from '../clauses/list-cadence.ts';
import { targetedLookup } from '../clauses/targeted-lookup.ts';
import type { CallFact } from '../fact.ts';
import { wasServed } from './answer.ts';
import { type Counting, ofAccount, writtenByReceiver } from './count.ts';

interface LastList {
  /** When the last read began that may have been the hourly refresh. */
  beganAtMs: number;
}

export const countTargetedLookup: Counting<LastList> = {
  clause: targetedLookup,
  per: 'account',
  classes: ['list'],
  alone: true,
  open: () => ({ beganAtMs: Number.NEGATIVE_INFINITY }),
  call(last, fact, tally) {
    if (fact.narrowing !== 'none' || fact.path !== '/api/chargers') return;
    tally.look(fact);
    const sooner = fact.sentAtMs - last.beganAtMs < listSpacingMs;
    const begins = (fact.page ?? 0) === 0;
    if (begins && !sooner && wasServed(fact)) last.beganAtMs = fact.sentAtMs;
    const use = useOf(fact);
    if (use !== null) {
      const what = `the full list of chargers was read ${use}`;
      tally.breach(ofAccount(fact), { fact, atMs: fact.sentAtMs, excess: 1, what });
    } else if (begins && sooner && writtenByReceiver(fact) && fact.cause !== 'unknown-charger') {
      tally.miss('what a full list of chargers was read for within the hour: the receiver cannot see its use');
    }
  },
};

function useOf({ resource, cause }: CallFact): string | null {
  if (resource !== null) return 'for one of them';
  return cause === 'command' || cause === 'after-command' ? 'for a command' : null;
}
