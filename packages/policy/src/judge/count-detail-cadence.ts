// detail-cadence, counted: the time between reads of one detail, one structure, or one look-up.
import { detailCadence } from '../clauses/detail-cadence.ts';
import type { Counting } from './count.ts';
import { tellDistance } from './tell-distance.ts';

/** That anything was seen at all; the distances are measured beside. */
type Seen = true;

export const countDetailCadence: Counting<Seen> = {
  clause: detailCadence,
  per: 'account',
  classes: ['detail', 'hierarchy', 'firmware', 'constants', 'list', 'update'],
  alone: false,
  open: () => true,
  call(_seen, fact, tally, _options, distance) {
    const isFullList = fact.class === 'list' && fact.narrowing === 'none';
    if (distance !== null && !isFullList) tellDistance(distance, fact, tally);
  },
};
