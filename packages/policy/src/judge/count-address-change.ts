// no-circumvention, its other half: an account that was refused at one address and comes from a new one right after.
import { addressKnownMs, noCircumvention, switchedWithinMs } from '../clauses/no-circumvention.ts';
import { refusalReadMs } from '../clauses/respect-refusal.ts';
import { callClasses } from '../fact.ts';
import { putLast } from '../oldest-first.ts';
import { answerAtMs } from './answer.ts';
import { type Counting, ofAccount } from './count.ts';

/** An account with more addresses than that within an hour runs on many machines; a new one tells nothing then. */
const maxAddresses = 64;

interface Whereabouts {
  sinceMs: number;
  refusedAtMs: number;
  /** When each address was last used, the oldest first. */
  readonly addresses: Map<string, number>;
}

export const countAddressChange: Counting<Whereabouts> = {
  clause: noCircumvention,
  per: 'account',
  classes: callClasses.filter((name) => name !== 'token'),
  alone: false,
  open: () => ({
    sinceMs: Number.POSITIVE_INFINITY,
    refusedAtMs: Number.NEGATIVE_INFINITY,
    addresses: new Map(),
  }),
  call(whereabouts, fact, tally, { roundTripMs }) {
    const { clientAddress, accountId, sentAtMs } = fact;
    if (clientAddress === null || accountId === null) return;
    const { addresses, refusedAtMs } = whereabouts;
    whereabouts.sinceMs = Math.min(whereabouts.sinceMs, sentAtMs);
    const known = sentAtMs - (addresses.get(clientAddress) ?? Number.NEGATIVE_INFINITY) < addressKnownMs;
    const sinceRefusalMs = sentAtMs - refusedAtMs;
    if (!known && sinceRefusalMs > refusalReadMs + roundTripMs && sinceRefusalMs < switchedWithinMs) {
      tally.look(fact);
      if (sentAtMs - whereabouts.sinceMs < addressKnownMs || addresses.size >= maxAddresses) {
        tally.miss('which addresses an account uses, an hour before a 429 and few enough to tell them apart');
      } else {
        const what = `came from a new address ${sinceRefusalMs} ms after a 429`;
        tally.breach(ofAccount(fact), { fact, atMs: sentAtMs, excess: 1, what });
      }
    }
    putLast(addresses, clientAddress, sentAtMs);
    for (const [oldest, usedAtMs] of addresses) {
      if (addresses.size <= maxAddresses && sentAtMs - usedAtMs < addressKnownMs) break;
      addresses.delete(oldest);
    }
    if (fact.status === 429) whereabouts.refusedAtMs = answerAtMs(fact);
  },
};
