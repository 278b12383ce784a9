// UNWRITTEN
import { noIntrusion } from '../clauses/no-intrusion.ts';
import type { Counting } from './count.ts';

export const countNoIntrusion: Counting<null> = {
  clause: noIntrusion,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
