import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callKey } from '../ledger/call-key.ts';
import { outcomeOf } from '../outcome.ts';
import { arbitraryFact } from '../testing/arbitrary-fact.ts';
import { asSent, call } from '../testing/call.ts';
import { answerAtMs, asksForPause, toldMs, wasServed } from './answer.ts';
import { sameRead } from './same-read.ts';

const answered = (status: number | null, code: number | null = null) =>
  call({ sentAtMs: 0, answeredAtMs: 50, status, code });

test('the application spoke whenever it said yes or no itself', () => {
  for (const status of [200, 204, 304, 400, 403, 404, 409]) {
    expect(wasServed(answered(status)), `${status}`).toBe(true);
    expect(asksForPause(answered(status)), `${status}`).toBe(false);
  }
});

test('an answer came when it is said to, at the earliest when the call was sent', () => {
  expect(answerAtMs(answered(200))).toBe(50);
  expect(answerAtMs(call({ sentAtMs: 7, answeredAtMs: null }))).toBe(7);
});

test('a refused token is no service and asks for no pause', () => {
  expect(wasServed(answered(401))).toBe(false);
  expect(asksForPause(answered(401))).toBe(false);
});

test('§2: a refusal, a timeout, a broken cloud and silence ask for a pause', () => {
  for (const status of [429, 408, 500, 502, 503, 504, null]) {
    expect(wasServed(answered(status)), `${status}`).toBe(false);
    expect(asksForPause(answered(status)), `${status}`).toBe(true);
  }
});

test('published: an unknown charger, an update not supported and a command rejected are final, though the status is 500', () => {
  for (const code of [512, 527, 528]) {
    expect(wasServed(answered(500, code)), `${code}`).toBe(true);
    expect(asksForPause(answered(500, code)), `${code}`).toBe(false);
  }
  for (const code of [500, 519, 520, 529]) expect(asksForPause(answered(500, code)), `${code}`).toBe(true);
});

test("the judge's reading of an answer and the ledger's, written apart, agree on every status and code", () => {
  const statuses = [null, ...Array.from({ length: 500 }, (_, n) => n + 100)];
  for (const code of [null, 511, 512, 513, 526, 527, 528, 529]) {
    for (const status of statuses) {
      const read = answered(status, code);
      expect(wasServed(read), `${status} ${code}`).toBe(outcomeOf(read) === 'served');
      expect(asksForPause(read), `${status} ${code}`).toBe(['refused', 'failed', 'silent'].includes(outcomeOf(read)));
    }
  }
});

test('a call that is in flight is neither served nor failed yet', () => {
  const flying = asSent(call({ sentAtMs: 7 }));
  expect(outcomeOf(flying)).toBe('in-flight');
  expect([answerAtMs(flying), answerAtMs(call({ sentAtMs: 7 }))]).toEqual([7, 27]);
});

test("the judge's same read and the ledger's, written apart, agree on any two calls", () => {
  const calls = arbitraryFact(fc.constant(0)).filter((fact) => fact.kind === 'call');
  const pairs = fc.tuple(calls, calls, fc.boolean(), fc.constantFrom(null, 0, 1)).map(([one, other, alike, page]) => {
    const { path, resource, narrowing, method } = one;
    return [one, alike ? { ...other, path, resource, narrowing, method, page } : other] as const;
  });
  fc.assert(
    fc.property(pairs, ([one, other]) => {
      expect(sameRead(one) === null).toBe(callKey(one) === null);
      expect(sameRead(one) === sameRead(other)).toBe(callKey(one) === callKey(other));
    }),
  );
});

test('a duration that an answer told is one from 0 up, and nothing else is one', () => {
  expect([0, 1000].map(toldMs)).toEqual([0, 1000]);
  for (const odd of [null, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(toldMs(odd)).toBeNull();
});
