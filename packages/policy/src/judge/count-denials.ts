// no-intrusion, its other half: what each account was denied, ids it had never been shown and roles it does not have.
import { intrusionWindowMs, missingRoleMs, noIntrusion, refusedIdsPerHour } from '../clauses/no-intrusion.ts';
import { refusalReadMs } from '../clauses/respect-refusal.ts';
import { type CallFact, callClasses } from '../fact.ts';
import { answerAtMs } from './answer.ts';
import { type Counting, ofAccount, type Settled, writtenByReceiver } from './count.ts';
import { keepLatest } from './keep-latest.ts';
import type { Tally } from './tally.ts';

/** Ids kept, of each kind: one more than are free, so that an id may be told from the others. */
const maxIds = refusedIdsPerHour + 1;
/** Calls that a role is missing for. 8,192 × about 250 bytes = 2 MB an account. */
const maxRoles = 8192;

interface Denied {
  readonly sentAtMs: number;
  readonly answeredAtMs: number;
}

interface Denials {
  /** The latest refused ids, each with its latest refusal, the oldest first. */
  readonly neverShown: Map<string, number>;
  /** The same, with those of which nobody told whether they had been shown. */
  readonly perhaps: Map<string, number>;
  readonly roles: Map<string, Denied>;
}

export const countDenials: Counting<Denials> = {
  clause: noIntrusion,
  per: 'account',
  classes: callClasses.filter((name) => name !== 'token'),
  alone: false,
  open: () => ({ neverShown: new Map(), perhaps: new Map(), roles: new Map() }),
  call(denials, fact, tally, options) {
    if (fact.resource === null) return;
    tally.look(fact);
    if (fact.status !== 403 && fact.status !== 404) {
      tally.atMost(fact, 0, refusedIdsPerHour, 'ids/h');
      return;
    }
    if (fact.shown !== 'yes') lookAtId(denials, fact, fact.resource, tally);
    else if (fact.status === 403) lookAtRole(denials, fact, tally, options);
  },
};

function lookAtId({ neverShown, perhaps }: Denials, fact: CallFact, id: string, tally: Tally): void {
  const withUnknown = countIn(perhaps, id, fact.sentAtMs);
  if (fact.shown === 'unknown') {
    if (withUnknown > refusedIdsPerHour) tally.miss('whether the refused ids had been shown to the account (`shown`)');
    return;
  }
  const count = countIn(neverShown, id, fact.sentAtMs);
  if (count <= refusedIdsPerHour) {
    tally.atMost(fact, count, refusedIdsPerHour, 'ids/h');
    if (withUnknown > refusedIdsPerHour) tally.miss('whether the refused ids had been shown to the account (`shown`)');
    return;
  }
  const [oldestAtMs = fact.sentAtMs] = neverShown.values();
  tally.breach(ofAccount(fact), {
    fact,
    atMs: fact.sentAtMs,
    excess: oldestAtMs + intrusionWindowMs - fact.sentAtMs,
    what: `an id that was never shown and was refused, after ${refusedIdsPerHour} others within the hour`,
  });
}

/** Notes the refusal, and tells how many ids were refused within the hour, this one among them. */
function countIn(ids: Map<string, number>, id: string, atMs: number): number {
  ids.delete(id);
  ids.set(id, atMs);
  for (const [oldest, refusedAtMs] of ids) {
    if (ids.size <= maxIds && atMs - refusedAtMs < intrusionWindowMs) break;
    ids.delete(oldest);
  }
  return ids.size;
}

/** The first is a surprise; what was sent before it could be read is part of it. */
function lookAtRole({ roles }: Denials, fact: CallFact, tally: Tally, { roundTripMs }: Settled): void {
  const key = `${fact.path} ${fact.resource}`;
  const before = roles.get(key);
  keepLatest(roles, key, { sentAtMs: fact.sentAtMs, answeredAtMs: answerAtMs(fact) }, maxRoles);
  if (before === undefined) return;
  const readAtMs = before.answeredAtMs + refusalReadMs + (writtenByReceiver(fact) ? roundTripMs : 0);
  const sinceMs = fact.sentAtMs - before.sentAtMs;
  if (fact.sentAtMs <= readAtMs) return;
  if (sinceMs >= missingRoleMs) {
    tally.atLeast(fact, sinceMs, missingRoleMs, 'ms');
    return;
  }
  const offence = {
    fact,
    atMs: fact.sentAtMs,
    excess: missingRoleMs - sinceMs,
    what: `sent ${sinceMs} ms after the same call was denied for want of a role; ${missingRoleMs} ms are asked`,
  };
  tally.breach(ofAccount(fact), offence, 'minor');
}
