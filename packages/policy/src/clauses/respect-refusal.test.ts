import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { budget } from '../budget.ts';
import { decide } from '../decide.ts';
import type { CallFact } from '../fact.ts';
import { judge } from '../judge/judge.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { ask, at, client, cloud, goAhead, recordAll } from '../testing/ask.ts';
import { asSent, call, commandCall, intentOf, loginCall } from '../testing/call.ts';

const alone = (ledger: Ledger, fact: CallFact) => ask(ledger, fact, null, ['respect-refusal']);

describe('respect-refusal', () => {
  const refused = call({ sentAtMs: at(0), answeredAtMs: at(50), status: 429, retryAfterMs: 2000, resource: 'other' });

  test('a 429 stops the whole account for Retry-After, logins too', () => {
    const ledger = record(client(), refused);
    expect(budget(ledger, at(60)).pausedUntilMs).toBe(at(2050));
    expect(ask(ledger, call({ sentAtMs: at(60) }))).toEqual({
      kind: 'wait',
      untilMs: at(2050),
      clause: 'respect-refusal',
    });
    expect(ask(ledger, loginCall({ sentAtMs: at(60) }))).toMatchObject({ untilMs: at(2050) });
    expect(ask(ledger, call({ sentAtMs: at(2050) }))).toEqual(goAhead);
    expect(budget(ledger, at(2050)).pausedUntilMs).toBeNull();
  });

  test('at the receiving side a call that was on its way when the refusal left is let pass', () => {
    const ledger = record(cloud(), refused);
    expect(ask(ledger, call({ sentAtMs: at(300) }))).toEqual(goAhead);
    expect(ask(ledger, call({ sentAtMs: at(301) })).kind).toBe('wait');
  });

  test('the tries of one call are spaced by 0.5 s, 1 s, 2 s …, and the ninth is never made', () => {
    let ledger = client();
    let nowMs = at(0);
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const retryOf = attempt === 1 ? null : 'first';
      const id = attempt === 1 ? 'first' : `try ${attempt}`;
      const answer = decide(ledger, intentOf(call({ sentAtMs: nowMs, attempt, retryOf })), nowMs);
      if (answer.kind === 'wait') {
        pauses.push(answer.untilMs - nowMs);
        nowMs = answer.untilMs;
      }
      ledger = record(ledger, call({ id, sentAtMs: nowMs, answeredAtMs: nowMs, status: 503, attempt, retryOf }));
    }
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000]);
    const ninth = intentOf(call({ sentAtMs: nowMs, attempt: 9, retryOf: 'first' }));
    expect(decide(ledger, ninth, nowMs + 100_000)).toMatchObject({ kind: 'never', clause: 'respect-refusal' });
  });

  test('of two needs for one read that fails, neither tries within 0.5 s of the failure of the other', () => {
    const failing = { answeredAtMs: at(100), status: 503 };
    const first = call({ id: 'a1', sentAtMs: at(0), ...failing });
    const other = call({ id: 'b1', sentAtMs: at(600), ...failing, answeredAtMs: at(700) });
    const ledger = recordAll(client(), [first, other]);
    const again = call({ sentAtMs: at(700), attempt: 2, retryOf: 'a1' });
    expect(alone(ledger, again)).toEqual({ kind: 'wait', untilMs: at(1200), clause: 'respect-refusal' });
    expect(alone(ledger, { ...again, sentAtMs: at(1200) })).toEqual(goAhead);
  });

  test('a new call with the id of an older one owes nothing to it', () => {
    const older = [1, 2, 3].map((attempt) =>
      call({
        id: attempt === 1 ? 'x' : `x${attempt}`,
        sentAtMs: at(attempt),
        status: 503,
        attempt,
        retryOf: attempt === 1 ? null : 'x',
      }),
    );
    const ledger = recordAll(client(), [...older, call({ id: 'x', sentAtMs: at(20_000), status: 503 })]);
    const second = call({ sentAtMs: at(20_100), attempt: 2, retryOf: 'x' });
    expect(ask(ledger, second)).toMatchObject({ untilMs: at(20_520) });
  });

  test('a call that always says it is the first try is stopped after eight as well', () => {
    const tries = Array.from({ length: 8 }, (_, n) =>
      call({ id: n === 0 ? 'x' : `y${n}`, sentAtMs: at(60_000 * n), status: 503, retryOf: n === 0 ? null : 'x' }),
    );
    const next = call({ sentAtMs: at(600_000), retryOf: 'x' });
    expect(ask(recordAll(client(), tries), next)).toMatchObject({ kind: 'never', clause: 'respect-refusal' });
  });

  test('a ninth try is never made though nobody remembers the eight, an eighth is', () => {
    expect(alone(client(), commandCall({ sentAtMs: at(0), attempt: 9, retryOf: 'x' })).kind).toBe('never');
    expect(alone(client(), commandCall({ sentAtMs: at(0), attempt: 9 })).kind).toBe('never');
    expect(alone(client(), commandCall({ sentAtMs: at(0), attempt: 8, retryOf: 'x' }))).toEqual(goAhead);
  });

  test('the same read again within 0.5 s of a failure is a retry by any name, a command is not', () => {
    const failed = call({ sentAtMs: at(0), status: 502 });
    expect(ask(record(client(), failed), call({ sentAtMs: at(100) }))).toMatchObject({ untilMs: at(520) });
    const command = { class: 'command', method: 'POST', path: '/api/chargers/{id}/sendCommand/{commandId}' } as const;
    const failedCommand = call({ sentAtMs: at(0), status: 500, ...command });
    expect(ask(record(client(), failedCommand), call({ sentAtMs: at(100), ...command }))).toEqual(goAhead);
  });

  test('a call repeated after a 401 need not back off', () => {
    const ledger = record(client(), call({ id: 'x', sentAtMs: at(0), status: 401 }));
    expect(ask(ledger, call({ sentAtMs: at(100), attempt: 2, retryOf: 'x' }))).toEqual(goAhead);
  });

  test('a try of a call that is long forgotten is the first again', () => {
    const failed = call({ sentAtMs: at(0), id: 'a', status: 503 });
    const other = call({ sentAtMs: at(0), id: 'b', status: 503, resource: 'other' });
    const again = (sentAtMs: number) => call({ sentAtMs, attempt: 2, retryOf: 'c', resource: 'c2' });
    expect(ask(recordAll(client(), [failed, other]), again(at(100)))).toEqual(goAhead);
  });

  test('the same read that fails again and again waits longer each time, up to 60 s, and is never given up', () => {
    let ledger = client();
    let nowMs = at(0);
    const pauses: number[] = [];
    for (let n = 0; n < 11; n += 1) {
      const next = call({ sentAtMs: nowMs, answeredAtMs: nowMs, status: 503 });
      const answer = ask(ledger, next);
      if (answer.kind === 'wait') {
        pauses.push(answer.untilMs - nowMs);
        nowMs = answer.untilMs;
      }
      ledger = record(ledger, { ...next, sentAtMs: nowMs, answeredAtMs: nowMs });
    }
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    const served = record(ledger, call({ sentAtMs: nowMs + 60_000 }));
    expect(alone(served, call({ sentAtMs: nowMs + 60_100 }))).toEqual(goAhead);
  });

  test('a success unsays only the failures that were known when it left', () => {
    const failed = [call({ sentAtMs: at(0), status: 503 }), call({ sentAtMs: at(1000), status: 503 })];
    const again = call({ sentAtMs: at(1500) });
    const served = (sentAtMs: number) => call({ sentAtMs, answeredAtMs: at(1400) });
    const answer = (sentAtMs: number) => alone(recordAll(client(), [...failed, served(sentAtMs)]), again);
    expect(answer(at(1019))).toMatchObject({ kind: 'wait', untilMs: at(2020) });
    expect(answer(at(1020))).toEqual(goAhead);
  });

  test('failures more than ten minutes apart are no chain', () => {
    const failed = [0, 600_021].map((afterMs) => call({ sentAtMs: at(afterMs), status: 503 }));
    expect(ask(recordAll(client(), failed), call({ sentAtMs: at(600_100) }))).toMatchObject({ untilMs: at(600_541) });
    const together = [0, 600_000].map((afterMs) => call({ sentAtMs: at(afterMs), status: 503 }));
    expect(ask(recordAll(client(), together), call({ sentAtMs: at(600_100) }))).toMatchObject({ untilMs: at(601_020) });
  });

  test('a refusal that tells no Retry-After asks for a second', () => {
    const untold = call({ sentAtMs: at(0), answeredAtMs: at(50), status: 429, retryAfterMs: null });
    expect(budget(record(client(), untold), at(60)).pausedUntilMs).toBe(at(1050));
    const pressed = (sentAtMs: number) => judge([untold, call({ sentAtMs, resource: 'c2' })]).verdicts;
    const verdictOn = (sentAtMs: number) =>
      pressed(sentAtMs).find(({ clause }) => clause === 'respect-refusal')?.verdict;
    expect(verdictOn(at(1049))).toBe('broken');
    expect(verdictOn(at(1050))).toBe('kept');
  });

  describe('one try of a call at a time', () => {
    const first = commandCall({ sentAtMs: at(0), answeredAtMs: at(20_000), id: 'a', status: 503 });
    const second = (afterMs: number) => commandCall({ sentAtMs: at(afterMs), id: 'b', attempt: 2, retryOf: 'a' });
    const again = (untilMs: number) => ({ kind: 'wait', untilMs: at(untilMs), clause: 'respect-refusal' });

    test('a try waits while the first one is under way, and asks again in a quarter of a second', () => {
      const ledger = record(client(), asSent(first));
      expect(alone(ledger, second(5000))).toEqual(again(5250));
      expect(alone(ledger, commandCall({ sentAtMs: at(5000) }))).toEqual(goAhead);
      expect(alone(record(ledger, first), second(20_100))).toEqual(again(20_500));
    });

    test('a third try waits for the second', () => {
      const ledger = recordAll(client(), [first, asSent(second(20_500))]);
      const third = commandCall({ sentAtMs: at(30_000), attempt: 3, retryOf: 'a' });
      expect(alone(ledger, third)).toEqual(again(30_250));
    });

    test('a try without an answer is given up after a minute, by a clock that was put back too', () => {
      const ledger = record(client(), asSent(first));
      expect(alone(ledger, second(59_999))).toEqual(again(60_249));
      expect(alone(ledger, second(60_000))).toEqual(goAhead);
      const ahead = record(client(), asSent({ ...first, sentAtMs: at(9e9) }));
      const back = record(ahead, asSent(call({ sentAtMs: at(0) })));
      expect(alone(back, second(59_999)).kind).toBe('wait');
      expect(alone(back, second(60_000))).toEqual(goAhead);
    });

    test('a late answer of an earlier try unsays no failure that came after it had left', () => {
      const later = { ...second(61_000), answeredAtMs: at(89_900), status: 503 };
      const third = commandCall({ sentAtMs: at(90_500), retryOf: 'a' });
      for (const status of [503, 200]) {
        const ledger = recordAll(client(), [later, { ...first, answeredAtMs: at(90_000), status }]);
        expect(alone(ledger, third).kind).toBe('wait');
      }
    });

    test('whoever asks before each try, however often, has one under way at a time and is judged kept', () => {
      const tries = fc.array(
        fc.record({
          gapMs: fc.oneof(fc.nat(900), fc.nat(30_000)),
          flightMs: fc.oneof(fc.nat(900), fc.nat(90_000)),
          status: fc.constantFrom(503, 503, 401, 200, null),
        }),
        { minLength: 2, maxLength: 25 },
      );
      fc.assert(
        fc.property(tries, (wanted) => {
          let ledger = client();
          let nowMs = at(0);
          let flying: readonly CallFact[] = [];
          const journal: CallFact[] = [];
          const land = (untilMs: number) => {
            for (const fact of flying.filter(({ answeredAtMs }) => Number(answeredAtMs) <= untilMs)) {
              ledger = record(ledger, fact);
              journal.push(fact);
            }
            flying = flying.filter(({ answeredAtMs }) => Number(answeredAtMs) > untilMs);
          };
          for (const [n, { gapMs, flightMs, status }] of wanted.entries()) {
            nowMs += gapMs;
            land(nowMs);
            const retryOf = n === 0 ? null : 'try 0';
            const given = { id: `try ${n}`, retryOf, allowed: 'yes' as const, status, answeredAtMs: nowMs + flightMs };
            const next = commandCall({ sentAtMs: nowMs, ...given });
            if (alone(ledger, next).kind !== 'go') continue;
            ledger = record(ledger, asSent(next));
            flying = [...flying, next];
            expect(flying.filter(({ sentAtMs }) => nowMs - sentAtMs < 60_000).length).toBe(1);
          }
          land(Number.POSITIVE_INFINITY);
          const found = judge(journal).verdicts.find(({ clause }) => clause === 'respect-refusal');
          expect(found?.verdict).not.toBe('broken');
        }),
        { numRuns: 300 },
      );
    });
  });
});
