// no-circumvention, counted: one charger or installation read through two accounts of a deployment, and what was refused
// to one account and came through another. A change of address is counted beside it.
import { noCircumvention, switchedWithinMs } from '../clauses/no-circumvention.ts';
import { refusalReadMs } from '../clauses/respect-refusal.ts';
import type { CallClass, CallFact } from '../fact.ts';
import { followedForMs } from '../following.ts';
import { dropOldest } from '../oldest-first.ts';
import { answerAtMs } from './answer.ts';
import { type Counting, ofAccount, type Settled, writtenByReceiver } from './count.ts';
import { countAddressChange } from './count-address-change.ts';
import type { Tally } from './tally.ts';

/** 65,536 × about 150 bytes = 10 MB a deployment that reads 50,000 chargers; sessions by id go first in, first out. */
const maxResources = 65_536;
/** Calls refused within a minute. 10/s and account make 600; 4,096 × about 200 bytes = 0.8 MB. */
const maxRefused = 4096;

interface Read {
  account: string;
  atMs: number;
}

interface Deployment {
  /** Who follows a charger or an installation, and when it was last read through that account. */
  readonly followers: Map<string, Read>;
  readonly refused: Map<string, Read>;
  /** The latest refusal: a minute after it nothing is looked up any more. */
  refusedAtMs: number;
}

const following: readonly CallClass[] = ['state', 'detail', 'hierarchy', 'firmware', 'history'];

export const countNoCircumvention: Counting<Deployment> = {
  clause: noCircumvention,
  per: 'deployment',
  classes: [...following, 'report', 'command', 'update', 'list', 'constants'],
  alone: false,
  beside: countAddressChange,
  open: () => ({ followers: new Map(), refused: new Map(), refusedAtMs: Number.NEGATIVE_INFINITY }),
  call(deployment, fact, tally, options) {
    const { accountId, resource } = fact;
    const repeated = repeatsRefused(deployment, fact, options);
    if (fact.status === 429 && accountId !== null) noteRefusal(deployment, fact, accountId);
    if (resource === null || fact.class === 'list') {
      if (repeated)
        tally.miss('whether a list or history that was refused to one account was the same through another');
      return;
    }
    const served = fact.status !== null && fact.status >= 200 && fact.status < 300;
    const follows = served && following.includes(fact.class);
    if (accountId === null) {
      if (follows || repeated) tally.miss('the account that a charger or an installation was read or written through');
      return;
    }
    tally.look(fact);
    const intrudes = follows && !takesPart(deployment, { fact, account: accountId, resource });
    if (repeated || intrudes) offend(fact, repeated, tally);
  },
};

function offend(fact: CallFact, repeated: boolean, tally: Tally): void {
  const what = repeated
    ? 'asked through this account within a minute of a 429 on another'
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
function repeatsRefused({ refused, refusedAtMs }: Deployment, fact: CallFact, { roundTripMs }: Settled): boolean {
  if (fact.sentAtMs - refusedAtMs >= switchedWithinMs) return false;
  const refusal = refused.get(keyOf(fact));
  if (refusal === undefined || refusal.account === fact.accountId) return false;
  const sinceMs = fact.sentAtMs - refusal.atMs;
  return sinceMs > refusalReadMs + (writtenByReceiver(fact) ? roundTripMs : 0) && sinceMs < switchedWithinMs;
}

function noteRefusal(deployment: Deployment, fact: CallFact, account: string): void {
  const { refused } = deployment;
  const atMs = answerAtMs(fact);
  deployment.refusedAtMs = Math.max(deployment.refusedAtMs, atMs);
  const key = keyOf(fact);
  refused.delete(key);
  refused.set(key, { account, atMs });
  for (const [oldest, refusal] of refused) {
    if (refused.size <= maxRefused && atMs - refusal.atMs < switchedWithinMs) return;
    refused.delete(oldest);
  }
}

function keyOf({ path, resource, command, narrowing, page }: CallFact): string {
  return `${path} ${resource} ${command} ${narrowing} ${page}`;
}
