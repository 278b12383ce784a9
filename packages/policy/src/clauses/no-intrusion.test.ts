import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../decide.ts';
import type { CallFact } from '../fact.ts';
import { settle } from '../judge/count.ts';
import { countDenials } from '../judge/count-denials.ts';
import { judge, openJudge } from '../judge/judge.ts';
import { Tally } from '../judge/tally.ts';
import { createLedger, freeze, type Ledger } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { defaultMargin, generalAccess } from '../terms.ts';
import { at, client, cloud, goAhead, recordAll, startedAtMs } from '../testing/ask.ts';
import { asSent, call, intentOf, loginCall } from '../testing/call.ts';
import { history } from '../testing/history.ts';
import { obey, type Wish } from '../testing/obedient-client.ts';
import { noIntrusion } from './no-intrusion.ts';

/** What this clause alone answers. */
const ask = (ledger: Ledger, fact: CallFact) => decide(ledger, intentOf(fact), fact.sentAtMs, ['no-intrusion']);

const hourMs = 3_600_000;
const dayMs = 86_400_000;
const wrong = { status: 400, tokenLifeMs: null } as const;
const guess = (n: number, given: Partial<CallFact> = {}) =>
  call({ sentAtMs: at(n * 1000), resource: `guess${n}`, status: 404, shown: 'no', ...given });
const guesses = (count: number) => Array.from({ length: count }, (_, n) => guess(n));
const denied = { resource: 'c1', status: 403, shown: 'yes' } as const;
const waits = { kind: 'wait', clause: 'no-intrusion' };
const verdictOn = (facts: readonly CallFact[]) => judge(facts).verdicts.find(({ clause }) => clause === 'no-intrusion');

describe('no-intrusion: logins', () => {
  const logins = (count: number) =>
    Array.from({ length: count }, (_, n) => loginCall({ sentAtMs: at(n * 10_000), ...wrong }));

  test('are counted for the address, through however many accounts of a deployment they were sent', () => {
    const next = loginCall({ sentAtMs: at(50_000) });
    for (const margin of [defaultMargin, null]) {
      const terms = { tier: generalAccess, margin };
      const main = () => createLedger({ terms, startedAtMs, bucket: 'full', accountId: 'main' });
      const each = logins(5).map((login, n) => (n % 2 === 0 ? login : { ...login, accountId: 'other' }));
      const untilMs = at(hourMs) + (margin === null ? 0 : 20);
      expect(ask(recordAll(main(), each), next)).toEqual({ ...waits, untilMs });
      const [first, ...rest] = each;
      const granted = loginCall({ sentAtMs: at(0), accountId: 'other' });
      expect(ask(recordAll(main(), [granted, ...rest]), next)).toEqual(goAhead);
      expect(ask(recordAll(main(), [first as CallFact, ...rest.map(asSent)]), next)).toEqual(goAhead);
    }
  });

  test('after five refused ones the sixth waits until the first is an hour old', () => {
    const ledger = recordAll(client(), logins(5));
    const opensAtMs = at(20 + hourMs);
    expect(ask(ledger, loginCall({ sentAtMs: at(50_000) }))).toEqual({ ...waits, untilMs: opensAtMs });
    expect(ask(ledger, loginCall({ sentAtMs: opensAtMs - 1 }))).toMatchObject(waits);
    expect(ask(ledger, loginCall({ sentAtMs: opensAtMs }))).toEqual(goAhead);
    expect(ask(recordAll(client(), logins(4)), loginCall({ sentAtMs: at(50_000) }))).toEqual(goAhead);
  });

  test('of more than five the fifth latest counts, and the cloud counts from the arrival', () => {
    const ledger = recordAll(cloud(), logins(30));
    expect(ask(ledger, loginCall({ sentAtMs: at(300_000) }))).toMatchObject({ untilMs: at(250_000 + hourMs) });
  });

  test('each address has its own five, and what the limiter or an outage ate is none of them', () => {
    const here = { clientAddress: '198.51.100.1' };
    const ledger = recordAll(
      cloud(),
      logins(5).map((login) => ({ ...login, ...here })),
    );
    expect(ask(ledger, loginCall({ sentAtMs: at(50_000), ...here }))).toMatchObject(waits);
    expect(ask(ledger, loginCall({ sentAtMs: at(50_000), clientAddress: '198.51.100.2' }))).toEqual(goAhead);
    for (const status of [503, 429, null]) {
      const turnedAway = logins(9).map((login) => ({ ...login, status }));
      const answer = ask(recordAll(cloud(), turnedAway), loginCall({ sentAtMs: at(200_000) }));
      expect(answer).toEqual(goAhead);
    }
  });
});

describe('no-intrusion: ids', () => {
  test('after twenty refused ones that were never shown the next such waits until the first is an hour old', () => {
    const ledger = recordAll(client(), guesses(20));
    const opensAtMs = at(20 + hourMs);
    const next = (sentAtMs: number) => guess(99, { sentAtMs });
    expect(ask(ledger, next(at(30_000)))).toEqual({ ...waits, untilMs: opensAtMs });
    expect(ask(ledger, next(opensAtMs - 1))).toMatchObject(waits);
    expect(ask(ledger, next(opensAtMs))).toEqual(goAhead);
    expect(ask(recordAll(client(), guesses(19)), next(at(30_000)))).toEqual(goAhead);
  });

  test('one of the twenty may be asked for again, one of twenty-one may not', () => {
    expect(ask(recordAll(client(), guesses(20)), guess(0, { sentAtMs: at(30_000) }))).toEqual(goAhead);
    expect(ask(recordAll(client(), guesses(21)), guess(0, { sentAtMs: at(30_000) }))).toMatchObject(waits);
  });

  test('what was shown, what is about nothing in particular and what nobody can tell goes on', () => {
    const ledger = recordAll(client(), guesses(40));
    for (const given of [{ shown: 'yes' }, { shown: 'unknown' }, { resource: null }] as const) {
      expect(ask(ledger, guess(99, { sentAtMs: at(60_000), ...given }))).toEqual(goAhead);
    }
  });

  test('guesses on their way count until they are answered', () => {
    const flying = guesses(20);
    let ledger = recordAll(client(), flying.map(asSent));
    expect(ask(ledger, guess(99, { sentAtMs: at(30_000) }))).toMatchObject(waits);
    ledger = recordAll(ledger, [
      { ...guess(0), ...flying[0], status: 200 },
      { ...guess(1), ...flying[1], status: null },
    ]);
    expect(ask(ledger, guess(99, { sentAtMs: at(30_000) }))).toEqual(goAhead);
    ledger = record(ledger, guess(25));
    expect(ask(ledger, guess(99, { sentAtMs: at(30_000) }))).toMatchObject(waits);
  });

  test('the judge cannot tell where nobody wrote down whether ids had been shown', () => {
    const unknown = (count: number) => guesses(count).map((fact) => ({ ...fact, shown: 'unknown' as const }));
    expect(verdictOn(unknown(20))).toMatchObject({ verdict: 'kept' });
    expect(verdictOn(unknown(21))).toMatchObject({ verdict: 'cannot-tell', missing: [{ count: 1 }] });
    const mixed = [...unknown(20), guess(20)];
    expect(verdictOn(mixed)).toMatchObject({ verdict: 'cannot-tell', missing: [{ count: 1 }] });
  });
});

describe('no-intrusion: a missing role', () => {
  test('the call is made again a day later, other calls and other things at once', () => {
    const ledger = record(client(), call({ sentAtMs: at(0), ...denied }));
    const opensAtMs = at(20 + dayMs);
    expect(ask(ledger, call({ sentAtMs: at(5000), ...denied }))).toMatchObject({ ...waits, untilMs: opensAtMs });
    expect(ask(ledger, call({ sentAtMs: opensAtMs - 1, ...denied }))).toMatchObject(waits);
    expect(ask(ledger, call({ sentAtMs: opensAtMs, ...denied }))).toEqual(goAhead);
    expect(ask(ledger, call({ sentAtMs: at(5000), ...denied, resource: 'c2' }))).toEqual(goAhead);
    expect(ask(ledger, call({ sentAtMs: at(5000), ...denied, path: '/api/installation/{id}' }))).toEqual(goAhead);
  });

  test('a denial counts where nobody can tell whether the thing was shown, as before the lists are in; a guess is none', () => {
    const unknown = { ...denied, shown: 'unknown' } as const;
    const ledger = record(client(), call({ sentAtMs: at(0), ...unknown }));
    expect(ask(ledger, call({ sentAtMs: at(5000), ...denied }))).toMatchObject(waits);
    expect(ask(ledger, call({ sentAtMs: at(5000), ...unknown }))).toMatchObject(waits);
    const guessed = record(client(), call({ sentAtMs: at(0), ...denied, shown: 'no' }));
    expect(ask(guessed, call({ sentAtMs: at(5000), ...denied }))).toEqual(goAhead);
  });

  test('the receiver allows a round trip on top before it holds a repetition against the caller', () => {
    const text =
      '0 charger-update c1 other 403 shown=yes from=198.51.100.1\n 0.4 charger-update c1 other 403 shown=yes from=198.51.100.1';
    const verdict = (roundTripMs: number) =>
      judge(history(text), { roundTripMs }).verdicts.find(({ clause }) => clause === 'no-intrusion')?.verdict;
    expect(verdict(0)).toBe('broken');
    expect(verdict(200)).toBe('kept');
  });
});

describe('no-intrusion: who obeys', () => {
  const status = fc.constantFrom(200, 403, 404);
  const wished = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.nat(60), status).map(([n, told]) => guess(n, { status: told })) },
    { weight: 1, arbitrary: status.map((told) => call({ sentAtMs: 0, ...denied, status: told })) },
    { weight: 1, arbitrary: fc.constant(loginCall({ sentAtMs: 0, ...wrong })) },
  );
  const wish: fc.Arbitrary<Wish> = fc.record({
    afterMs: fc.oneof(fc.nat(5000), fc.nat(20 * hourMs)),
    call: wished,
    held: fc.constant(false),
    upMs: fc.integer({ min: 1, max: 250 }),
    downMs: fc.nat(250),
    weather: fc.constant([]),
    jitter01: fc.constant(0),
  });

  test('is judged kept by both clocks, whatever is refused', () => {
    fc.assert(
      fc.property(fc.array(wish, { minLength: 60, maxLength: 120, size: 'max' }), (wishes) => {
        const course = obey(wishes, { startedAtMs, durationMs: 30 * dayMs, dutifulness01: null });
        expect(course.wrongWaits).toEqual([]);
        for (const facts of [course.clientFacts, course.cloudFacts]) {
          const verdicts = judge(facts, { roundTripMs: 500 }).verdicts;
          expect(verdicts.find(({ clause }) => clause === 'no-intrusion')?.verdict).toBe('kept');
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('no-intrusion: a million ids', () => {
  const million = 1_000_000;
  const hostile = (n: number) => ({ ...template, id: 'x', resource: `id${n}`, sentAtMs: at(n), answeredAtMs: at(n) });
  const template = guess(0);

  test('leave a small ledger that says wait', () => {
    const ledger = cloud();
    for (let n = 0; n < million; n += 1) record(ledger, hostile(n));
    expect(ledger.trespass.denials.size).toBeLessThanOrEqual(64);
    expect(ask(ledger, hostile(million))).toMatchObject(waits);
  }, 120_000);

  test('leave a small judge that says broken', () => {
    const denials = countDenials.open();
    const tally = new Tally(noIntrusion);
    for (let n = 0; n < million; n += 1) countDenials.call?.(denials, hostile(n), tally, settle({}), null);
    expect(Object.values(denials).map(({ size }) => size)).toEqual([21, 21, 0]);
    expect(tally.finding()).toMatchObject({
      verdict: 'broken',
      severity: 'critical',
      count: million - 20,
      episodes: 1,
    });
    const whole = openJudge({ order: 'as-added' });
    for (let n = 0; n < 50_000; n += 1) whole.add(hostile(n));
    expect(whole.finish().verdicts.find(({ clause }) => clause === 'no-intrusion')).toMatchObject({ count: 49_980 });
  });

  test('addresses, guesses on their way and missing roles are bounded as well', () => {
    const ledger = client();
    for (let n = 0; n < 10_000; n += 1) {
      record(ledger, loginCall({ sentAtMs: at(n), ...wrong, clientAddress: `address ${n}` }));
      record(ledger, asSent(guess(n, { sentAtMs: at(n) })));
      record(ledger, call({ sentAtMs: at(n), ...denied, resource: `c${n}` }));
    }
    expect(ledger.trespass.denials.size).toBeGreaterThan(7168 + 2 * 896);
    expect(ledger.trespass.denials.size).toBeLessThanOrEqual(1024 + 1024 + 8192);
  });

  test('more missing roles than the judge remembers let the oldest go free', () => {
    const roles = Array.from({ length: 8193 }, (_, n) => call({ sentAtMs: at(n * 500), ...denied, resource: `c${n}` }));
    const again = (n: number) => call({ sentAtMs: at(5_000_000), ...denied, resource: `c${n}` });
    expect(verdictOn([...roles, again(0)])).toMatchObject({ verdict: 'kept' });
    expect(verdictOn([...roles, again(1)])).toMatchObject({ verdict: 'broken', severity: 'minor' });
  });
});

test('no-intrusion: a clock that was put back leaves nothing waiting for the future, and a frozen ledger stays', () => {
  const ahead = 10 * dayMs;
  const late = (fact: CallFact) => ({ ...fact, sentAtMs: fact.sentAtMs + ahead, answeredAtMs: fact.sentAtMs + ahead });
  const logins = Array.from({ length: 5 }, (_, n) => loginCall({ sentAtMs: at(n * 2000), ...wrong }));
  const facts = [...logins, ...guesses(20), call({ sentAtMs: at(0), ...denied })].map(late);
  const ledger = recordAll(client(), [
    ...facts,
    ...guesses(3).map((fact) => asSent(late({ ...fact, id: `f${fact.id}` }))),
  ]);
  const frozen = freeze(ledger);
  const back = record(ledger, asSent(call({ sentAtMs: at(60_020), resource: 'other' })));
  const nowMs = at(60_020);
  expect(ask(back, loginCall({ sentAtMs: nowMs }))).toMatchObject({ untilMs: nowMs + hourMs });
  expect(ask(back, guess(99, { sentAtMs: nowMs }))).toMatchObject({ untilMs: nowMs + hourMs });
  expect(ask(back, call({ sentAtMs: nowMs, ...denied }))).toMatchObject({ untilMs: nowMs + dayMs });
  expect(ask(frozen, guess(99, { sentAtMs: nowMs + ahead }))).toMatchObject(waits);
  expect(ask(frozen, loginCall({ sentAtMs: nowMs + ahead }))).toMatchObject(waits);
});
