// §2: after a refusal wait as told; after a failure back off, and not for ever.
import { backoff, pauseBeforeMs } from '../backoff.ts';
import type { Clause } from '../clause.ts';
import type { Decision, Intent } from '../decision.ts';
import { callKey } from '../ledger/call-key.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** `Retry-After` of the cloud is always 1 (published); used where an answer did not tell it. */
export const publishedRetryAfterMs = 1000;
/** What was sent before the refusal could be read is on its way still. */
export const refusalReadMs = 250;
/** A try that was not answered for so long is given up: the longest flight that facts are sorted by. */
export const tryGivenUpMs = 60_000;
/** How long to wait before asking again while a try of the same call is under way. */
const askAgainMs = 250;
const never = Number.NEGATIVE_INFINITY;

export const respectRefusal: Clause = {
  id: 'respect-refusal',
  kind: 'limit',
  title: 'Wait as told after a refusal, back off after a failure',
  section: ['2'],
  why: 'A cloud that refuses or fails needs air; whoever presses on keeps it down for everybody.',
  source: {
    kind: 'policy',
    where: 'Fair Use policy §2, exponential backoff; docs/api-rate-limiting',
    date: '2026-11-22',
  },
  appliesTo: 'all',
  limits: [
    { name: 'Retry-After where it is not told', value: publishedRetryAfterMs, unit: 'ms', source: 'published' },
    {
      name: 'sent before the refusal could be read',
      value: refusalReadMs,
      unit: 'ms',
      source: 'courtesy',
      stricter: 'lower',
    },
    { name: 'pause before the second try', value: backoff.baseMs, unit: 'ms', source: 'courtesy' },
    {
      name: 'growth from pause to pause',
      value: backoff.factor,
      unit: 'times',
      source: 'courtesy',
      stricter: 'higher',
    },
    { name: 'longest pause', value: backoff.capMs, unit: 'ms', source: 'courtesy' },
    {
      name: 'a try without an answer is given up',
      value: tryGivenUpMs,
      unit: 'ms',
      source: 'courtesy',
    },
    { name: 'declared tries of one call', value: backoff.maxTries, unit: 'tries', source: 'courtesy' },
    { name: 'its tries are forgotten after', value: backoff.forgottenMs, unit: 'ms', source: 'courtesy' },
  ],
  severity: 'major',
  escalates: null,
  implies: [
    {
      clause: 'backoff-heavy',
      because: 'when history or a report is tried again too soon, which it asks of heavy calls',
    },
  ],
  remedy:
    'After a 429 stop the whole account for Retry-After; repeat a failed call after 0.5 s, doubling up to 60 s, at most 8 tries; a read that goes on failing waits likewise.',
  decided:
    'After a 429 every call of the account waits as long as the answer said, or 1 s where it said nothing. A call that failed or was not answered is tried again after 0.5 s, then 1 s, 2 s and so on up to 60 s, and never more than eight times; while a try of it is under way it waits, for 60 s at the most. The same read made anew while it goes on failing is spaced likewise, up to 60 s and for as long as it fails; the eight are counted for the tries of one call only, since a new need begins a new call; ten minutes after the last of them failed they are forgotten. An answer of the application, such as a rejected command, is final and no failure.',
  judged:
    'Each call sent more than 250 ms after a 429 was answered and before its time was over, each try of a failed call, and each read made anew while it goes on failing, before its growing pause was over, and each declared try of one call beyond the eighth. A try that left before the failure of the one before it was answered follows no failure. A success or ten minutes begin anew. Where the receiver wrote the facts the round trip is allowed on top; it cannot always tell which calls are tries of one call, and holds only the first 0.5 s against anybody.',
  examples: {
    keeps: `
      0     detail c1 503 id=a
      0.6   detail c1 503 try=2 of=a
      1.7   detail c1 200 try=3 of=a
      10    detail c2 429 after=1
      11.1  detail c2`,
    breaks: `
      0    detail c2 429 after=1
      0.5  detail c3`,
  },
  ask(ledger, intent, nowMs) {
    if (triesOf(ledger, intent, nowMs) >= backoff.maxTries) {
      return {
        kind: 'never',
        clause: 'respect-refusal',
        instead: `giving this call up after ${backoff.maxTries} tries and saying so; the next need begins a new one`,
      };
    }
    const untilMs = Math.max(
      pauseEndsAtMs(ledger, nowMs),
      backoffEndsAtMs(ledger, intent, nowMs),
      tryLandsAtMs(ledger, intent, nowMs),
    );
    return untilMs > nowMs ? wait(untilMs) : null;
  },
  due: null,
};

function wait(untilMs: number): Decision {
  return { kind: 'wait', untilMs, clause: 'respect-refusal' };
}

/** Tries that this call has behind it. */
function triesOf(ledger: Ledger, intent: Intent, nowMs: number): number {
  const told = Math.max(0, intent.attempt - 1);
  return intent.retryOf === null ? told : Math.max(told, ledger.refusals.chain(intent.retryOf, nowMs)?.tries ?? 0);
}

function pauseEndsAtMs(ledger: Ledger, nowMs: number): number {
  const { pauses } = ledger.refusals;
  return ledger.exact ? pauses.heardUntilMs(nowMs, refusalReadMs) : pauses.untilMs();
}

/** A call is not tried again before its last try has failed: nobody knows yet whether it did. */
function tryLandsAtMs({ flights }: Ledger, { retryOf }: Intent, nowMs: number): number {
  const underWay = retryOf !== null && flights.tryUnderWay(retryOf, nowMs, tryGivenUpMs);
  return underWay ? nowMs + askAgainMs : never;
}

/**
 * The same read that fails again and again is a chain, whatever its sender calls it: its pause grows, and only the count
 * of eight is left to declared tries, since a new need begins a new call. The receiver cannot tell such a read from one
 * that had left before the failure was known, and lets it pass.
 */
function backoffEndsAtMs(ledger: Ledger, intent: Intent, nowMs: number): number {
  const { refusals } = ledger;
  if (refusals.allSucceeded(nowMs)) return never;
  const own = intent.retryOf === null ? undefined : refusals.chain(intent.retryOf, nowMs);
  const key = ledger.exact ? null : callKey(intent);
  const same = key === null ? undefined : refusals.chain(key, nowMs);
  // The receiver sees no needs, only one read that fails: it holds the first pause against whoever tries.
  const sameMs = (same?.failedAtMs ?? never) + pauseBeforeMs(own === undefined ? (same?.tries ?? 0) + 1 : 2);
  return Math.max(sameMs, (own?.failedAtMs ?? never) + pauseBeforeMs(triesOf(ledger, intent, nowMs) + 1));
}
