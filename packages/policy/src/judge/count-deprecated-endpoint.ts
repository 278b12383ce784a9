// UNWRITTEN
import { deprecatedEndpoint } from '../clauses/deprecated-endpoint.ts';
import type { Counting } from './count.ts';

export const countDeprecatedEndpoint: Counting<null> = {
  clause: deprecatedEndpoint,
  per: 'account',
  classes: [],
  alone: false,
  open: () => null,
};
