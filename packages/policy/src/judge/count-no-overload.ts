// UNWRITTEN
import { noOverload } from '../clauses/no-overload.ts';
import type { Counting } from './count.ts';

export const countNoOverload: Counting<null> = {
  clause: noOverload,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
