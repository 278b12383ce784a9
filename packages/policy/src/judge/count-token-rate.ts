// token-rate, counted: the distance between two logins from one address.
import { loginSpacingMs, tokenRate } from '../clauses/token-rate.ts';
import { accountOf, type Counting } from './count.ts';

interface LastLogin {
  atMs: number;
}

export const countTokenRate: Counting<LastLogin> = {
  clause: tokenRate,
  alone: false,
  subjectOf: (fact) =>
    fact.kind === 'call' && fact.class === 'token' ? (fact.clientAddress ?? accountOf(fact)) : null,
  open: () => ({ atMs: Number.NEGATIVE_INFINITY }),
  look(last, fact, tally) {
    if (fact.kind !== 'call') return;
    tally.look();
    const gapMs = fact.sentAtMs - last.atMs;
    last.atMs = fact.sentAtMs;
    if (gapMs === Number.POSITIVE_INFINITY) return;
    if (gapMs >= loginSpacingMs) {
      tally.approach(fact, loginSpacingMs / gapMs, gapMs, loginSpacingMs, 'ms');
      return;
    }
    tally.breach(fact.clientAddress ?? accountOf(fact), {
      fact,
      atMs: fact.sentAtMs,
      excess: loginSpacingMs - gapMs,
      what: `sent ${gapMs} ms after the login before it; ${loginSpacingMs} ms are asked`,
    });
  },
};
