// no-circumvention, counted: one charger or installation read through two accounts of a deployment. A change of address
// is counted beside it.
import { noCircumvention, switchedWithinMs } from '../clauses/no-circumvention.ts';
import { refusalReadMs } from '../clauses/respect-refusal.ts';
import type { CallFact } from '../fact.ts';
import { followedForMs } from '../following.ts';
import { dropOldest } from '../oldest-first.ts';
import { answerAtMs } from './answer.ts';
import { type Counting, ofAccount, type Settled, writtenByReceiver } from './count.ts';
import { countAddressChange } from './count-address-change.ts';
import type { Tally } from './tally.ts';

/** 65,536 × about 150 bytes = 10 MB a deployment that reads 50,000 chargers; sessions by id go first in, first out. */
const maxResources = 65_536;
/** Reads refused within a minute. 10/s and account make 600; 4,096 × about 200 bytes = 0.8 MB. */
const maxRefused = 4096;

interface Read {
  account: string;
  atMs: number;
}

interface Deployment {
  /** Who follows a charger or an installation, and when it was last read through that account. */
  readonly followers: Map<string, Read>;
  readonly refused: Map<string, Read>;
}

export const countNoCircumvention: Counting<Deployment> = {
  clause: noCircumvention,
  per: 'deployment',
  classes: ['state', 'detail', 'hierarchy', 'history'],
  alone: false,
  beside: countAddressChange,
  open: () => ({ followers: new Map(), refused: new Map() }),
  call(deployment, fact, tally, options) {
    if (fact.resource === null) return;
    const served = fact.status !== null && fact.status >= 200 && fact.status < 300;
    if (fact.accountId === null) {
      if (served) tally.miss('the account that a charger or an installation was read through');
      return;
    }
    tally.look();
    const read = { fact, account: fact.accountId, resource: fact.resource };
    const repeated = repeatsRefused(deployment, fact, fact.accountId, options);
    const intrudes = served && !takesPart(deployment, read);
    if (repeated || intrudes) offend(fact, repeated, tally);
    if (fact.status === 429) noteRefusal(deployment, fact, fact.accountId);
  },
};

function offend(fact: CallFact, repeated: boolean, tally: Tally): void {
  const what = repeated
    ? 'read through this account within a minute of a 429 on another'
    : 'read through this account while another account of the deployment follows it';
  tally.breach(ofAccount(fact), { fact, atMs: fact.sentAtMs, excess: 1, what });
}

/** True when this account follows the thing, or does so from now on. */
function takesPart(
  { followers }: Deployment,
  { fact, account, resource }: { readonly fact: CallFact; readonly account: string; readonly resource: string },
): boolean {
  const follower = followers.get(resource);
  if (follower === undefined) {
    followers.set(resource, { account, atMs: fact.sentAtMs });
    dropOldest(followers, maxResources);
    return true;
  }
  if (follower.account !== account && fact.sentAtMs - follower.atMs < followedForMs) return false;
  follower.account = account;
  follower.atMs = fact.sentAtMs;
  return true;
}

/** What had left before the refusal could be read does not answer it. */
function repeatsRefused({ refused }: Deployment, fact: CallFact, account: string, { roundTripMs }: Settled): boolean {
  if (refused.size === 0) return false;
  const refusal = refused.get(keyOf(fact));
  if (refusal === undefined || refusal.account === account) return false;
  const sinceMs = fact.sentAtMs - refusal.atMs;
  return sinceMs > refusalReadMs + (writtenByReceiver(fact) ? roundTripMs : 0) && sinceMs < switchedWithinMs;
}

function noteRefusal({ refused }: Deployment, fact: CallFact, account: string): void {
  const atMs = answerAtMs(fact);
  const key = keyOf(fact);
  refused.delete(key);
  refused.set(key, { account, atMs });
  for (const [oldest, refusal] of refused) {
    if (refused.size <= maxRefused && atMs - refusal.atMs < switchedWithinMs) return;
    refused.delete(oldest);
  }
}

function keyOf({ path, resource, narrowing, page }: CallFact): string {
  return `${path} ${resource} ${narrowing} ${page}`;
}
