import { describe, expect, test } from 'vitest';
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

describe('respect-refusal: the time that a 429 asks for', () => {
  test('is over to the millisecond when it was told, and is compared with what was waited since the answer', () => {
    expect(found('0 detail c1 429 after=2\n 2.019 detail c2')).toMatchObject({
      verdict: 'broken',
      worst: { excess: 1 },
    });
    expect(found('0 detail c1 429 after=2\n 2.02 detail c2')).toMatchObject({
      ...{ verdict: 'kept', lookedAt: 1 },
      closest: { value: 2000, limit: 2000 },
    });
    expect(found('0 detail c1 429 after=2\n 5.02 detail c2')).toMatchObject({ closest: { value: 5000, limit: 2000 } });
  });

  test('is looked at once: the call that waited ends it', () => {
    expect(found('0 detail c1 429 after=2\n 2.02 detail c2\n 2.03 detail c3')).toMatchObject({ lookedAt: 1 });
  });

  test('is none where it is over before it could be read', () => {
    expect(found('0 detail c1 429 after=0.25\n 1 detail c2')?.verdict).toBe('not-applicable');
    expect(found('0 detail c1 429 after=0.251\n 1 detail c2')?.verdict).toBe('kept');
  });

  test('lasts until the later end of two that overlap, begins with the earlier one, and is one', () => {
    const two = '0 detail c1 429 after=1\n 0.2 detail c2 429 after=3';
    expect(found(`${two}\n 0.3 detail c3`)).toMatchObject({ verdict: 'broken', count: 1 });
    expect(found(`${two}\n 3.219 detail c3`)).toMatchObject({ verdict: 'broken', count: 1, worst: { excess: 1 } });
    expect(found(`${two}\n 3.22 detail c3`)).toMatchObject({ closest: { value: 3200, limit: 3200 } });
    expect(found(`0 detail c1 429 after=3\n 0.2 detail c2 429 after=1\n 3.019 detail c3`)?.verdict).toBe('broken');
  });

  test('is one with another that begins to hold in the instant in which it ends, and apart from a later one', () => {
    // The second is answered when the first has 250 ms left, or 249; sent before it could know of it.
    const after = (answerMs: number) =>
      `0 detail c1 429 after=1\n 0.1 detail c2 429 after=1 ms=${answerMs}\n 9 detail c3`;
    expect(found(after(670))).toMatchObject({ closest: { limit: 1750 } });
    expect(found(after(671))).toMatchObject({ closest: { limit: 1000 } });
    // The same where the one that was answered later had left first.
    const before = '0 detail c2 429 after=1 ms=770\n 0.001 detail c1 429 after=1 ms=19\n 9 detail c3';
    expect(found(before)).toMatchObject({ closest: { limit: 1750 } });
  });

  test('of logins is apart from that of the account, whichever is longer', () => {
    const both = '0 login 429 after=5\n 0.05 detail c1 429 after=1';
    expect(found(`${both}\n 1.1 detail c2\n 5.1 login`)?.verdict).toBe('kept');
    expect(found(`${both}\n 1.1 detail c2\n 4 login`)).toMatchObject({ verdict: 'broken', count: 1 });
    expect(found('0 login 429 after=1\n 0.05 detail c1 429 after=5\n 2 detail c2')?.verdict).toBe('broken');
  });

  test('holds the account that was refused, and no other', () => {
    expect(found('0 detail c1 429 after=2 account=a\n 1 detail c2 account=b')?.verdict).toBe('not-applicable');
    const mixed = '0 detail c1 429 after=2 account=a\n 1 detail c2 account=b\n 1.5 detail c2 account=a';
    expect(found(mixed)).toMatchObject({ verdict: 'broken', count: 1 });
    // Wherever its calls come from.
    const moved = '0 detail c1 429 after=2 from=192.0.2.1\n 1 detail c2 from=192.0.2.2';
    expect(found(moved)).toMatchObject({ verdict: 'broken', count: 1 });
  });
});

describe('respect-refusal: which tries are counted', () => {
  const tries = (n: number, words: (n: number) => string) =>
    Array.from({ length: n }, (_, at) => `${at * 100} command c1 cmd=102 503 ${words(at)}`).join('\n');
  const unnumbered = (at: number) => (at === 0 ? 'id=a' : 'of=a');

  test('eight are the most, counted by whoever numbers them or by the judge', () => {
    expect(found(tries(8, unnumbered))).toMatchObject({ verdict: 'kept', lookedAt: 7 });
    expect(found(tries(9, unnumbered))).toMatchObject({
      ...{ verdict: 'broken', count: 1 },
      first: { what: 'try after 8 failed ones; 8 are the most', excess: 9 },
    });
    expect(found('0 command c1 cmd=102 try=8 of=a')).toMatchObject({
      verdict: 'kept',
      lookedAt: 1,
      closest: { value: 8 },
    });
    expect(found('0 command c1 cmd=102 try=9 of=a')).toMatchObject({ verdict: 'broken', count: 1, lookedAt: 1 });
  });

  test('of the number that a try tells and the one that was counted the higher counts', () => {
    expect(found('0 command c1 503 id=a\n 1 command c1 503 of=a try=8\n 99 command c1 of=a')).toMatchObject({
      count: 1,
    });
    expect(found(`${tries(8, unnumbered)}\n 900 command c1 cmd=102 try=2 of=a`)).toMatchObject({ count: 1 });
    // The pause grows with the higher one too: after the third 2 s.
    const third = '0 command c1 503 id=a\n 1 command c1 503 of=a try=3';
    expect(found(`${third}\n 3.019 command c1 of=a`)?.verdict).toBe('broken');
    expect(found(`${third}\n 3.02 command c1 of=a`)?.verdict).toBe('kept');
  });

  test('a try of a call that nobody saw is held to the number that it tells', () => {
    expect(found('0 command c1 cmd=102 try=3 of=a')).toMatchObject({
      verdict: 'kept',
      closest: { value: 3, limit: 8 },
    });
  });

  test('a try that comes too late to be sorted is not looked at alone', () => {
    expect(found('0 detail c2\n 100 detail c3\n 200 detail c4\n 1 command c1 cmd=102 try=9 of=a')?.verdict).not.toBe(
      'broken',
    );
  });

  test('a call with the id of an older one begins a count of its own', () => {
    const older = '0 command c1 503 id=x\n 1 command c1 503 of=x\n 3 command c1 503 of=x';
    expect(found(`${older}\n 60 command c1 503 id=x\n 60.52 command c1 of=x`)?.verdict).toBe('kept');
  });

  test('a read that leaves in the instant of a failure is a further one, and one that left before it is not', () => {
    const then = (atS: number) => found(`0 detail c1 503\n ${atS} detail c1 503\n 0.64 detail c1`);
    expect(then(0.02)).toMatchObject({ verdict: 'broken', count: 1 });
    expect(then(0.019)?.verdict).toBe('kept');
  });

  test('failures are forgotten after ten minutes, not in the last millisecond of them', () => {
    const again = (atS: number) =>
      found(`0 detail c1 503\n 0.6 detail c1 503\n ${atS} detail c1 503\n ${atS + 0.6} detail c1`);
    expect(again(600.6)?.verdict).toBe('broken');
    expect(again(600.601)?.verdict).toBe('kept');
  });

  test('where the receiver wrote, the first pause waited to the millisecond is more than can be told', () => {
    expect(found(failing([500, 500], 'from=192.0.2.1'))).toMatchObject({ verdict: 'cannot-tell' });
  });
});
