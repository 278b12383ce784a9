// push-first, counted: how long state is followed by reading while no stream is open.
import { followingPauseMs, pushFirst, trialMs } from '../clauses/push-first.ts';
import type { CallFact, StreamFact } from '../fact.ts';
import { wasServed } from './answer.ts';
import { type Counting, ofAccount, type Settled } from './count.ts';
import type { Tally } from './tally.ts';

/** Streams that one account may have open at once (64 by design), sixteen times over. */
const maxScopes = 1024;

interface Following {
  sinceMs: number;
  lastReadAtMs: number;
  closedSinceMs: number;
  readonly open: Set<string>;
  refused: boolean;
  /** Connection details were handed out, so a stream may well have been read. */
  detailsServed: boolean;
  eventsSeen: boolean;
}

export const countPushFirst: Counting<Following> = {
  clause: pushFirst,
  per: 'account',
  classes: ['state', 'stream-details'],
  alone: false,
  open: () => ({
    sinceMs: Number.NEGATIVE_INFINITY,
    lastReadAtMs: Number.NEGATIVE_INFINITY,
    closedSinceMs: Number.NEGATIVE_INFINITY,
    open: new Set(),
    refused: false,
    detailsServed: false,
    eventsSeen: false,
  }),
  stream: noteStream,
  call(following, fact, tally, options) {
    if (fact.class === 'stream-details') noteDetails(following, fact);
    else if (wasServed(fact)) lookAtRead(following, fact, tally, options);
  },
};

function noteStream(following: Following, fact: StreamFact): void {
  following.eventsSeen = true;
  const scope = `${fact.bus} ${fact.scope}`;
  if (fact.event === 'opened' || fact.event === 'message') {
    following.refused = false;
    if (following.open.size < maxScopes) following.open.add(scope);
    return;
  }
  if (following.open.delete(scope) && following.open.size === 0) following.closedSinceMs = fact.atMs;
  if (fact.event === 'refused') following.refused = true;
}

function noteDetails(following: Following, fact: CallFact): void {
  if (fact.status === 403) following.refused = true;
  if (fact.status === 200) following.detailsServed = true;
}

function lookAtRead(following: Following, read: CallFact, tally: Tally, options: Settled): void {
  if (read.sentAtMs - following.lastReadAtMs > followingPauseMs) following.sinceMs = read.sentAtMs;
  following.lastReadAtMs = read.sentAtMs;
  if (following.open.size === 0 && following.refused) {
    tally.exempt('the account may not read a stream: it was refused');
    return;
  }
  tally.look();
  if (following.open.size > 0) return;
  const withoutMs = read.sentAtMs - Math.max(following.sinceMs, following.closedSinceMs);
  if (withoutMs <= trialMs) {
    tally.approach(read, withoutMs / trialMs, withoutMs, trialMs, 'ms');
  } else if (options.streamEvents === 'not-recorded' || (following.detailsServed && !following.eventsSeen)) {
    tally.miss('stream events: whether the service bus was read');
  } else {
    tally.breach(ofAccount(read), {
      fact: read,
      atMs: read.sentAtMs,
      excess: withoutMs - trialMs,
      what: `state was read after ${withoutMs} ms of following it without a stream; ${trialMs} ms are the trial time`,
    });
  }
}
