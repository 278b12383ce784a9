// no-aggressive-polling, counted: the time between reads of one charger's state, and of one session.
import { noAggressivePolling } from '../clauses/no-aggressive-polling.ts';
import type { Counting } from './count.ts';
import { tell } from './distance.ts';
import { lookAtPolling, noPolling, type Polling } from './polling.ts';
import { noteStream } from './stream-health.ts';

export const countNoAggressivePolling: Counting<Polling> = {
  clause: noAggressivePolling,
  per: 'account',
  classes: ['state', 'history', 'command', 'update'],
  alone: false,
  open: noPolling,
  stream: ({ health }, event) => noteStream(health, event),
  call(polling, fact, tally) {
    const distance = lookAtPolling(polling, fact);
    if (distance !== null) tell(distance, fact, tally);
  },
};
