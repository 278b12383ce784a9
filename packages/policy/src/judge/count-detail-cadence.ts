// UNWRITTEN
import { detailCadence } from '../clauses/detail-cadence.ts';
import type { Counting } from './count.ts';

export const countDetailCadence: Counting<null> = {
  clause: detailCadence,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
