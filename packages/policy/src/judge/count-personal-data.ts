// UNWRITTEN
import { personalData } from '../clauses/personal-data.ts';
import type { Counting } from './count.ts';

export const countPersonalData: Counting<null> = {
  clause: personalData,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
