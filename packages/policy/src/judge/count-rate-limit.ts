// rate-limit, counted: how full is the bucket when a call comes? What overflows is an offence and takes no room.
import { rateLimit } from '../clauses/rate-limit.ts';
import type { Fact } from '../fact.ts';
import { generalAccess } from '../terms.ts';
import { accountOf, type Counting } from './count.ts';
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
  alone: false,
  subjectOf: (fact) => (fact.kind === 'call' && fact.class !== 'token' ? accountOf(fact) : null),
  open: () => ({ used: 0, atMs: Number.NEGATIVE_INFINITY, firstRefusedAtMs: Number.POSITIVE_INFINITY }),
  look(fill, fact, tally) {
    if (fact.kind !== 'call') return;
    tally.look();
    const { burst, ratePerSecond } = generalAccess;
    const drained = ((fact.sentAtMs - fill.atMs) / 1000) * ratePerSecond;
    const filled = Math.max(0, fill.used - drained) + 1;
    fill.atMs = fact.sentAtMs;
    fill.used = filled - 1;
    if (filled > burst + rounding) {
      offend(fill, fact, filled - burst, tally);
    } else if (fact.status === 429) {
      tally.miss('the calls of another program on this account: refusals came although the calls shown fit the limit');
    } else {
      fill.used = filled;
      tally.approach(fact, filled / burst, filled, burst, 'requests');
    }
  },
};

function offend(fill: Fill, fact: Fact & { readonly kind: 'call' }, excess: number, tally: Tally): void {
  const { burst, ratePerSecond } = generalAccess;
  tally.breach(accountOf(fact), {
    fact,
    atMs: fact.sentAtMs,
    excess,
    what: `sent when ${burst} requests were spent that come back at ${ratePerSecond} a second`,
  });
  if (fact.status !== 429) return;
  if (fact.sentAtMs >= fill.firstRefusedAtMs + repeatedAfterMs) tally.escalate();
  fill.firstRefusedAtMs = Math.min(fill.firstRefusedAtMs, fact.sentAtMs);
}
