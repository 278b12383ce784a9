// UNWRITTEN
import { noUserPasswords } from '../clauses/no-user-passwords.ts';
import type { Counting } from './count.ts';

export const countNoUserPasswords: Counting<null> = {
  clause: noUserPasswords,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
