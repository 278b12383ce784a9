// UNWRITTEN
import { properDoor } from '../clauses/proper-door.ts';
import type { Counting } from './count.ts';

export const countProperDoor: Counting<null> = {
  clause: properDoor,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
