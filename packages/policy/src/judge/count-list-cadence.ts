// list-cadence, counted: the time between full reads of one list, and following pages of another size than the cloud's largest.
import { defaultPageSize, largestPageSize, listCadence } from '../clauses/list-cadence.ts';
import type { CallFact } from '../fact.ts';
import { type Counting, ofAccount } from './count.ts';
import { tellDistance } from './tell-distance.ts';

/** That anything was seen at all; the distances are measured beside. */
type Seen = true;

export const countListCadence: Counting<Seen> = {
  clause: listCadence,
  per: 'account',
  classes: ['list'],
  alone: false,
  open: () => true,
  call(_seen, fact, tally, _options, distance) {
    if (distance === null || fact.narrowing !== 'none') return;
    if (distance.kind !== 'early' && isFollowerOfOtherSize(fact)) {
      tally.look(fact);
      const asked = rowsOf(fact);
      const what = `asked for page ${fact.page} with ${asked} rows a page, though more than one page is read; ${largestPageSize} are asked`;
      tally.breach(ofAccount(fact), { fact, atMs: fact.sentAtMs, excess: Math.abs(largestPageSize - asked), what });
      return;
    }
    tellDistance(distance, fact, tally);
  },
};

/** A page above 0 follows another one, shown or not; one that comes too early offends by that alone. */
function isFollowerOfOtherSize(fact: CallFact): boolean {
  return fact.page !== null && fact.page > 0 && rowsOf(fact) !== largestPageSize;
}

function rowsOf({ pageSize }: CallFact): number {
  return pageSize ?? defaultPageSize;
}
