// UNWRITTEN
import { localState } from '../clauses/local-state.ts';
import type { Counting } from './count.ts';

export const countLocalState: Counting<null> = {
  clause: localState,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
