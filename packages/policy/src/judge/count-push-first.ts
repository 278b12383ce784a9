// push-first, counted: how long the state of an installation is followed by reading while no open stream tells of it.
// Invariant: a read within the trial time counts as looked at only when it is clear that the account may have a stream.
import { pushFirst } from '../clauses/push-first.ts';
import { followingPauseMs, trialMs } from '../clauses/stream-duty.ts';
import type { CallFact } from '../fact.ts';
import { wasServed } from './answer.ts';
import { type Counting, ofAccount, type Settled } from './count.ts';
import {
  isTold,
  isWithheld,
  maxStreams,
  missingSinceMs,
  noStreams,
  noteDetails,
  noteEvent,
  placesTaken,
  type StreamsOfAccount,
} from './streams-of-account.ts';
import type { Tally } from './tally.ts';

interface Following {
  /** Null for reads that do not tell of which installation, and for those of installations beyond the bound. */
  readonly installation: string | null;
  sinceMs: number;
  lastReadAtMs: number;
  /** Reads within the trial time, while nothing shows whether a stream is to be had. */
  undecided: number;
}

interface Followed {
  readonly streams: StreamsOfAccount;
  /** As many installations as streams. 1,024 × about 200 bytes = 0.2 MB an account. */
  readonly followings: Map<string | null, Following>;
  /** Reads of installations that no stream was left for. */
  beyond: number;
  /** Connection details were handed out, so a stream may well have been read. */
  detailsServed: boolean;
  eventsSeen: boolean;
}

export const countPushFirst: Counting<Followed> = {
  clause: pushFirst,
  per: 'account',
  classes: ['state', 'stream-details'],
  alone: false,
  open: () => ({
    streams: noStreams(),
    followings: new Map(),
    beyond: 0,
    detailsServed: false,
    eventsSeen: false,
  }),
  stream(followed, fact) {
    followed.eventsSeen = true;
    noteEvent(followed.streams, fact);
  },
  call(followed, fact, tally, options) {
    if (fact.class === 'stream-details') {
      noteDetails(followed.streams, fact);
      if (fact.status === 200) followed.detailsServed = true;
    } else if (wasServed(fact)) lookAtRead(followed, fact, tally, options);
  },
  close({ streams, followings }, _end, tally) {
    for (const following of followings.values()) {
      if (!isWithheld(streams, following.installation)) lookAtUndecided(following, tally);
      else if (following.undecided > 0) tally.exempt(noStreamAllowed);
    }
  },
};

const noStreamAllowed = 'the account may not read a stream: it was refused';

function lookAtUndecided(following: Following, tally: Tally): void {
  for (; following.undecided > 0; following.undecided -= 1) tally.look(null);
}

function lookAtRead(followed: Followed, read: CallFact, tally: Tally, options: Settled): void {
  const { streams } = followed;
  const following = followingOf(followed, read.installationId);
  const { installation } = following;
  if (read.sentAtMs - following.lastReadAtMs > followingPauseMs) following.sinceMs = read.sentAtMs;
  following.lastReadAtMs = read.sentAtMs;
  if (isTold(streams, installation)) {
    lookAtUndecided(following, tally);
    tally.look(null);
    tally.atMost(read, 0, trialMs, 'ms');
  } else if (isWithheld(streams, installation)) {
    following.undecided = 0;
    tally.exempt(noStreamAllowed);
  } else {
    following.undecided += 1;
    const withoutMs = read.sentAtMs - Math.max(following.sinceMs, missingSinceMs(streams, installation));
    if (withoutMs <= trialMs) {
      tally.atMost(read, withoutMs, trialMs, 'ms');
      return;
    }
    lookAtUndecided(following, tally);
    lookAtMissing(followed, read, withoutMs, tally, options);
  }
}

function lookAtMissing(
  followed: Followed,
  read: CallFact,
  withoutMs: number,
  tally: Tally,
  { streamEvents }: Settled,
): void {
  if (placesTaken(followed.streams)) {
    followed.beyond += 1;
    tally.note('reads of installations for which one account may have no further stream', followed.beyond);
  } else if (streamEvents === 'not-recorded' || (followed.detailsServed && !followed.eventsSeen)) {
    tally.miss('stream events: whether the service bus was read');
  } else {
    const what = `state was read after ${withoutMs} ms of following it without a stream that tells of it; ${trialMs} ms are the trial time`;
    tally.breach(ofAccount(read), { fact: read, atMs: read.sentAtMs, excess: withoutMs - trialMs, what });
  }
}

function followingOf({ followings }: Followed, told: string | null): Following {
  const found = followings.get(told);
  if (found !== undefined) return found;
  const installation = followings.size < maxStreams ? told : null;
  const other = followings.get(installation);
  if (other !== undefined) return other;
  const following = {
    installation,
    sinceMs: Number.NEGATIVE_INFINITY,
    lastReadAtMs: Number.NEGATIVE_INFINITY,
    undecided: 0,
  };
  followings.set(installation, following);
  return following;
}
