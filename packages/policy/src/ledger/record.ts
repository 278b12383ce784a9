// Folds a fact into the ledger.
// Invariant: a call pays when it is sent; its answer settles what it was worth and never pays again.
import { bareCall } from '../border/bare-call.ts';
import { knownFact } from '../border/known-fact.ts';
import { clientFollowWithinMs, followWithinMs } from '../clauses/list-pages.ts';
import { publishedRetryAfterMs } from '../clauses/respect-refusal.ts';
import { followingPauseMs } from '../clauses/stream-duty.ts';
import { clientSpacingMs, loginSpacingMs } from '../clauses/token-rate.ts';
import type { CallFact, Fact, StreamFact } from '../fact.ts';
import { outcomeOf } from '../outcome.ts';
import { takeRequest } from './bucket.ts';
import { callKey } from './call-key.ts';
import { booksOf, type Ledger, oneAddress } from './ledger.ts';
import { needLedger } from './need-ledger.ts';
import { publishedTokenLifeMs } from './token-book.ts';
import { noteTime, noteTimeOfAnother } from './wall-clock.ts';

/**
 * Takes one fact in and returns the ledger to use from then on; the one given must not be used any more. Facts may come
 * up to 5 s out of order. What may be null may be absent; names beyond 256 characters are cut, so that two that begin alike
 * are one. No fact throws: what is none is counted in `unusable` and left out, but a call that says when it was sent pays
 * all the same. Throws `bad-ledger`.
 *
 * @example
 * const terms = { tier: generalAccess, margin: defaultMargin };
 * const opened = { v: 1, kind: 'stream', accountId: 'main', bus: 'group', scope: 'g1', event: 'opened', atMs: 9 } as const;
 * const ledger = record(createLedger({ terms, startedAtMs: 0, bucket: 'full' }), opened);
 * ledger.streams.size; // → 1
 */
export function record(ledger: Ledger, told: Fact): Ledger {
  needLedger(ledger, 'record a fact');
  const usable = knownFact(told) ?? unusable(ledger, told);
  if (usable === null) return ledger;
  const fact = inOrder(usable);
  const knownAtMs = fact.kind === 'call' ? (fact.answeredAtMs ?? fact.sentAtMs) : fact.atMs;
  if (isOfAnother(ledger, fact)) {
    if (fact.kind === 'call') recordOther(ledger, fact, knownAtMs);
    return ledger;
  }
  switch (fact.kind) {
    case 'call':
      noteTime(ledger, knownAtMs, tellsNow(ledger, fact, knownAtMs));
      if (fact.answeredAtMs === null) recordSent(ledger, fact);
      else recordAnswered(ledger, fact, fact.answeredAtMs);
      return ledger;
    case 'stream':
      recordStream(ledger, fact);
      return ledger;
    case 'attestation':
      for (const book of booksOf(ledger)) book.attested?.(fact);
      return ledger;
  }
}

/** A clock was put back while the call was under way: it was sent no later than it was answered. */
function inOrder(fact: Fact): Fact {
  if (fact.kind !== 'call' || fact.answeredAtMs === null || fact.answeredAtMs >= fact.sentAtMs) return fact;
  return { ...fact, sentAtMs: fact.answeredAtMs };
}

function unusable(ledger: Ledger, told: unknown): Fact | null {
  ledger.unusable += 1;
  return bareCall(told, `unreadable ${ledger.unusable}`);
}

/** Another account of the deployment: it has a ledger of its own, and tells this one only what it reads and when it logs in. */
function isOfAnother(ledger: Ledger, fact: Fact): boolean {
  return ledger.accountId !== null && fact.accountId !== null && fact.accountId !== ledger.accountId;
}

/**
 * A call that leaves is dated by the account's clock as it goes now; on the cloud's side so is a call that is answered.
 * Elsewhere an answer may be told late or come from a journal: it confirms a later time, and puts nothing back.
 */
function tellsNow(ledger: Ledger, fact: CallFact, knownAtMs: number): boolean {
  return fact.answeredAtMs === null || (ledger.exact && knownAtMs >= ledger.startedAtMs);
}

/** Accounts behind one address log in at one door. */
function recordOther(ledger: Ledger, fact: CallFact, knownAtMs: number): void {
  noteTimeOfAnother(ledger, knownAtMs);
  ledger.trespass.otherAccount(fact);
  if (fact.class !== 'token') return;
  const login = { ...fact, id: `${fact.accountId} ${fact.id}` };
  if (fact.answeredAtMs === null) ledger.logins.begin(addressOf(login), login.id, login.sentAtMs);
  else recordLoginSpacing(ledger, login, fact.answeredAtMs);
}

function recordSent(ledger: Ledger, fact: CallFact): void {
  if (!ledger.flights.takeOff(fact)) return;
  pay(ledger, fact);
  if (fact.class === 'token') {
    ledger.logins.begin(addressOf(fact), fact.id, fact.sentAtMs);
    if (fact.accountId !== null) ledger.tokens.loginSent(fact.accountId, fact.id, fact.sentAtMs);
  }
  if (isFullList(fact)) ledger.lists.begin(fact.path, fact.id, fact.sentAtMs);
  for (const book of booksOf(ledger)) book.sent?.(fact);
}

function recordAnswered(ledger: Ledger, fact: CallFact, answeredAtMs: number): void {
  const paid = ledger.flights.land(fact.id, answeredAtMs);
  if (!paid && fact.status !== 429) pay(ledger, fact);
  recordOutcome(ledger, fact, answeredAtMs);
  if (fact.class === 'token') recordLogin(ledger, fact, answeredAtMs);
  if (fact.class === 'state' && outcomeOf(fact) === 'served') {
    ledger.streams.stateRead(fact.installationId, fact.sentAtMs, followingPauseMs);
  }
  if (isFullList(fact)) recordListPage(ledger, fact, answeredAtMs);
  if (fact.class === 'stream-details') recordDetails(ledger, fact, answeredAtMs);
  for (const book of booksOf(ledger)) book.answered?.(fact, answeredAtMs);
}

/** The bucket of a new ledger stands for all that was sent before it began. A refused call took nothing at the cloud. */
function pay(ledger: Ledger, fact: CallFact): void {
  if (fact.class !== 'token' && fact.sentAtMs >= ledger.startedAtMs) takeRequest(ledger.bucket, fact.sentAtMs);
}

/** Calls overtake each other: only what left after a failure unsays it. */
function recordOutcome(ledger: Ledger, fact: CallFact, answeredAtMs: number): void {
  const { refusals } = ledger;
  const call = fact.retryOf ?? fact.id;
  const outcome = outcomeOf(fact);
  // Most of the time nothing has failed, and no key has to be made.
  const sameRead = outcome === 'served' && refusals.size === 0 ? null : callKey(fact);
  // Ids may begin anew with a new run: a first try owes nothing to an older call of the same id.
  if (fact.retryOf === null) refusals.succeeded(call, answeredAtMs, fact.sentAtMs);
  switch (outcome) {
    case 'refused':
    case 'failed':
    case 'silent':
      refusals.failed(call, fact.attempt, answeredAtMs);
      if (sameRead !== null) refusals.failed(sameRead, 1, answeredAtMs);
      break;
    case 'served':
    case 'unauthorised':
    case 'in-flight':
      refusals.succeeded(call, answeredAtMs, fact.sentAtMs);
      if (sameRead !== null) refusals.succeeded(sameRead, answeredAtMs, fact.sentAtMs);
  }
  if (fact.class === 'token') return;
  if (fact.status === 429) refusals.pauses.begin(answeredAtMs, durationIn(fact.retryAfterMs) ?? publishedRetryAfterMs);
  if (fact.status === 401 && fact.accountId !== null) {
    ledger.tokens.tokenRefused(fact.accountId, fact.sentAtMs, answeredAtMs);
  }
}

function recordLogin(ledger: Ledger, fact: CallFact, answeredAtMs: number): void {
  recordLoginSpacing(ledger, fact, answeredAtMs);
  if (fact.accountId === null) return;
  const granted = fact.status !== null && fact.status >= 200 && fact.status < 300;
  const lifeMs = granted ? (durationIn(fact.tokenLifeMs) ?? publishedTokenLifeMs) : null;
  ledger.tokens.loginAnswered(fact.accountId, fact.id, answeredAtMs, lifeMs);
}

/** The login limiter of the cloud counts what it let through; a client counts every try, from its answer on. */
function recordLoginSpacing(ledger: Ledger, fact: CallFact, answeredAtMs: number): void {
  const turnedAway = fact.status === 429 || fact.status === 503;
  const doneAtMs = ledger.exact ? (turnedAway ? null : fact.sentAtMs) : answeredAtMs;
  ledger.logins.end(addressOf(fact), fact.id, answeredAtMs, doneAtMs);
  const toldMs = durationIn(fact.retryAfterMs);
  if (toldMs !== null && !ledger.exact) {
    ledger.loginPauses.begin(answeredAtMs, toldMs + clientSpacingMs - loginSpacingMs);
  }
}

function addressOf({ clientAddress }: CallFact): string {
  return clientAddress ?? oneAddress;
}

function recordListPage(ledger: Ledger, fact: CallFact, answeredAtMs: number): void {
  const read = {
    id: fact.id,
    page: fact.page ?? 0,
    sentAtMs: fact.sentAtMs,
    answeredAtMs,
    readAtMs: countedAtMs(ledger, fact, answeredAtMs),
    forUnknownCharger: fact.cause === 'unknown-charger',
    followWithinMs: ledger.exact ? followWithinMs : clientFollowWithinMs,
    heard: fact.status !== null,
  };
  ledger.lists.end(fact.path, read, outcomeOf(fact) === 'served');
}

/** A date that was read as a number is none: one that is no duration must neither lift a pause nor make it endless. */
function durationIn(toldMs: number | null): number | null {
  return toldMs !== null && Number.isFinite(toldMs) && toldMs >= 0 ? toldMs : null;
}

/** A distance kept from the answer is kept at the receiving side too, however long the way took. */
function countedAtMs(ledger: Ledger, fact: CallFact, answeredAtMs: number): number {
  return ledger.exact ? fact.sentAtMs : answeredAtMs;
}

function isFullList(fact: CallFact): boolean {
  return fact.class === 'list' && fact.narrowing === 'none';
}

function recordDetails(
  { streams }: Ledger,
  { path, resource, status, sentAtMs }: CallFact,
  answeredAtMs: number,
): void {
  const bus = path === '/api/userGroups/{id}/messagingConnectionDetails' ? 'group' : 'installation';
  if (status === 403) streams.refused(bus, resource, answeredAtMs);
  if (status === 200) streams.granted(bus, resource, sentAtMs);
}

function recordStream(ledger: Ledger, fact: StreamFact): void {
  for (const book of booksOf(ledger)) book.stream?.(fact);
  switch (fact.event) {
    case 'opened':
    case 'message':
      ledger.streams.opened(fact.bus, fact.scope, fact.atMs);
      return;
    case 'lost':
      ledger.streams.lost(fact.bus, fact.scope, fact.atMs);
      return;
    case 'refused':
      ledger.streams.refused(fact.bus, fact.scope, fact.atMs);
  }
}
