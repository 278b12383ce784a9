// The keystone: who obeys is judged kept and is never refused; who breaks one clause is found by that clause alone.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attestations } from './attestations.ts';
import { clauseOf, clauses, policyInForce } from './clauses.ts';
import type { ClauseId } from './decision.ts';

import { type AttestationSubject, attestationSubjects, type Fact } from './fact.ts';
import { judge } from './judge/judge.ts';
import type { Judgement, Report } from './judge/verdict.ts';
import { breaches } from './testing/arbitrary-breach.ts';
import { arbitraryWishes } from './testing/arbitrary-wishes.ts';
import { attested, call } from './testing/call.ts';
import { obey, type Wish } from './testing/obedient-client.ts';

const startedAtMs = 1_800_000_000_000;
const lastOf = (wishes: readonly Wish[]) => Math.max(...wishes.map(({ afterMs }) => afterMs));
const course = (wishes: readonly Wish[], given: Partial<Parameters<typeof obey>[1]> = {}) =>
  obey(wishes, { startedAtMs, durationMs: lastOf(wishes) + 7_300_000, dutifulness01: null, ...given });
const broken = (report: Report) => report.verdicts.filter(({ verdict }) => verdict === 'broken');
const conduct = clauses.filter(({ kind }) => kind === 'conduct').map(({ id }) => id);
const conductOf = (report: Report) =>
  report.verdicts.filter(({ kind }) => kind === 'conduct').map(({ verdict }) => verdict);
const proof = (about: AttestationSubject) => {
  const { by, atMost } = attestations[about];
  return { by, value: atMost === null ? null : 0, version: policyInForce.version };
};
/** Whether an account read state and had a stream open at some time. */
const tellsOfStreams = (facts: readonly Fact[]) => {
  const streamed = new Set(facts.filter(({ kind }) => kind === 'stream').map(({ accountId }) => accountId));
  return facts.some((fact) => fact.kind === 'call' && fact.class === 'state' && streamed.has(fact.accountId));
};
const tellsNoApproach = (finding: Judgement) => finding.verdict === 'kept' && finding.closest === null;
const limitsBroken = (report: Report) => broken(report).filter(({ kind }) => kind === 'limit');

describe('who obeys', () => {
  test("is never refused by the cloud's exact ledger and is judged kept by both clocks", () => {
    fc.assert(
      fc.property(arbitraryWishes('fair'), (wishes) => {
        const { clientFacts, cloudFacts, refusals, wrongWaits } = course(wishes);
        expect(refusals).toEqual([]);
        expect(wrongWaits).toEqual([]);
        for (const report of [judge(clientFacts), judge(cloudFacts, { roundTripMs: 500 })]) {
          expect(limitsBroken(report)).toEqual([]);
          expect(report.verdicts.filter(tellsNoApproach)).toEqual([]);
        }
      }),
      { numRuns: 120 },
    );
  });

  test('is judged kept through refusals, failures, losses and dead tokens', () => {
    const cloudAsks = [
      'rate-limit',
      'token-rate',
      'token-reuse',
      'documented-only',
      'state-cache',
      'list-cadence',
      'current-cadence',
    ] as const;
    fc.assert(
      fc.property(arbitraryWishes('foul'), (wishes) => {
        const { clientFacts, cloudFacts, refusals, wrongWaits } = course(wishes, { cloudAsks });
        expect(refusals).toEqual([]);
        expect(wrongWaits).toEqual([]);
        expect(limitsBroken(judge(clientFacts))).toEqual([]);
        expect(limitsBroken(judge(cloudFacts, { roundTripMs: 500 }))).toEqual([]);
      }),
      { numRuns: 120 },
    );
  });

  test('and does what is due before its deadline is judged kept in its duties too', () => {
    const dutifulness01 = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(arbitraryWishes('fair'), dutifulness01, (wishes, share) => {
        const { clientFacts } = course(wishes, { dutifulness01: share, durationMs: lastOf(wishes) + 100_000_000 });
        const report = judge(clientFacts);
        expect(broken(report)).toEqual([]);
        for (const { verdict, clause } of report.verdicts) {
          if (clause === 'monitored') expect(verdict, clause).toBe('kept');
          if (clause === 'fresh-data' && tellsOfStreams(clientFacts)) expect(verdict, clause).toBe('kept');
        }
      }),
      { numRuns: 120 },
    );
  });

  test('is told nothing of its conduct by calls: attestations alone prove it, for every account', () => {
    fc.assert(
      fc.property(arbitraryWishes('fair', 20), fc.constantFrom('main', null), (wishes, accountId) => {
        const { clientFacts } = course(wishes);
        expect(conductOf(judge(clientFacts))).toEqual(conduct.map(() => 'cannot-tell'));
        const lastAtMs = startedAtMs + 1_000_000_000;
        const provers = accountId === null ? [null] : ['main', 'other'];
        const proofs = provers.flatMap((prover) =>
          attestationSubjects.map((about) => attested({ ...proof(about), about, accountId: prover, atMs: lastAtMs })),
        );
        expect(conductOf(judge([...clientFacts, ...proofs]))).toEqual(conduct.map(() => 'kept'));
      }),
      { numRuns: 30 },
    );
  });

  // Whatever is sent within 251 ms arrives in one instant: the worst that a spread of 250 ms can do.
  const bunched = (offsetMs: number) => (sentAtMs: number) =>
    sentAtMs + 250 - ((sentAtMs - startedAtMs + offsetMs) % 251);
  const offsets = Array.from({ length: 251 }, (_, offsetMs) => offsetMs);

  test('is not refused even when 250 ms on the way make its calls arrive in bunches', () => {
    const courses = offsets.map((offsetMs) => course(storm, { arrivalMs: bunched(offsetMs) }));
    expect(courses.flatMap(({ refusals }) => refusals)).toEqual([]);
    const fullest = Math.max(...courses.map(({ cloudFacts }) => fillOf(judge(cloudFacts))));
    expect(fullest).toBeGreaterThanOrEqual(14);
    expect(fullest).toBeLessThanOrEqual(15);
  });

  test('would be refused then without the margin', () => {
    const margin = { ratePerSecond: 10, burst: 15 };
    const courses = offsets.map((offsetMs) => course(storm, { arrivalMs: bunched(offsetMs), margin }));
    expect(courses.filter(({ refusals }) => refusals.length > 0).length).toBeGreaterThan(50);
  });
});

/** Sixty calls that are all wanted at once when the bucket is full. */
const storm: readonly Wish[] = Array.from({ length: 60 }, (_, n) => ({
  afterMs: 5000,
  call: call({ sentAtMs: 0, resource: `c${n}` }),
  held: false,
  upMs: 0,
  downMs: 0,
  weather: [],
  jitter01: 0,
}));

function fillOf(report: Report): number {
  const verdict = report.verdicts.find(({ clause }) => clause === 'rate-limit');
  return verdict?.verdict === 'kept' ? (verdict.closest?.value ?? 0) : Number.POSITIVE_INFINITY;
}

describe('who obeys for hours and then breaks', () => {
  test.each(Object.entries(breaches))('%s is found by it and by no other clause', (name, breach) => {
    const clause = name as ClauseId;
    const startsAtMs = startedAtMs + 400_000_000;
    const implied = clauseOf(clause).implies.map((other) => other.clause);
    fc.assert(
      fc.property(arbitraryWishes('foul', 30, 1), breach(startsAtMs), (wishes, { facts, offences }) => {
        const { clientFacts } = course(wishes, { dutifulness01: 0.5, durationMs: 300_000_000 });
        const found = broken(judge([...clientFacts, ...facts]));
        expect(found.map((verdict) => verdict.clause).filter((id) => !implied.includes(id))).toEqual([clause]);
        expect(found.find((verdict) => verdict.clause === clause)).toMatchObject({ count: offences });
      }),
      { numRuns: 60 },
    );
  });
});
