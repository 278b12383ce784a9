// UNWRITTEN
import { commandPrecondition } from '../clauses/command-precondition.ts';
import type { Counting } from './count.ts';

export const countCommandPrecondition: Counting<null> = {
  clause: commandPrecondition,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
