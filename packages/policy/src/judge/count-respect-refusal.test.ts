import { expect, test } from 'vitest';
import { history } from '../testing/history.ts';
import { judge } from './judge.ts';

const found = (text: string) => judge(history(text)).verdicts.find(({ clause }) => clause === 'respect-refusal');
/** Answered 20 ms after it was sent; each gap is counted from the answer. */
const failing = (gapsMs: readonly number[], words = '') => {
  let sentAtMs = 0;
  const times = [0, ...gapsMs].map((gapMs, n) => {
    sentAtMs += n === 0 ? 0 : gapMs + 20;
    return sentAtMs;
  });
  return times.map((atMs) => `${atMs / 1000} detail c1 503 ${words}`).join('\n');
};
const grown = [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000];

test('respect-refusal: the same failing read every 0.6 s for minutes is broken', () => {
  expect(found('0 detail c1 503 x=3000 every=0.6')).toMatchObject({ verdict: 'broken', count: 2998 });
});

test('respect-refusal: a read that fails for ever is kept by pauses that double up to 60 s, more than eight times', () => {
  expect(found(failing(grown))).toMatchObject({ verdict: 'kept', lookedAt: 10 });
});

test.each(grown.map((gapMs, n) => [n + 2, gapMs]))(
  'respect-refusal: read number %s of a failing chain is too early a millisecond before %s ms',
  (number, gapMs) => {
    const gaps = [...grown.slice(0, number - 2), gapMs - 1];
    expect(found(failing(gaps))).toMatchObject({ verdict: 'broken', count: 1 });
  },
);

test('respect-refusal: a success, and ten minutes of quiet, begin a chain anew', () => {
  expect(found('0 detail c1 503\n 0.6 detail c1 503\n 2 detail c1\n 3 detail c1 503\n 3.6 detail c1')?.verdict).toBe(
    'kept',
  );
  expect(found('0 detail c1 503\n 0.6 detail c1 503\n 601 detail c1 503\n 601.6 detail c1')?.verdict).toBe('kept');
  expect(found('0 detail c1 503\n 0.6 detail c1 503\n 600 detail c1 503\n 600.6 detail c1')?.verdict).toBe('broken');
});

test('respect-refusal: reads that had left together are one failure', () => {
  expect(found('0 detail c1 503\n 0.01 detail c1 503\n 0.02 detail c1 503\n 0.6 detail c1')?.verdict).toBe('kept');
});

test('respect-refusal: where the receiver wrote, between the first pause and the grown one nobody can tell', () => {
  expect(found(failing([500, 999], 'from=192.0.2.1'))).toMatchObject({ verdict: 'cannot-tell' });
  expect(found(failing([500, 1000], 'from=192.0.2.1'))).toMatchObject({ verdict: 'kept' });
  expect(found(failing([500, 499], 'from=192.0.2.1'))).toMatchObject({ verdict: 'broken', count: 1 });
});

test('respect-refusal, backoff-heavy: a try that left before the failure of the earlier one was known follows no failure', () => {
  // In the order in which they are answered, as a journal has them.
  const hedged = (words: string) => `5 ${words} try=2 of=a ms=100\n 0 ${words} 503 id=a ms=20000`;
  expect(found(hedged('command c1 cmd=102'))?.verdict).toBe('kept');
  const { verdicts } = judge(history(hedged('report i1 window=24..0')));
  expect(verdicts.find(({ clause }) => clause === 'respect-refusal')?.verdict).toBe('kept');
  // Two at once of one installation: that is what backoff-heavy asks, once.
  expect(verdicts.find(({ clause }) => clause === 'backoff-heavy')).toMatchObject({ verdict: 'broken', count: 1 });
});

test('respect-refusal: a try in the instant of the failure comes after it', () => {
  expect(found('0 command c1 503 id=a ms=20000\n 20 command c1 try=2 of=a')?.verdict).toBe('broken');
});

test('respect-refusal: a refused login asks logins alone to wait, and says so however much else is sent meanwhile', () => {
  expect(found('0 login 429 after=2\n 1 detail c1')?.verdict).toBe('not-applicable');
  expect(found('0 login 429 after=2\n 1 login')).toMatchObject({ verdict: 'broken', count: 1 });
  expect(found('0 login 429 after=1\n 2 detail c1\n 3 login')).toMatchObject({ verdict: 'kept', lookedAt: 1 });
});

test('respect-refusal: what leaves within a quarter of a second of a 429 could not know of it', () => {
  expect(found('0 detail c1 429 after=2\n 0.27 detail c2')?.verdict).toBe('not-applicable');
  expect(found('0 detail c1 429 after=2\n 0.271 detail c2')).toMatchObject({ verdict: 'broken', count: 1 });
});

test('respect-refusal: where the receiver wrote, a read that left before the failure could be read is no second try', () => {
  const seen = 'from=192.0.2.1';
  const second = (atS: number, roundTripMs: number) =>
    judge(history(`0 detail c1 503 ${seen}\n ${atS} detail c1 ${seen}`), { roundTripMs }).verdicts.find(
      ({ clause }) => clause === 'respect-refusal',
    )?.verdict;
  expect([second(0.27, 0), second(0.271, 0)]).toEqual(['not-applicable', 'broken']);
  expect([second(0.37, 100), second(0.371, 100)]).toEqual(['not-applicable', 'broken']);
});
