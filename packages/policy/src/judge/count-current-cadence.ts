// UNWRITTEN
import { currentCadence } from '../clauses/current-cadence.ts';
import type { Counting } from './count.ts';

export const countCurrentCadence: Counting<null> = {
  clause: currentCadence,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
