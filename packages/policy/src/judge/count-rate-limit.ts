// rate-limit, counted: how full is the bucket when a call comes? What overflows is an offence and takes no room.
import { rateLimit } from '../clauses/rate-limit.ts';
import { type CallFact, callClasses } from '../fact.ts';
import type { Tier } from '../terms.ts';
import { accountOf, type Counting, ofAccount } from './count.ts';
import type { Tally } from './tally.ts';

/** Rounding of the running sum; a thousandth of a request is never the difference between kept and broken. */
const rounding = 1e-6;
/** Refusals this far apart are a repetition: the first had said to wait a second. */
const repeatedAfterMs = 1000;

interface Fill {
  used: number;
  atMs: number;
  firstRefusedAtMs: number;
}

export const countRateLimit: Counting<Fill> = {
  clause: rateLimit,
  per: 'account',
  classes: callClasses.filter((name) => name !== 'token'),
  alone: false,
  open: () => ({ used: 0, atMs: Number.NEGATIVE_INFINITY, firstRefusedAtMs: Number.POSITIVE_INFINITY }),
  call(fill, fact, tally, { tierOf }) {
    tally.look(fact);
    const tier = tierOf(accountOf(fact));
    const { burst, ratePerSecond } = tier;
    const drained = ((fact.sentAtMs - fill.atMs) / 1000) * ratePerSecond;
    const filled = Math.max(0, fill.used - drained) + 1;
    fill.atMs = fact.sentAtMs;
    fill.used = filled - 1;
    if (filled > burst + rounding) {
      offend(fill, fact, tier, filled - burst, tally);
    } else if (fact.status === 429) {
      tally.miss('the calls of another program on this account: refusals came although the calls shown fit the limit');
    } else {
      fill.used = filled;
      tally.atMost(fact, filled, burst, 'requests');
    }
  },
};

function offend(fill: Fill, fact: CallFact, { burst, ratePerSecond }: Tier, excess: number, tally: Tally): void {
  const refused = fact.status === 429;
  const repeated = refused && fact.sentAtMs >= fill.firstRefusedAtMs + repeatedAfterMs;
  if (refused) fill.firstRefusedAtMs = Math.min(fill.firstRefusedAtMs, fact.sentAtMs);
  const what = `sent when ${burst} requests were spent that come back at ${ratePerSecond} a second`;
  tally.breach(ofAccount(fact), { fact, atMs: fact.sentAtMs, excess, what }, repeated ? 'major' : 'minor');
}
