// UNWRITTEN
import { backoffHeavy } from '../clauses/backoff-heavy.ts';
import type { Counting } from './count.ts';

export const countBackoffHeavy: Counting<null> = {
  clause: backoffHeavy,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
