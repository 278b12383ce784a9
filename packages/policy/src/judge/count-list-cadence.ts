// list-cadence, counted: the time between full reads of one list, and following pages of fewer rows than the cloud serves.
import { defaultPageSize, largestPageSize, listCadence } from '../clauses/list-cadence.ts';
import type { CallFact } from '../fact.ts';
import { type Counting, ofAccount } from './count.ts';
import { tell } from './distance.ts';
import { type FullLists, lookAtFullList, noLists } from './full-lists.ts';

export const countListCadence: Counting<FullLists> = {
  clause: listCadence,
  per: 'account',
  classes: ['list'],
  alone: false,
  open: noLists,
  call(lists, fact, tally) {
    const distance = lookAtFullList(lists, fact);
    if (distance === null) return;
    if (distance.kind !== 'early' && isSmallFollower(fact)) {
      tally.look();
      const asked = rowsOf(fact);
      const what = `asked for page ${fact.page} with ${asked} rows a page, though more than one page is read; ${largestPageSize} are asked`;
      tally.breach(ofAccount(fact), { fact, atMs: fact.sentAtMs, excess: largestPageSize - asked, what });
      return;
    }
    tell(distance, fact, tally);
  },
};

/** A page above 0 follows another one, shown or not; one that comes too early offends by that alone. */
function isSmallFollower(fact: CallFact): boolean {
  return fact.page !== null && fact.page > 0 && rowsOf(fact) < largestPageSize;
}

function rowsOf({ pageSize }: CallFact): number {
  return pageSize ?? defaultPageSize;
}
