// no-overload, counted: the share of refused calls over five minutes, and bursts in step with the clock.
// Invariant: only what overflows the bucket of rate-limit is held against an account, so a breach here is one there, too.
import {
  burstsInStep,
  clockBeatMs,
  inStepWithinMs,
  noOverload,
  overloadCalls,
  overloadPercent,
  overloadWindowMs,
} from '../clauses/no-overload.ts';
import { type CallFact, callClasses } from '../fact.ts';
import type { Tier } from '../terms.ts';
import { accountOf, type Counting, ofAccount } from './count.ts';
import type { Tally } from './tally.ts';

/** Rounding of the running sum; a thousandth of a request is never the difference between kept and broken. */
const rounding = 1e-6;
const seconds = overloadWindowMs / 1000;
/** Overflowing bursts of the last hour: one each 15 s, twice as many as a loop of half a minute makes. */
const maxBursts = 240;

interface Second {
  readonly second: number;
  calls: number;
  refused: number;
}

interface Load {
  used: number;
  atMs: number;
  /** Whether the burst that goes on has overflowed, and when it began: the bucket was empty then. */
  overflowed: boolean;
  beganAtMs: number;
  bursts: number[];
  /** From `head` on the seconds within the last 300 in which calls were sent, and the sums over them. At most 600. */
  readonly lastSeconds: Second[];
  head: number;
  calls: number;
  refused: number;
  /** Whether there are refusals that no offence has told yet. */
  untold: boolean;
}

export const countNoOverload: Counting<Load> = {
  clause: noOverload,
  per: 'account',
  classes: callClasses.filter((name) => name !== 'token'),
  alone: false,
  open: () => ({
    used: 0,
    atMs: Number.NEGATIVE_INFINITY,
    overflowed: false,
    beganAtMs: Number.NEGATIVE_INFINITY,
    bursts: [],
    lastSeconds: [],
    head: 0,
    calls: 0,
    refused: 0,
    untold: false,
  }),
  call(load, fact, tally, { tierOf }) {
    tally.look(fact);
    const explained = overflows(load, fact, tierOf(accountOf(fact)));
    const told = explained && lookAtBurst(load, fact, tally);
    if (!explained && fact.status === 429) {
      tally.miss('the calls of another program on this account: refusals came although the calls shown fit the limit');
    }
    count(load, fact, explained && fact.status === 429);
    if (!told) lookAtShare(load, fact, tally);
  },
};

/** Whether this call finds no room in the bucket; what finds none takes none. */
function overflows(load: Load, call: CallFact, { burst, ratePerSecond }: Tier): boolean {
  const left = Math.max(0, load.used - ((call.sentAtMs - load.atMs) / 1000) * ratePerSecond);
  load.atMs = call.sentAtMs;
  load.used = left;
  if (left === 0) {
    load.beganAtMs = call.sentAtMs;
    load.overflowed = false;
  }
  const explained = left + 1 > burst + rounding;
  if (!explained && call.status !== 429) load.used = left + 1;
  return explained;
}

/** True when it is an offence. */
function lookAtBurst(load: Load, call: CallFact, tally: Tally): boolean {
  if (load.overflowed) return false;
  load.overflowed = true;
  const { beganAtMs } = load;
  const recent = load.bursts.filter((atMs) => atMs > beganAtMs - inStepWithinMs);
  load.bursts = [...recent, beganAtMs].slice(-maxBursts);
  const inStep = load.bursts.filter((atMs) => beat(atMs) === beat(beganAtMs)).length;
  if (inStep < burstsInStep) tally.atMost(call, inStep, burstsInStep, 'calls');
  if (inStep < burstsInStep || 2 * inStep < load.bursts.length) return false;
  const what = `the burst number ${inStep} within ${inStepWithinMs} ms that overflowed the limit and began in second ${beat(beganAtMs)} of a half-minute`;
  tally.breach(ofAccount(call), { fact: call, atMs: call.sentAtMs, excess: inStep / burstsInStep, what });
  return true;
}

/** The second of the half-minute: that of the minute is the same one. */
function beat(atMs: number): number {
  return Math.floor((atMs % clockBeatMs) / 1000);
}

function count(load: Load, call: CallFact, refused: boolean): void {
  const second = Math.floor(call.sentAtMs / 1000);
  forget(load, second - seconds);
  let now = load.lastSeconds.at(-1);
  if (now === undefined || now.second < second) {
    now = { second, calls: 0, refused: 0 };
    load.lastSeconds.push(now);
  }
  now.calls += 1;
  load.calls += 1;
  if (!refused) return;
  now.refused += 1;
  load.refused += 1;
  load.untold = true;
}

function forget(load: Load, upToSecond: number): void {
  let oldest = load.lastSeconds[load.head];
  while (oldest !== undefined && oldest.second <= upToSecond) {
    load.calls -= oldest.calls;
    load.refused -= oldest.refused;
    load.head += 1;
    oldest = load.lastSeconds[load.head];
  }
  // In one go, so that leaving costs the same however many stay.
  if (load.head < seconds) return;
  load.lastSeconds.splice(0, load.head);
  load.head = 0;
}

function lookAtShare(load: Load, call: CallFact, tally: Tally): void {
  const { calls, refused } = load;
  if (calls < overloadCalls) {
    // Of fewer calls no share is taken; that none was refused can be said of any number.
    if (refused === 0) tally.atMost(call, 0, overloadPercent, '%');
    return;
  }
  const percent = (100 * refused) / calls;
  if (percent < overloadPercent) {
    tally.atMost(call, percent, overloadPercent, '%');
    return;
  }
  if (!load.untold) return;
  load.untold = false;
  const what = `${refused} of ${calls} calls within ${overloadWindowMs} ms were refused; less than ${overloadPercent} % is asked`;
  tally.breach(ofAccount(call), { fact: call, atMs: call.sentAtMs, excess: percent / overloadPercent, what });
}
