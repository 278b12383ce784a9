// UNWRITTEN
import { noSharing } from '../clauses/no-sharing.ts';
import type { Counting } from './count.ts';

export const countNoSharing: Counting<null> = {
  clause: noSharing,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
