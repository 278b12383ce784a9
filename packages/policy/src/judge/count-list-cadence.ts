// list-cadence, counted: the time between full reads of one list.
import { listCadence } from '../clauses/list-cadence.ts';
import type { Counting } from './count.ts';
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
    if (distance !== null) tell(distance, fact, tally);
  },
};
