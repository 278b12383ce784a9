// UNWRITTEN
import { lawfulPurpose } from '../clauses/lawful-purpose.ts';
import type { Counting } from './count.ts';

export const countLawfulPurpose: Counting<null> = {
  clause: lawfulPurpose,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
