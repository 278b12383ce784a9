import type { CallFact } from '@fairlead/policy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { openGovernor } from './open-governor.ts';
import type { ToldAnswer } from './told-answer.ts';

const userAgent = 'fairlead-test/1.0 (+https://example.org)';

/** What becomes of a read that is told these answers one after the other, and of the next call. */
async function told(...answers: readonly unknown[]) {
  const clock = manualClock();
  const facts: CallFact[] = [];
  const warnings: string[] = [];
  const nothing = (): void => {};
  const warn = (_: object, message: string): void => void warnings.push(message);
  const governor = openGovernor({
    ...{ userAgent, clock, random: () => 0 },
    log: { debug: nothing, info: nothing, error: nothing, warn },
    journal: (fact) => void (fact.kind === 'call' && facts.push(fact)),
  });
  let tries = 0;
  const ending = governor.submit({ endpoint: 'charger-state', params: { id: 'c1' } }, async () => {
    const answer = answers[Math.min(tries++, answers.length - 1)];
    return answer as ToldAnswer;
  });
  // The longest pause that is believed, five times; the clock moves to the next timer, and so cannot hang.
  await clock.advanceBy(5 * 3_600_000 + 60_000);
  const next = governor.submit({ endpoint: 'constants' }, async () => ({ status: 200 }));
  await clock.advanceBy(3_000);
  const seen = { ending: await ending, next: await next, tries, facts, warnings, status: governor.status() };
  await governor.close();
  return seen;
}

describe('an answer that a sender tells', () => {
  const junk = fc.oneof(
    fc.anything(),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5, 1e300, '1', 1n, '', [], {}),
  );
  const fields = { status: junk, retryAfterMs: junk, shape: junk, dateMs: junk, rows: junk, code: junk, body: junk };
  const wholeJunk = fc.oneof(fc.record(fields, { requiredKeys: [] }), junk);
  const junkOf = (status: fc.Arbitrary<number>) => fc.record({ ...fields, status }, { requiredKeys: ['status'] });

  it('may be anything: the call ends, is written down, and the next one leaves', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(wholeJunk, junkOf(fc.constantFrom(200, 401, 429, 500, 503))), async (answer) => {
        const { ending, next, tries, facts, status } = await told(answer);
        expect(ending.kind).toBe('exchanged');
        expect(next).toMatchObject({ kind: 'exchanged', exchange: { status: 200 } });
        expect(facts).toHaveLength(tries + 1);
        for (const { status, retryAfterMs, rows, code } of facts) {
          expect(status === null || (Number.isSafeInteger(status) && status >= 100 && status < 600)).toBe(true);
          expect(retryAfterMs === null || (retryAfterMs >= 0 && retryAfterMs <= 3_600_000)).toBe(true);
          expect([rows, code].every((number) => number === null || Number.isSafeInteger(number))).toBe(true);
        }
        expect(status.queued).toBe(0);
        expect(status.availableRequests).toBeGreaterThanOrEqual(0);
        expect(status.availableRequests).toBeLessThanOrEqual(12);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['retryAfterMs', [Number.NaN, -1, '5', {}]],
    ['shape', ['pdf', null, 3]],
    ['dateMs', ['today', 1e300]],
    ['rows', [Number.NaN, -1, 0.5, '5']],
    ['code', [Number.NaN, -1, 0.5, '528']],
  ])('counts a wrong %s as not told, and says so once', async (field, values) => {
    for (const value of values) {
      const right = await told({ status: 429 });
      const seen = await told({ status: 429, [field]: value });
      expect(seen.facts).toEqual(right.facts);
      expect(seen.warnings.filter((text) => text.includes('not told'))).toEqual([
        expect.stringContaining(`\`answer.${field}\` must be`),
      ]);
    }
  });

  it('has no time where its header is missing, which needs no word', async () => {
    const { warnings, ending } = await told({ status: 200, dateMs: Date.parse('') });
    expect(ending).toMatchObject({ exchange: { status: 200, dateMs: null } });
    expect(warnings).toEqual([]);
  });

  it('believes no Retry-After longer than an hour, as of a header', async () => {
    const { facts } = await told({ status: 429, retryAfterMs: 1e12 }, { status: 200 });
    expect(facts[0]).toMatchObject({ status: 429, retryAfterMs: 3_600_000 });
  });

  it.each([
    ['no status', {}],
    ['a status that is none', { status: '200' }],
    ['nothing', undefined],
  ])('with %s is recorded as a call without an answer, and not repeated', async (_, answer) => {
    const { ending, tries, facts, warnings } = await told(answer);
    expect(ending).toMatchObject({ exchange: { kind: 'failed', reached: 'maybe', code: 'wrong-answer' } });
    expect(tries).toBe(1);
    expect(facts[0]).toMatchObject({ class: 'state', status: null, answeredAtMs: expect.any(Number) });
    expect(warnings).toEqual([expect.stringContaining('must be')]);
  });
});
