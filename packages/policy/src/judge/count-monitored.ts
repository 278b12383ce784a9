// UNWRITTEN
import { monitored } from '../clauses/monitored.ts';
import type { Counting } from './count.ts';

export const countMonitored: Counting<null> = {
  clause: monitored,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
