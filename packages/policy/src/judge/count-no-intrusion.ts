// no-intrusion, counted: refused logins of each address. What accounts were denied is counted beside it.
import { intrusionWindowMs, noIntrusion, refusedLoginsPerHour } from '../clauses/no-intrusion.ts';
import { atTheDoor, type Counting } from './count.ts';
import { countDenials } from './count-denials.ts';

interface Refused {
  /** The latest, the oldest first; no more than are free in an hour. */
  readonly atMs: number[];
}

export const countNoIntrusion: Counting<Refused> = {
  clause: noIntrusion,
  per: 'address',
  classes: ['token'],
  alone: false,
  beside: countDenials,
  open: () => ({ atMs: [] }),
  call({ atMs }, login, tally) {
    tally.look(login);
    const before = atMs.filter((earlierAtMs) => login.sentAtMs - earlierAtMs < intrusionWindowMs).length;
    if (login.status !== 400 && login.status !== 401 && login.status !== 403) {
      tally.atMost(login, before, refusedLoginsPerHour, 'logins/h');
      return;
    }
    const inTheHour = before + 1;
    const [oldest = login.sentAtMs] = atMs;
    atMs.push(login.sentAtMs);
    if (atMs.length > refusedLoginsPerHour) atMs.shift();
    if (inTheHour <= refusedLoginsPerHour) {
      tally.atMost(login, inTheHour, refusedLoginsPerHour, 'logins/h');
      return;
    }
    const sinceMs = login.sentAtMs - oldest;
    tally.breach(atTheDoor(login), {
      fact: login,
      atMs: login.sentAtMs,
      excess: intrusionWindowMs - sinceMs,
      what: `refused ${sinceMs} ms after the fifth refused login before it; ${refusedLoginsPerHour} an hour are the most`,
    });
  },
};
