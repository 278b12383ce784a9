// UNWRITTEN
import { freshData } from '../clauses/fresh-data.ts';
import type { Counting } from './count.ts';

export const countFreshData: Counting<null> = {
  clause: freshData,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
