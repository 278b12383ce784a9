// UNWRITTEN
import { noAggressivePolling } from '../clauses/no-aggressive-polling.ts';
import type { Counting } from './count.ts';

export const countNoAggressivePolling: Counting<null> = {
  clause: noAggressivePolling,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
