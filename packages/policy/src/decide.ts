// May this call be made now? Every clause is asked alone; the longest wait wins, so that order never matters.
// Precedence: never, then local (no call is needed at all), then wait, then go.
import { knownIntent } from './border/known-intent.ts';
import { clauses } from './clauses.ts';
import { type ClauseId, type Decision, type Intent, isClauseId } from './decision.ts';
import { needInstant } from './instant.ts';
import type { Ledger } from './ledger/ledger.ts';
import { needLedger } from './ledger/need-ledger.ts';
import { hearTime } from './ledger/wall-clock.ts';
import { PolicyError } from './policy-error.ts';

const limits = clauses.filter((clause) => clause.kind === 'limit');
const go: Decision = { kind: 'go', note: null };

/**
 * The policy's answer to an intent at `nowMs`. Reads the ledger, and notes in it nothing but for how long an earlier
 * time has been asked by; whoever then makes the call must `record` it as sent before the next question. Unit ms since
 * 1970. What is said to be held since a later instant counts as held since now. Where the ledger was told of calls more
 * than a minute after `nowMs`, one of the clocks was wrong: they count, a wait ends within a minute, and when the
 * earlier time has been asked by for a minute the ledger takes it over. Ask a `freeze` of it what an answer would have
 * been long ago. Throws `bad-time` where `nowMs` is no number: nothing may go by a clock that tells no time;
 * `wrong-account` where the ledger is of another account: what it lets go it would never hear of; `bad-intent` where a
 * field is missing or wrong, so that no call of an unknown class ever goes; `unknown-clause`, `bad-ledger`.
 *
 * @param among Only these clauses are asked. Default all; the cloud's side asks `refusedByCloud`.
 * @example
 * const terms = { tier: generalAccess, margin: defaultMargin };
 * const detail: Intent = {
 *   accountId: 'main', heldSinceMs: null, door: { scheme: 'https', host: 'api.zaptec.com' }, cause: 'routine',
 *   class: 'detail', method: 'GET', path: '/api/chargers/{id}', resource: 'c1', installationId: null, narrowing: 'none',
 *   command: null, sets: null, page: null, pageSize: null, window: null, attempt: 1, retryOf: null, clientAddress: null,
 *   changed: 'unknown', charging: 'unknown', connected: 'unknown', allowed: 'unknown', shown: 'yes',
 *   userAgent: 'depot-charging/1.4 (+https://depot.example/contact)',
 * };
 * decide(createLedger({ terms, startedAtMs: 0, bucket: 'full' }), detail, 0); // → { kind: 'go', note: null }
 * decide(createLedger({ terms, startedAtMs: 0, bucket: 'empty' }), detail, 0).kind; // → 'wait'
 */
export function decide(ledger: Ledger, intent: Intent, nowMs: number, among?: readonly ClauseId[]): Decision {
  needLedger(ledger, 'decide on a call');
  needInstant(nowMs, 'decide on a call', 'nowMs');
  needClauses(among);
  const known = knownIntent(intent);
  needOwn(ledger, known);
  const standsUntilMs = hearTime(ledger, nowMs);
  const wanted = heldAtMost(known, nowMs);
  let answer = go;
  for (const clause of limits) {
    if (among !== undefined && !among.includes(clause.id)) continue;
    const asked = clause.ask(ledger, wanted, nowMs);
    if (asked !== null) answer = stricter(answer, asked);
  }
  return standsUntilMs === null ? answer : askedAgain(answer, standsUntilMs);
}

/** A wait for what has not come is looked at again when the time is believed. */
function askedAgain(answer: Decision, atMs: number): Decision {
  return answer.kind === 'wait' && answer.untilMs > atMs ? { ...answer, untilMs: atMs } : answer;
}

/** Nothing is held since a time that has not come yet. */
function heldAtMost(intent: Intent, nowMs: number): Intent {
  return intent.heldSinceMs !== null && intent.heldSinceMs > nowMs ? { ...intent, heldSinceMs: nowMs } : intent;
}

/** From the mildest to the strictest. */
const precedence: readonly Decision['kind'][] = ['go', 'wait', 'local', 'never'];

function stricter(one: Decision, other: Decision): Decision {
  const more = precedence.indexOf(other.kind) - precedence.indexOf(one.kind) || weightOf(other) - weightOf(one);
  return more > 0 ? other : one;
}

/** Among answers of one kind the larger asks more. */
function weightOf(answer: Decision): number {
  switch (answer.kind) {
    case 'go':
      return answer.note === null ? 0 : 1;
    case 'wait':
      return answer.untilMs;
    case 'local':
      return -answer.freshUntilMs;
    case 'never':
      return 0;
  }
}

/** A clause that nobody knows asks nothing, and everything would go. */
function needClauses(among: readonly ClauseId[] | undefined): void {
  if (among === undefined || (Array.isArray(among) && among.every(isClauseId))) return;
  throw new PolicyError(
    'unknown-clause',
    'Failed to decide on a call: the clauses to be asked are no list of known ones. Name some of clauseIds, or leave them out.',
  );
}

function needOwn({ accountId }: Ledger, intent: Intent): void {
  if (accountId === null || accountId === intent.accountId) return;
  throw new PolicyError(
    'wrong-account',
    'Failed to decide on a call: the ledger is of one account and the call of another. Ask the ledger of that account.',
  );
}
