import { expect, test } from 'vitest';
import { call } from '../testing/call.ts';
import { history } from '../testing/history.ts';
import { judge } from './judge.ts';

const verdictOn = (text: string) => judge(history(text)).verdicts.find(({ clause }) => clause === 'backoff-heavy');
const tries = (text: string) => `0 report i1 503 id=a\n ${text}`;

test('backoff-heavy: each try sooner than the growing pause is one too many', () => {
  expect(verdictOn(tries('0.519 report i1 503 try=2 of=a'))).toMatchObject({ verdict: 'broken', count: 1 });
  expect(verdictOn(tries('0.52 report i1 503 try=2 of=a'))).toMatchObject({ verdict: 'kept', lookedAt: 2 });
  const third = '0.52 report i1 503 try=2 of=a\n 1.539 report i1 503 try=3 of=a';
  expect(verdictOn(tries(third))).toMatchObject({
    verdict: 'broken',
    first: { what: 'a heavy call tried again 999 ms after it failed; 1000 ms are asked' },
  });
});

test('backoff-heavy: the pause between two tries never grows beyond a minute', () => {
  const late = '70 report i1 503 try=8 of=a';
  expect(verdictOn(tries(`${late}\n 130.019 report i1 503 of=a`))).toMatchObject({ verdict: 'broken', count: 1 });
  expect(verdictOn(tries(`${late}\n 130.02 report i1 503 of=a`))).toMatchObject({ verdict: 'kept' });
});

test('backoff-heavy: a try of a call that was not seen, or that had succeeded, is no try', () => {
  expect(verdictOn('0 report i1 try=2 of=z')).toMatchObject({ verdict: 'kept' });
  expect(verdictOn('0 report i1 id=a\n 0.1 report i1 try=2 of=a window=24..0')).toMatchObject({ verdict: 'kept' });
});

test('backoff-heavy: after ten minutes a failed call has no tries behind it', () => {
  const after = (seconds: number) => `0 report i1 503 try=4 id=a\n ${seconds} report i1 503 of=a`;
  expect(verdictOn(`${after(600)}\n 601 report i1 503 of=a`)).toMatchObject({ verdict: 'broken', count: 1 });
  expect(verdictOn(`${after(600.1)}\n 600.7 report i1 503 of=a`)).toMatchObject({ verdict: 'kept' });
});

test('backoff-heavy: kept tells that one at once was the most', () => {
  expect(verdictOn('0 report i1 ms=500\n 0.5 report i1 window=24..0')).toMatchObject({
    verdict: 'kept',
    closest: { value: 1, limit: 1, unit: 'calls/installation' },
  });
});

test('backoff-heavy: of calls under way together the last to end is waited for', () => {
  expect(verdictOn('0 report i1 ms=5000\n 1 archived i1 ms=100\n 4.999 report i1')).toMatchObject({
    count: 2,
    worst: { what: expect.stringContaining('sent 4000 ms before a heavy call of the same installation was answered') },
  });
  expect(verdictOn('0 report i1 ms=5000\n 1 archived i1 ms=100\n 5 report i1')).toMatchObject({ count: 1 });
});

test('backoff-heavy: beyond 1,024 installations and 256 failures the oldest is forgotten', () => {
  const flood = Array.from({ length: 1025 }, (_, n) =>
    call({ sentAtMs: 1000, answeredAtMs: 5000, id: `f${n}`, class: 'report', resource: `r${n}`, status: 503 }),
  );
  const beside = (n: number) =>
    call({
      sentAtMs: 2000,
      answeredAtMs: 5000,
      class: 'report',
      resource: `r${n}`,
      window: { fromAtMs: 0, toAtMs: 1 },
    });
  const again = (n: number) =>
    call({ sentAtMs: 5100, class: 'report', resource: `r${n}`, attempt: 2, retryOf: `f${n}` });
  const count = (n: number) => {
    const verdict = judge([...flood, beside(n), again(n)]).verdicts.find(({ clause }) => clause === 'backoff-heavy');
    return verdict?.verdict === 'broken' ? verdict.count : 0;
  };
  expect([count(0), count(1), count(768), count(769)]).toEqual([0, 1, 1, 2]);
});

test('backoff-heavy: a try in the instant of the failure comes after it', () => {
  const instant = '0 report i1 503 id=a ms=500 window=24..0\n 0.5 report i1 try=2 of=a window=24..0';
  expect(verdictOn(instant)).toMatchObject({ verdict: 'broken', count: 1 });
});
