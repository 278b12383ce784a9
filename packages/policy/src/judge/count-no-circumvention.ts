// UNWRITTEN
import { noCircumvention } from '../clauses/no-circumvention.ts';
import type { Counting } from './count.ts';

export const countNoCircumvention: Counting<null> = {
  clause: noCircumvention,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
