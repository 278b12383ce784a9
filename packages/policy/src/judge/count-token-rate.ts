// token-rate, counted: the distance between two logins from one address.
import { loginSpacingMs, tokenRate } from '../clauses/token-rate.ts';
import { atTheDoor, type Counting } from './count.ts';

interface LastLogin {
  atMs: number;
}

export const countTokenRate: Counting<LastLogin> = {
  clause: tokenRate,
  per: 'address',
  classes: ['token'],
  alone: false,
  open: () => ({ atMs: Number.NEGATIVE_INFINITY }),
  call(last, fact, tally) {
    tally.look(fact);
    const gapMs = fact.sentAtMs - last.atMs;
    last.atMs = fact.sentAtMs;
    if (gapMs === Number.POSITIVE_INFINITY) return;
    if (gapMs >= loginSpacingMs) {
      tally.atLeast(fact, gapMs, loginSpacingMs, 'ms');
      return;
    }
    tally.breach(atTheDoor(fact), {
      fact,
      atMs: fact.sentAtMs,
      excess: loginSpacingMs - gapMs,
      what: `sent ${gapMs} ms after the login before it; ${loginSpacingMs} ms are asked`,
    });
  },
};
