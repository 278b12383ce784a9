// no-aggressive-polling, counted: the time between reads of one charger's state, and of one session.
import { noAggressivePolling } from '../clauses/no-aggressive-polling.ts';
import type { Counting } from './count.ts';
import { tellDistance } from './tell-distance.ts';

/** That anything was seen at all; the distances are measured beside. */
type Seen = true;

export const countNoAggressivePolling: Counting<Seen> = {
  clause: noAggressivePolling,
  per: 'account',
  classes: ['state', 'history', 'command', 'update'],
  alone: false,
  streamed: true,
  open: () => true,
  call(_seen, fact, tally, _options, distance) {
    if (distance !== null) tellDistance(distance, fact, tally);
  },
};
