// UNWRITTEN
import { honestIdentity } from '../clauses/honest-identity.ts';
import type { Counting } from './count.ts';

export const countHonestIdentity: Counting<null> = {
  clause: honestIdentity,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
