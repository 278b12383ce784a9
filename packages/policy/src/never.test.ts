// `never` is final for one intent: this need, this try. What is still wanted later is a new intent.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoff } from './backoff.ts';
import { lookAgainMs } from './clauses/command-precondition.ts';
import { replacementWorksMs } from './clauses/deprecated-endpoint.ts';
import { clauses } from './clauses.ts';
import { decide } from './decide.ts';
import type { ClauseId, Intent } from './decision.ts';
import type { CallFact, Fact } from './fact.ts';
import { followedForMs } from './following.ts';
import { createLedger, freeze, type Ledger } from './ledger/ledger.ts';
import { record } from './ledger/record.ts';
import { defaultMargin, generalAccess } from './terms.ts';
import { arbitraryFact } from './testing/arbitrary-fact.ts';
import { at, recordAll, startedAtMs } from './testing/ask.ts';
import { asSent, call, commandCall, intentOf, listCall, stateCall, updateCall } from './testing/call.ts';

const ledgerOf = (facts: readonly Fact[]): Ledger => {
  const terms = { tier: generalAccess, margin: defaultMargin };
  return recordAll(createLedger({ terms, startedAtMs, bucket: 'full', accountId: 'main' }), facts);
};

interface Given {
  readonly facts: readonly Fact[];
  readonly call: CallFact;
  /** When the intent comes up. Default: 2 min after the start. */
  readonly bornAtMs?: number;
  /** When the clause lets it go by time alone; null where it never does. */
  readonly endsAtMs: number | null;
}

const now = { sentAtMs: at(120_000) };
const tries = Array.from({ length: 8 }, (_, n) =>
  call({
    sentAtMs: at(n * 61_000),
    status: 503,
    id: n === 0 ? 'a' : `a${n}`,
    attempt: n + 1,
    retryOf: n === 0 ? null : 'a',
  }),
);
const eighthFailedAtMs = at(7 * 61_000 + 20);
const details = '/api/installation/{id}/messagingConnectionDetails';
const groupDetails = '/api/userGroups/{id}/messagingConnectionDetails';
const connect = (path: string, sentAtMs: number) => call({ sentAtMs, class: 'stream-details', path, resource: 'x1' });

const nevers: readonly (readonly [ClauseId, string, Given])[] = [
  ['respect-refusal', 'a ninth try that says so', { facts: [], call: call({ ...now, attempt: 9 }), endsAtMs: null }],
  [
    'respect-refusal',
    'a ninth try that only names the first',
    {
      facts: tries,
      call: call({ ...now, retryOf: 'a' }),
      bornAtMs: eighthFailedAtMs,
      endsAtMs: eighthFailedAtMs + backoff.forgottenMs + 1,
    },
  ],
  [
    'documented-only',
    'an undocumented call',
    { facts: [], call: call({ ...now, class: 'undocumented', path: '/x' }), endsAtMs: null },
  ],
  [
    'documented-only',
    'a command of the portal',
    { facts: [], call: commandCall({ ...now, command: 103 }), endsAtMs: null },
  ],
  [
    'deprecated-endpoint',
    'a deprecated call whose replacement works',
    {
      facts: [connect(groupDetails, at(0))],
      call: connect(details, at(0)),
      endsAtMs: at(20) + replacementWorksMs,
    },
  ],
  [
    'list-cadence',
    'a following page of few rows',
    { facts: [], call: listCall({ ...now, page: 1, pageSize: 50 }), endsAtMs: null },
  ],
  [
    'targeted-lookup',
    'all chargers for one',
    { facts: [], call: listCall({ ...now, resource: 'c1' }), endsAtMs: null },
  ],
  [
    'current-cadence',
    'a current for no car',
    { facts: [], call: updateCall({ ...now, connected: 'no' }), endsAtMs: null },
  ],
  [
    'current-cadence',
    'the value that is in force',
    { facts: [], call: updateCall({ ...now, changed: 'no' }), endsAtMs: null },
  ],
  [
    'command-precondition',
    'a pause against the known state',
    { facts: [], call: commandCall({ ...now, allowed: 'no' }), endsAtMs: null },
  ],
  [
    'command-precondition',
    'a command that was rejected, while nothing changed',
    {
      facts: [commandCall({ sentAtMs: at(0), status: 500, code: 528 })],
      call: commandCall({ ...now, changed: 'no' }),
      endsAtMs: null,
    },
  ],
  [
    'command-precondition',
    'a try after 404',
    {
      facts: [stateCall({ sentAtMs: at(0), status: 404, id: 'a' })],
      call: stateCall({ ...now, attempt: 2, retryOf: 'a' }),
      bornAtMs: at(20),
      endsAtMs: at(20) + lookAgainMs,
    },
  ],
  [
    'no-circumvention',
    'a read of what another account follows',
    {
      facts: [stateCall({ sentAtMs: at(0), accountId: 'other' })],
      call: stateCall({ ...now }),
      endsAtMs: at(20) + followedForMs,
    },
  ],
  [
    'honest-identity',
    'a call that does not say who calls',
    { facts: [], call: call({ ...now, userAgent: 'axios/1.6.0' }), endsAtMs: null },
  ],
  [
    'proper-door',
    'a call through the portal',
    { facts: [], call: call({ ...now, door: { scheme: 'https', host: 'portal.zaptec.com' } }), endsAtMs: null },
  ],
];

/** Longer than any period that a clause states. */
const longMs = 400 * 86_400_000;

describe('never', () => {
  test.each(nevers)('%s: %s is refused for as long as nothing new is recorded', (clause, _, given) => {
    const { facts, call: wanted, bornAtMs = at(120_000), endsAtMs } = given;
    const ledger = ledgerOf(facts);
    const before = freeze(ledger);
    const lastMs = endsAtMs === null ? bornAtMs + longMs : endsAtMs - 1;
    const anyTime = fc.oneof(fc.constantFrom(bornAtMs, lastMs), fc.integer({ min: bornAtMs, max: lastMs }));
    fc.assert(
      fc.property(anyTime, (nowMs) => {
        expect(decide(ledger, intentOf(wanted), nowMs)).toMatchObject({ kind: 'never', clause });
      }),
    );
    expect(ledger).toEqual(before);
  });

  const timed = nevers.filter(([, , { endsAtMs }]) => endsAtMs !== null);
  test.each(timed)('%s: %s is answered anew when the period that the clause states is over', (clause, _, given) => {
    const { facts, call: wanted, endsAtMs } = given;
    expect(decide(ledgerOf(facts), intentOf(wanted), endsAtMs ?? 0).kind).toBe('go');
    const numbers = clauses.find(({ id }) => id === clause)?.limits.map(({ value }) => value);
    expect(numbers).toContain(clause === 'respect-refusal' ? 600_000 : 86_400_000);
  });

  test('outlives the try that it ends: a try waits a minute at most, and is under way for a minute at most', () => {
    expect(backoff.forgottenMs).toBeGreaterThan(2 * (backoff.capMs + 60_000));
    for (const [, what, { bornAtMs, endsAtMs }] of timed) {
      if (bornAtMs !== undefined) expect((endsAtMs ?? 0) - bornAtMs, what).toBeGreaterThan(backoff.forgottenMs);
    }
  });

  test('is said by the clauses above and by no other, and ends by time in four of them alone', () => {
    const instants = fc.integer({ min: startedAtMs, max: startedAtMs + 3_600_000 });
    const said = new Set(nevers.map(([clause]) => clause));
    const ending = new Set(timed.map(([clause]) => clause));
    expect([...ending].toSorted()).toEqual([
      'command-precondition',
      'deprecated-endpoint',
      'no-circumvention',
      'respect-refusal',
    ]);
    fc.assert(
      fc.property(fc.array(arbitraryFact(instants), { maxLength: 40 }), fc.nat(longMs), (facts, laterMs) => {
        const ledger = ledgerOf(facts);
        const nowMs = startedAtMs + 3_600_000;
        for (const fact of facts) {
          if (fact.kind !== 'call') continue;
          const intent: Intent = { ...intentOf(fact), accountId: 'main' };
          const answer = decide(ledger, intent, nowMs);
          if (answer.kind !== 'never') continue;
          expect(said).toContain(answer.clause);
          if (!ending.has(answer.clause)) expect(decide(ledger, intent, nowMs + laterMs).kind).toBe('never');
        }
      }),
      { numRuns: 200 },
    );
  });

  test('is final for the intent and not for the thing: a later need is answered by what is known then', () => {
    const rejected = commandCall({ sentAtMs: at(0), status: 500, code: 528 });
    const ledger = ledgerOf([rejected]);
    const next = { ...now, changed: 'no' } as const;
    expect(decide(ledger, intentOf(commandCall(next)), at(120_000)).kind).toBe('never');
    expect(decide(ledger, intentOf(commandCall({ ...next, changed: 'yes' })), at(120_000)).kind).toBe('go');
    const eightTimes = ledgerOf(tries);
    expect(decide(eightTimes, intentOf(call({ ...now, retryOf: 'a' })), at(500_000)).kind).toBe('never');
    expect(decide(eightTimes, intentOf(call(now)), at(500_000)).kind).toBe('go');
    const served = record(record(ledgerOf(tries), asSent(call({ ...now, id: 'b' }))), call({ ...now, id: 'b' }));
    expect(decide(served, intentOf(call({ ...now, resource: 'c2', retryOf: 'b' })), at(500_000)).kind).toBe('go');
  });
});
