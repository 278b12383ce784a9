// A caller without types hands in anything. What comes back is a value, or a PolicyError with a sentence.
import fc from 'fast-check';
import { expect, describe as group, test } from 'vitest';
import { budget } from './budget.ts';
import { clauseOf, clauses, policyInForce } from './clauses.ts';
import { decide } from './decide.ts';
import { describe } from './describe/describe.ts';
import { due } from './due.ts';
import type { Fact } from './fact.ts';
import { formatFact } from './journal/format-fact.ts';
import { parseFact } from './journal/parse-fact.ts';
import { judge } from './judge/judge.ts';
import { act } from './ladder/act.ts';
import { forecast } from './ladder/forecast.ts';
import { freezeLadder, openLadder } from './ladder/ladder.ts';
import { ladder } from './ladder/ladder-of.ts';
import { standingOf, standings, tierOf } from './ladder/standing-of.ts';
import { waiversOf } from './ladder/waivers.ts';
import { weigh } from './ladder/weigh.ts';
import { createLedger, freeze } from './ledger/ledger.ts';
import { record } from './ledger/record.ts';
import { PolicyError } from './policy-error.ts';
import { defaultMargin, generalAccess } from './terms.ts';
import { anything, damaged } from './testing/arbitrary-damage.ts';
import { arbitraryFact } from './testing/arbitrary-fact.ts';
import { call, intentOf, stateCall } from './testing/call.ts';
import { told } from './testing/told-breach.ts';
import { diff } from './versions/diff.ts';

const startedAtMs = 1_800_000_000_000;
const terms = { tier: generalAccess, margin: defaultMargin };
const instants = fc.integer({ min: startedAtMs - 100_000, max: startedAtMs + 100_000 });
const fact = arbitraryFact(instants);
const aboutFacts = fc.oneof(damaged(fact), anything);
const intent = fact.map((any) => intentOf(any.kind === 'call' ? any : call({ sentAtMs: startedAtMs })));
const action = fc.constantFrom<object>(
  { kind: 'reinstate', subject: { kind: 'account', id: 'main' }, who: 'me', why: 'a test', atMs: 0 },
  { kind: 'waive', accountId: 'main', clause: 'push-first', who: 'me', why: 'a test', atMs: 0 },
  { kind: 'end-waiver', accountId: 'main', clause: 'push-first', who: 'me', why: 'a test', atMs: 0 },
  { kind: 'set-tier', accountId: 'main', tier: generalAccess, who: 'me', why: 'a test', atMs: 0 },
);
const statement = fc.constantFrom(...policyInForce.clauses);
const policy = fc.oneof(
  damaged(fc.constant(policyInForce)),
  fc.array(damaged(statement), { maxLength: 2 }).map((some) => ({ ...policyInForce, clauses: some })),
  damaged(fc.constantFrom(...clauseOf('rate-limit').limits)).map((limit) => ({
    ...policyInForce,
    clauses: [{ ...clauseOf('rate-limit'), limits: [limit] }],
  })),
);

/** Whatever is thrown is a PolicyError with a code and a sentence of the house. */
function onlyPolicyErrors(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    expect(error.message).toMatch(/^Failed to .+: .+\. .+\.$/s);
    expect(error.message.length).toBeLessThan(700);
  }
}

const every = <T>(arbitrary: fc.Arbitrary<T>, work: (told: T) => void, numRuns = 500) =>
  fc.assert(fc.property(arbitrary, work), { numRuns });

group('whatever is handed in', () => {
  test('record gives the ledger back, counts what it left out, and the ledger answers as before', () => {
    every(fc.tuple(fc.array(aboutFacts, { maxLength: 20 }), fc.constantFrom(null, 'main')), ([facts, accountId]) => {
      const own = accountId === null ? {} : { accountId };
      const ledger = createLedger({ terms, startedAtMs, bucket: 'full', ...own });
      for (const any of facts) expect(record(ledger, any as Fact)).toBe(ledger);
      const nowMs = startedAtMs + 200_000;
      const answer = decide(ledger, intentOf(stateCall({ sentAtMs: nowMs })), nowMs);
      if (answer.kind === 'wait') expect(answer.untilMs).toBeGreaterThan(nowMs);
      expect(budget(ledger, nowMs).availableRequests).toBeGreaterThanOrEqual(0);
      expect(Array.isArray(due(ledger, nowMs))).toBe(true);
      expect(freeze(ledger)).toEqual(ledger);
    });
  });

  test('decide answers, or says what is no intent', () => {
    const ledger = createLedger({ terms, startedAtMs, bucket: 'full' });
    const asked = fc.tuple(fc.oneof(damaged(intent), anything), fc.oneof(fc.constant(startedAtMs), anything), anything);
    every(asked, ([any, nowMs, among]) => {
      onlyPolicyErrors(() => decide(ledger, any as never, startedAtMs));
      onlyPolicyErrors(() => decide(ledger, any as never, nowMs as never, among as never));
    });
  });

  test('decide, due, budget, record and freeze say what is no ledger', () => {
    every(anything, (any) => {
      const ledger = any as never;
      onlyPolicyErrors(() => decide(ledger, intentOf(stateCall({ sentAtMs: 0 })), 0));
      for (const ask of [due, budget]) onlyPolicyErrors(() => ask(ledger, 0));
      onlyPolicyErrors(() => record(ledger, stateCall({ sentAtMs: 0 })));
      onlyPolicyErrors(() => freeze(ledger));
      onlyPolicyErrors(() => createLedger(ledger));
      onlyPolicyErrors(() => createLedger({ terms: ledger, startedAtMs: 0, bucket: 'full' }));
    });
    const options = fc.constant({ terms, startedAtMs, bucket: 'full', accountId: 'main' });
    every(damaged(options), (any) => onlyPolicyErrors(() => createLedger(any as never)));
    const soundTerms = fc.constant({ tier: generalAccess, margin: defaultMargin, doors: ['localhost'] });
    every(damaged(soundTerms), (any) =>
      onlyPolicyErrors(() => createLedger({ terms: any as never, startedAtMs, bucket: 'full' })),
    );
    const open = createLedger({ terms, startedAtMs: 0, bucket: 'full' });
    every(anything, (any) => {
      for (const ask of [due, budget]) onlyPolicyErrors(() => ask(open, any as never));
    });
  });

  test('the judge and the forecast count every fact, and leave out what is none', () => {
    every(fc.array(fc.oneof(fact, aboutFacts), { maxLength: 30 }), (facts) => {
      for (const order of ['sorted', 'as-added'] as const) {
        const report = judge(facts as Fact[], { order });
        const { total, calls, streamEvents, attestations, inFlight, unusable } = report.facts;
        expect(total).toBe(facts.length);
        expect(calls + streamEvents + attestations + inFlight + unusable).toBe(total);
      }
      expect(forecast(facts as Fact[], { nowMs: startedAtMs }).report.verdicts).toHaveLength(clauses.length);
    });
    every(fc.tuple(anything, anything), ([facts, options]) => {
      onlyPolicyErrors(() => judge(facts as never));
      onlyPolicyErrors(() => judge([], options as never));
      onlyPolicyErrors(() => forecast(facts as never));
      onlyPolicyErrors(() => forecast([], options as never));
    });
    const sound = { roundTripMs: 9, streamEvents: 'recorded', tier: generalAccess, doors: [], order: 'sorted' };
    const withLadder = fc.constant({ ...sound, nowMs: 0, ladder: openLadder() });
    every(fc.tuple(damaged(withLadder), fact), ([any, one]) => {
      onlyPolicyErrors(() => judge([one], any as never));
      onlyPolicyErrors(() => forecast([one], any as never));
    });
  });

  test('the ladder takes what it can use, and says what it cannot', () => {
    every(fc.oneof(anything, damaged(action), damaged(fc.constant(told('push-first', 'major', 0)))), (any) => {
      const opened = openLadder();
      onlyPolicyErrors(() => weigh(opened, any as never));
      onlyPolicyErrors(() => weigh(opened, told('push-first', 'major', 0), any as never));
      onlyPolicyErrors(() => act(opened, any as never));
      onlyPolicyErrors(() => standingOf(opened, any as never, 0));
      onlyPolicyErrors(() => standingOf(opened, { kind: 'account', id: 'main' }, any as never));
      onlyPolicyErrors(() => standings(opened, any as never));
      expect(tierOf(opened, any as never).ratePerSecond).toBeGreaterThan(0);
      onlyPolicyErrors(() => ladder([any as never], 0));
      onlyPolicyErrors(() => ladder(any as never, 0));
      onlyPolicyErrors(() => ladder([], any as never, any as never));
      onlyPolicyErrors(() => openLadder(any as never));
      for (const use of [freezeLadder, waiversOf]) onlyPolicyErrors(() => use(any as never));
      onlyPolicyErrors(() => weigh(any as never, told('push-first', 'major', 0)));
      onlyPolicyErrors(() => standings(any as never, 0));
      onlyPolicyErrors(() => act(any as never, any as never));
      onlyPolicyErrors(() => standingOf(any as never, { kind: 'account', id: 'main' }, 0));
      onlyPolicyErrors(() => tierOf(any as never, 'main'));
    });
  });

  test('two policies are compared, a clause is described, or it is said that they are none', () => {
    every(fc.tuple(fc.oneof(policy, anything), fc.oneof(policy, fc.constant(policyInForce))), ([one, other]) => {
      onlyPolicyErrors(() => diff(one as never, other as never));
      onlyPolicyErrors(() => diff(other as never, one as never));
    });
    every(fc.oneof(anything, damaged(fc.constantFrom(...clauses))), (any) => {
      onlyPolicyErrors(() => describe(any as never));
      onlyPolicyErrors(() => clauseOf(any as never));
    });
  });

  test('a line is read or is unreadable; a fact is written so that it can be read, or refused', () => {
    every(fc.oneof(anything, aboutFacts), (any) => {
      expect(['call', 'stream', 'attestation', 'unreadable']).toContain(parseFact(any as never).kind);
      onlyPolicyErrors(() => formatFact(any as never));
    });
  });
});
