// respect-refusal, counted: calls inside the time that a 429 asked for, and tries of one call too soon or too many.
import { backoff } from '../backoff.ts';
import { publishedRetryAfterMs, refusalReadMs, respectRefusal } from '../clauses/respect-refusal.ts';
import type { CallFact } from '../fact.ts';
import { dropOldest } from '../oldest-first.ts';
import { answerAtMs, asksForPause, toldMs } from './answer.ts';
import { type Counting, ofAccount, type Settled, writtenByReceiver } from './count.ts';
import { sameRead } from './same-read.ts';
import type { Tally } from './tally.ts';

/** Pauses that overlap are one, so that few are open at once; beyond 64 the one that was told of first goes. */
const maxPauses = 64;
/** Failed calls that may still be tried again. 1,024 × about 150 bytes = 0.15 MB an account. */
const maxFailures = 1024;

interface Pause {
  readonly logins: boolean;
  readonly answeredAtMs: number;
  /** From here on the refusal was read. */
  readonly fromMs: number;
  readonly untilMs: number;
}

interface Failure {
  readonly tries: number;
  readonly answeredAtMs: number;
  readonly pausedMs: number;
}

interface Refusals {
  pauses: Pause[];
  readonly failures: Map<string, Failure>;
}

export const countRespectRefusal: Counting<Refusals> = {
  clause: respectRefusal,
  per: 'account',
  classes: 'all',
  alone: false,
  open: () => ({ pauses: [], failures: new Map() }),
  call(refusals, fact, tally, options) {
    const paused = lookAtPauses(refusals, fact, tally);
    const tried = lookAtTries(refusals, fact, tally, options);
    if (paused || tried) tally.look(fact);
    noteAnswer(refusals, fact, options);
  },
};

function lookAtPauses(refusals: Refusals, call: CallFact, tally: Tally): boolean {
  if (refusals.pauses.length === 0) return false;
  const concerns = refusals.pauses.filter(
    (pause) => pause.fromMs < call.sentAtMs && (!pause.logins || call.class === 'token'),
  );
  const inside = concerns.find((pause) => call.sentAtMs < pause.untilMs);
  if (inside !== undefined) {
    const earlyMs = inside.untilMs - call.sentAtMs;
    offend(call, earlyMs, `sent ${earlyMs} ms before the time was over that a 429 had asked for`, tally);
  }
  for (const pause of concerns) {
    if (call.sentAtMs < pause.untilMs) continue;
    const waitedMs = call.sentAtMs - pause.answeredAtMs;
    const askedMs = pause.untilMs - pause.answeredAtMs;
    tally.atLeast(call, waitedMs, askedMs, 'ms');
  }
  const looked = concerns.length > 0;
  refusals.pauses = refusals.pauses.filter((pause) => pause.untilMs > call.sentAtMs || !concerns.includes(pause));
  return looked;
}

/**
 * A try is told by `retryOf`. The same read that fails again and again is a chain by any name: its pause grows. Only the
 * count of eight is left to declared tries, since a new need begins a new call.
 */
function lookAtTries(refusals: Refusals, call: CallFact, tally: Tally, options: Settled): boolean {
  if (call.attempt > backoff.maxTries) {
    offend(call, call.attempt, `try number ${call.attempt} of one call; ${backoff.maxTries} are the most`, tally);
    return true;
  }
  const declared = call.retryOf === null ? undefined : recent(refusals, call.retryOf, call.sentAtMs);
  if (declared !== undefined) {
    lookAtGap(call, declared, declared.pausedMs, tally);
    lookAtCount(call, Math.max(call.attempt, declared.tries + 1), tally);
    return true;
  }
  if (call.retryOf !== null) lookAtCount(call, call.attempt, tally);
  return lookAtSameRead(refusals, call, tally, options) || call.retryOf !== null;
}

function lookAtCount(call: CallFact, tries: number, tally: Tally): void {
  if (tries <= backoff.maxTries) tally.atMost(call, tries, backoff.maxTries, 'tries');
  else offend(call, tries, `try after ${tries - 1} failed ones; ${backoff.maxTries} are the most`, tally);
}

function lookAtSameRead(refusals: Refusals, call: CallFact, tally: Tally, options: Settled): boolean {
  const key = refusals.failures.size === 0 ? null : sameRead(call);
  const failure = key === null ? undefined : recent(refusals, key, call.sentAtMs);
  if (failure === undefined) return false;
  const gapMs = call.sentAtMs - failure.answeredAtMs;
  const unreadMs = writtenByReceiver(call) ? refusalReadMs + wayMs(call, options) : 0;
  if (gapMs <= unreadMs) return false;
  lookAtGap(call, failure, writtenByReceiver(call) ? backoff.baseMs : failure.pausedMs, tally);
  if (writtenByReceiver(call) && gapMs >= backoff.baseMs && gapMs < failure.pausedMs) {
    tally.miss('which calls are tries of the same call: the receiver cannot see `retryOf`');
  }
  return true;
}

/** How long an answer may have been on its way still, where the receiver wrote the fact. */
function wayMs(call: CallFact, options: Settled): number {
  return writtenByReceiver(call) ? options.roundTripMs : 0;
}

/** A try that left before the failure was known follows no failure: there is no gap to judge. */
function lookAtGap(call: CallFact, failure: Failure, askedMs: number, tally: Tally): void {
  const gapMs = call.sentAtMs - failure.answeredAtMs;
  if (gapMs < 0) return;
  if (gapMs >= askedMs) tally.atLeast(call, gapMs, askedMs, 'ms');
  else offend(call, askedMs - gapMs, `tried again ${gapMs} ms after it failed; ${askedMs} ms are asked`, tally);
}

function noteAnswer(refusals: Refusals, call: CallFact, options: Settled): void {
  const answeredAtMs = answerAtMs(call);
  if (call.status === 429) {
    addPause(refusals, {
      logins: call.class === 'token',
      answeredAtMs,
      fromMs: answeredAtMs + refusalReadMs + wayMs(call, options),
      untilMs: answeredAtMs + (toldMs(call.retryAfterMs) ?? publishedRetryAfterMs),
    });
  }
  const failed = asksForPause(call);
  if (!failed && refusals.failures.size === 0) return;
  const key = call.retryOf ?? call.id;
  // Ids may begin anew with a new run: a first try owes nothing to an older call of the same id.
  const before = call.retryOf === null ? undefined : recent(refusals, key, answeredAtMs);
  note(refusals, key, failed ? Math.max(call.attempt, (before?.tries ?? 0) + 1) : 0, answeredAtMs);
  const read = sameRead(call);
  if (read !== null) note(refusals, read, failed ? failuresOf(refusals, read, call) : 0, answeredAtMs);
}

/** With this one. What had left before the failure before it was known is no further one: nobody could have waited. */
function failuresOf(refusals: Refusals, read: string, call: CallFact): number {
  const before = recent(refusals, read, answerAtMs(call));
  if (before === undefined) return 1;
  return call.sentAtMs < before.answeredAtMs ? before.tries : before.tries + 1;
}

/** Stands last from now on; nothing is left of what did not fail. */
function note(refusals: Refusals, key: string, tries: number, answeredAtMs: number): void {
  refusals.failures.delete(key);
  if (tries > 0) remember(refusals, key, { tries, answeredAtMs, pausedMs: longer(tries) });
}

/** Pause asked after so many tries: 0.5 s, 1 s, 2 s … 60 s. */
function longer(tries: number): number {
  let pauseMs: number = backoff.baseMs;
  for (let n = 1; n < tries && pauseMs < backoff.capMs; n += 1) pauseMs *= backoff.factor;
  return Math.min(pauseMs, backoff.capMs);
}

function addPause(refusals: Refusals, pause: Pause): void {
  if (pause.untilMs <= pause.fromMs) return;
  const apart = (other: Pause) =>
    other.logins !== pause.logins || other.untilMs < pause.fromMs || pause.untilMs < other.fromMs;
  const overlapping = refusals.pauses.filter((other) => !apart(other));
  const answeredAtMs = Math.min(pause.answeredAtMs, ...overlapping.map((other) => other.answeredAtMs));
  const fromMs = Math.min(pause.fromMs, ...overlapping.map((other) => other.fromMs));
  const untilMs = Math.max(pause.untilMs, ...overlapping.map((other) => other.untilMs));
  refusals.pauses = [...refusals.pauses.filter(apart), { logins: pause.logins, answeredAtMs, fromMs, untilMs }].slice(
    -maxPauses,
  );
}

function recent(refusals: Refusals, key: string, atMs: number): Failure | undefined {
  const failure = refusals.failures.get(key);
  return failure !== undefined && atMs - failure.answeredAtMs <= backoff.forgottenMs ? failure : undefined;
}

function remember({ failures }: Refusals, key: string, failure: Failure): void {
  failures.set(key, failure);
  dropOldest(failures, maxFailures);
}

function offend(call: CallFact, excess: number, what: string, tally: Tally): void {
  tally.breach(ofAccount(call), { fact: call, atMs: call.sentAtMs, excess, what });
}
