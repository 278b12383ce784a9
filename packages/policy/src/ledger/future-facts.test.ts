// Facts that a wrong clock dates in the future: they may cost their account a minute, and never open a floor or end a pause.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../decide.ts';
import type { Intent } from '../decision.ts';
import { causes, type Fact } from '../fact.ts';
import { defaultMargin, generalAccess } from '../terms.ts';
import { arbitraryFutureFact, arbitraryPast, type Past } from '../testing/arbitrary-past.ts';
import { intentOf } from '../testing/call.ts';
import { createLedger, freeze, type Ledger } from './ledger.ts';
import { record } from './record.ts';

const startedAtMs = 1_800_000_000_000;
const minuteMs = 60_000;
const dayMs = 86_400_000;

const soon = fc.integer({ min: 1, max: minuteMs });
const later = fc.oneof(
  fc.integer({ min: minuteMs + 1, max: 10 * minuteMs }),
  fc.integer({ min: 10 * minuteMs, max: dayMs }),
  fc.integer({ min: dayMs, max: 30 * dayMs }),
  fc.constantFrom(7_000_000_000_000_000, Number.MAX_VALUE),
);
const sides = fc.record({ exact: fc.boolean(), accountId: fc.constantFrom('main', undefined) });

function ledgerOf({ exact, accountId }: { readonly exact: boolean; readonly accountId: string | undefined }): Ledger {
  const terms = { tier: generalAccess, margin: exact ? null : defaultMargin };
  return createLedger({ terms, startedAtMs, bucket: 'full', ...(accountId === undefined ? {} : { accountId }) });
}

/** What one may want after such a past: the latest calls anew, or as their next try, for each cause, with and without what is held. */
function wantedAfter({ calls, nowMs }: Past): readonly Intent[] {
  return calls.slice(-12).flatMap((call) =>
    causes.flatMap((cause) => {
      const anew = { ...intentOf(call), accountId: 'main', attempt: 1, retryOf: null, cause };
      const retry = { ...anew, attempt: 2, retryOf: call.retryOf ?? call.id, heldSinceMs: nowMs - 20_000 };
      return [anew, retry];
    }),
  );
}

/** Intents that a clause held back, and that the same clause lets go once the fact is told. */
function opened(past: Past, ledger: Ledger, fact: Fact): readonly string[] {
  const after = record(freeze(ledger), fact);
  return wantedAfter(past).flatMap((intent) => {
    const before = decide(ledger, intent, past.nowMs);
    if (before.kind === 'go') return [];
    const { kind } = decide(after, intent, past.nowMs, [before.clause]);
    return kind === 'go' ? [`${before.clause} lets ${intent.method} ${intent.path} go`] : [];
  });
}

function withFuture(aheadMs: fc.Arbitrary<number>): fc.Arbitrary<readonly [Past, Fact]> {
  return arbitraryPast(startedAtMs).chain((past) => fc.tuple(fc.constant(past), arbitraryFutureFact(past, aheadMs)));
}

describe('a fact from the future turns no wait, no local and no never of any clause into go', () => {
  test('when it is dated more than a minute ahead', () => {
    fc.assert(
      fc.property(withFuture(later), sides, ([past, fact], side) => {
        expect(opened(past, past.facts.reduce(record, ledgerOf(side)), fact)).toEqual([]);
      }),
      { numRuns: 600 },
    );
  });

  test('when it is dated within the minute, unless it answers what is under way', () => {
    fc.assert(
      fc.property(withFuture(soon), sides, ([past, fact], side) => {
        const answers = fact.kind === 'call' && past.underWay.some(({ id }) => id === fact.id);
        fc.pre(!answers);
        expect(opened(past, past.facts.reduce(record, ledgerOf(side)), fact)).toEqual([]);
      }),
      { numRuns: 600 },
    );
  });
});

test('and keeps nobody waiting: whoever asks again as told gets another answer within a day and two minutes', () => {
  const several = arbitraryPast(startedAtMs).chain((past) =>
    fc.tuple(fc.constant(past), fc.array(arbitraryFutureFact(past, later), { minLength: 1, maxLength: 4 })),
  );
  fc.assert(
    fc.property(several, sides, ([past, facts], side) => {
      const ledger = [...past.facts, ...facts].reduce(record, ledgerOf(side));
      for (const intent of wantedAfter(past).slice(-6)) {
        const asked = freeze(ledger);
        let nowMs = past.nowMs;
        for (;;) {
          const answer = decide(asked, { ...intent, heldSinceMs: null }, nowMs);
          if (answer.kind !== 'wait') break;
          expect(answer.untilMs).toBeGreaterThan(nowMs);
          nowMs = answer.untilMs;
          expect(nowMs - past.nowMs).toBeLessThanOrEqual(dayMs + 2 * minuteMs);
        }
      }
    }),
    { numRuns: 300 },
  );
});
