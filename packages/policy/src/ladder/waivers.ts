// Waivers: an operator lets an account break one clause.
// Invariant: a waiver touches one clause of one account; what happened outside its time is weighed, whenever it is told.
import type { Breach } from '../breach.ts';
import type { ClauseId } from '../decision.ts';
import { PolicyError } from '../policy-error.ts';
import { type Ladder, maxWaivers, type Waiver } from './ladder.ts';
import { needLadder } from './need-ladder.ts';

/** Whether a waiver lets this breach pass; it is counted there then. */
export function passWaived({ waivers }: Ladder, { clause, subject, atMs }: Breach): boolean {
  if (waivers.size === 0 || subject.kind !== 'account') return false;
  const waiver = waivers.get(keyOf(subject.id, clause));
  if (waiver === undefined || atMs < waiver.fromMs || atMs >= (waiver.untilMs ?? Number.POSITIVE_INFINITY))
    return false;
  waiver.breaches += 1;
  return true;
}

/** Waives from `fromMs` on; a waiver that holds already stays as it is. Throws `no-room`. */
export function waive({ waivers }: Ladder, accountId: string, clause: ClauseId, fromMs: number): void {
  const key = keyOf(accountId, clause);
  if (waivers.get(key)?.untilMs === null) return;
  if (!waivers.has(key) && waivers.size >= maxWaivers && !forgetEnded(waivers)) {
    throw new PolicyError(
      'no-room',
      `Failed to waive: ${maxWaivers} waivers hold already, and no more are kept. End one that is not needed.`,
    );
  }
  waivers.set(key, { accountId, clause, fromMs, untilMs: null, breaches: 0 });
}

/** Ends a waiver that holds. Throws `not-found`. */
export function endWaiver({ waivers }: Ladder, accountId: string, clause: ClauseId, untilMs: number): void {
  const key = keyOf(accountId, clause);
  const waiver = waivers.get(key);
  if (waiver === undefined || waiver.untilMs !== null) {
    throw new PolicyError(
      'not-found',
      `Failed to end waiver: ${clause} is not waived for this account. Nothing is left to do.`,
    );
  }
  waivers.set(key, { ...waiver, untilMs });
}

/**
 * Every waiver that is remembered, also those that were ended: late breaches may fall into their time. Copies, at most
 * 4,096. Throws `bad-ladder`.
 *
 * @example
 * const opened = openLadder();
 * act(opened, { kind: 'waive', accountId: 'main', clause: 'push-first', who: 'support', why: 'no stream yet', atMs: 0 });
 * waiversOf(opened).map(({ clause, untilMs }) => [clause, untilMs]); // → [['push-first', null]]
 */
export function waiversOf(ladder: Ladder): readonly Waiver[] {
  needLadder(ladder, 'tell the waivers');
  return [...ladder.waivers.values()].map((waiver) => ({ ...waiver }));
}

function forgetEnded(waivers: Map<string, Waiver>): boolean {
  for (const [key, { untilMs }] of waivers) if (untilMs !== null) return waivers.delete(key);
  return false;
}

/** No clause id has a space in it. */
function keyOf(accountId: string, clause: ClauseId): string {
  return `${clause} ${accountId}`;
}
