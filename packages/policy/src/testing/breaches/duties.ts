// Leaving a duty undone, and attesting what does not hold.
import fc from 'fast-check';
import { stateCall, stream } from '../call.ts';
import { type Breach, type Breaches, times } from './breach.ts';

export const duties: Breaches = {
  'push-first': (atMs) =>
    fc.integer({ min: 60_000, max: 3_600_000 }).map((everyMs) => pollingWithoutStream(atMs, everyMs)),
};

function pollingWithoutStream(atMs: number, everyMs: number): Breach {
  const inTrial = Math.floor(3_600_000 / everyMs) + 1;
  return {
    facts: [
      stream('lost', atMs - 3_600_000),
      ...times(inTrial + 2, (n) => stateCall({ sentAtMs: atMs + n * everyMs })),
    ],
    offences: 2,
  };
}
