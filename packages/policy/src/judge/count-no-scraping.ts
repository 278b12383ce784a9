// UNWRITTEN
import { noScraping } from '../clauses/no-scraping.ts';
import type { Counting } from './count.ts';

export const countNoScraping: Counting<null> = {
  clause: noScraping,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
