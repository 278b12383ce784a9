// detail-cadence, counted: the time between reads of one detail, one structure, or one look-up.
import { detailCadence } from '../clauses/detail-cadence.ts';
import type { Counting } from './count.ts';
import { type Details, lookAtDetail, noDetails } from './details.ts';
import { tell } from './distance.ts';

export const countDetailCadence: Counting<Details> = {
  clause: detailCadence,
  per: 'account',
  classes: ['detail', 'hierarchy', 'firmware', 'constants', 'list', 'update'],
  alone: false,
  open: noDetails,
  call(details, fact, tally) {
    const distance = lookAtDetail(details, fact);
    if (distance !== null) tell(distance, fact, tally);
  },
};
