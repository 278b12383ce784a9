// push-first, counted: how long state is followed by reading while no stream is open.
// Invariant: a read within the trial time counts as looked at only when it is clear that the account may have a stream.
import { followingPauseMs, pushFirst, trialMs } from '../clauses/push-first.ts';
import type { CallFact, StreamFact } from '../fact.ts';
import { wasServed } from './answer.ts';
import { type Counting, ofAccount, type Settled } from './count.ts';
import type { Tally } from './tally.ts';

/** Streams that one account may have open at once (64 by design), sixteen times over. */
const maxScopes = 1024;
/** Stands for whatever a fact does not name. */
const unnamed = '';

interface Following {
  sinceMs: number;
  lastReadAtMs: number;
  closedSinceMs: number;
  readonly open: Set<string>;
  /** Installations and groups whose stream the account may not have, by the latest that was said of each. */
  readonly forbidden: Set<string>;
  readonly allowed: Set<string>;
  /** When the account came to be allowed a stream after it had been allowed none. */
  allowedSinceMs: number;
  /** Reads within the trial time, while nothing shows whether a stream is to be had. */
  undecided: number;
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
    forbidden: new Set(),
    allowed: new Set(),
    allowedSinceMs: Number.NEGATIVE_INFINITY,
    undecided: 0,
    detailsServed: false,
    eventsSeen: false,
  }),
  stream: noteStream,
  call(following, fact, tally, options) {
    if (fact.class === 'stream-details') noteDetails(following, fact);
    else if (wasServed(fact)) lookAtRead(following, fact, tally, options);
  },
  close(following, _end, tally) {
    if (!mayHaveNone(following)) lookAtUndecided(following, tally);
    else if (following.undecided > 0) tally.exempt(noStreamAllowed);
  },
};

const noStreamAllowed = 'the account may not read a stream: it was refused';

function noteStream(following: Following, fact: StreamFact): void {
  following.eventsSeen = true;
  const stream = `${fact.bus} ${fact.scope}`;
  if (fact.event === 'opened' || fact.event === 'message') {
    allow(following, fact.scope, fact.atMs);
    if (following.open.size < maxScopes) following.open.add(stream);
    return;
  }
  if (following.open.delete(stream) && following.open.size === 0) following.closedSinceMs = fact.atMs;
  if (fact.event === 'refused') forbid(following, fact.scope);
}

function noteDetails(following: Following, { status, resource, sentAtMs }: CallFact): void {
  if (status === 403) forbid(following, resource ?? unnamed);
  if (status !== 200) return;
  following.detailsServed = true;
  allow(following, resource ?? unnamed, sentAtMs);
}

/** One scope is allowed or forbidden; what was said without a name gives way to what is said next. */
function allow(following: Following, scope: string, atMs: number): void {
  if (mayHaveNone(following)) following.allowedSinceMs = atMs;
  turn(scope, following.forbidden, following.allowed);
}

function forbid(following: Following, scope: string): void {
  turn(scope, following.allowed, following.forbidden);
}

function turn(scope: string, from: Set<string>, to: Set<string>): void {
  from.delete(scope);
  from.delete(unnamed);
  if (to.size < maxScopes) to.add(scope);
}

function mayHaveNone({ forbidden, allowed }: Following): boolean {
  return forbidden.size > 0 && allowed.size === 0;
}

function lookAtUndecided(following: Following, tally: Tally): void {
  for (; following.undecided > 0; following.undecided -= 1) tally.look();
}

function lookAtRead(following: Following, read: CallFact, tally: Tally, options: Settled): void {
  if (read.sentAtMs - following.lastReadAtMs > followingPauseMs) following.sinceMs = read.sentAtMs;
  following.lastReadAtMs = read.sentAtMs;
  if (mayHaveNone(following)) {
    following.undecided = 0;
    tally.exempt(noStreamAllowed);
    return;
  }
  following.undecided += 1;
  const withoutMs = read.sentAtMs - Math.max(following.sinceMs, following.closedSinceMs, following.allowedSinceMs);
  if (following.open.size === 0 && withoutMs <= trialMs) {
    tally.atMost(read, withoutMs, trialMs, 'ms');
    return;
  }
  lookAtUndecided(following, tally);
  if (following.open.size > 0) return;
  if (options.streamEvents === 'not-recorded' || (following.detailsServed && !following.eventsSeen)) {
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
