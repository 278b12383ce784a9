// UNWRITTEN
import { targetedLookup } from '../clauses/targeted-lookup.ts';
import type { Counting } from './count.ts';

export const countTargetedLookup: Counting<null> = {
  clause: targetedLookup,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
