// What is said of more accounts than are counted at once. Names of clauses stand before the sentences.
import { describe, expect, test } from 'vitest';
import type { ClauseId } from '../decision.ts';
import type { Fact } from '../fact.ts';
import { attested, call, loginCall, stateCall, stream } from '../testing/call.ts';
import { history, noonMs } from '../testing/history.ts';
import { settle } from './count.ts';
import { Counters } from './counters.ts';
import { countings } from './countings.ts';
import { judge, openJudge } from './judge.ts';
import { Tally } from './tally.ts';

const verdictOf = (facts: Iterable<Fact>, clause: ClauseId) =>
  judge(facts).verdicts.find((found) => found.clause === clause);
const others = (count: number, fromMs = noonMs + 1000) =>
  Array.from({ length: count }, (_, n) => call({ sentAtMs: fromMs + n, accountId: `other${n}` }));

test('no-aggressive-polling: polling of 257 accounts by turns is not judged kept', () => {
  const polled = (accounts: number) =>
    Array.from({ length: accounts * 4 }, (_, n) =>
      stateCall({ sentAtMs: noonMs + 20 * n, accountId: `a${n % accounts}`, resource: `c${n % accounts}` }),
    );
  expect(verdictOf(polled(257), 'no-aggressive-polling')).toMatchObject({
    verdict: 'cannot-tell',
    missing: [{ what: expect.stringContaining('more than 256 accounts at once'), count: 3 * 257 + 1 }],
  });
  expect(verdictOf(polled(256), 'no-aggressive-polling')).toMatchObject({ verdict: 'broken', count: 3 * 256 });
});

test('lawful-purpose: accounts without a declaration are not forgotten when 256 others declare theirs', () => {
  const silent = Array.from({ length: 10 }, (_, n) => call({ sentAtMs: noonMs + n, accountId: `silent${n}` }));
  const declared = Array.from({ length: 256 }, (_, n) => {
    const [accountId, atMs] = [`declared${n}`, noonMs + 100 + n];
    return [
      call({ sentAtMs: atMs, accountId }),
      attested({ about: 'purpose-lawful', by: 'operator', accountId, atMs }),
    ];
  });
  expect(verdictOf([...silent, ...declared.flat()], 'lawful-purpose')).toMatchObject({
    verdict: 'cannot-tell',
    missing: [{ what: expect.stringContaining('not shown'), count: 10 }],
  });
});

test('documented-only: each call is judged by itself, so nothing is lost with an account', () => {
  expect(verdictOf(others(600), 'documented-only')?.verdict).toBe('kept');
});

test('the account that was not heard of for longest is forgotten, and not the one that was seen first', () => {
  const often = (sentAtMs: number) => stateCall({ sentAtMs, accountId: 'often', resource: 'c1' });
  const facts = [often(noonMs), ...others(255), often(noonMs + 20_000), ...others(300, noonMs + 20_001).slice(255)];
  expect(verdictOf([...facts, often(noonMs + 26_000)], 'state-cache')).toMatchObject({ verdict: 'broken', count: 1 });
});

test('what was broken stays broken when its account is forgotten', () => {
  const facts = [...history('0 state c1\n 0.5 state c1'), ...others(300)];
  expect(verdictOf(facts, 'state-cache')).toMatchObject({ verdict: 'broken', count: 1 });
});

test('token-rate: more than 256 addresses at the door are told as addresses', () => {
  const logins = Array.from({ length: 257 }, (_, n) =>
    loginCall({ sentAtMs: noonMs + n, clientAddress: `192.0.2.${n}` }),
  );
  expect(verdictOf(logins, 'token-rate')).toMatchObject({
    verdict: 'cannot-tell',
    missing: [{ what: expect.stringContaining('more than 256 addresses at once'), count: 1 }],
  });
  expect(verdictOf(logins.slice(1), 'token-rate')?.verdict).toBe('kept');
});

test('local-state: a day that was cut short because an account was forgotten accuses nobody', () => {
  const day = history('0 detail c1+ x=95 every=1\n 200 detail c1+ x=5 every=1 changed=no');
  expect(verdictOf(day, 'local-state')?.verdict).toBe('broken');
  expect(verdictOf([...day, ...others(300, noonMs + 300_000)], 'local-state')?.verdict).toBe('cannot-tell');
});

test('a report in between forgets nothing', () => {
  const opened = openJudge();
  const facts = others(600);
  for (const fact of facts) {
    opened.add(fact);
    if (fact.sentAtMs % 100 === 0) opened.report();
  }
  expect(opened.finish()).toEqual(judge(facts));
});

describe('what is kept of all subjects together', () => {
  const settled = settle({});
  const open = () =>
    new Counters(
      countings.map((counting) => ({ counting, tally: new Tally(counting.clause) })),
      settled,
    );
  /** One look-up each, and five entries; the account number 120 speaks ten times. */
  const opened = (n: number): Fact => {
    const account = n < 10 ? 120 : n % 120;
    return { ...stream('opened', noonMs + n, `scope ${n}`), accountId: `account ${account}` };
  };
  const forgotten = (counters: Counters) =>
    counters.tallies
      .map((tally) => tally.finding())
      .flatMap((found) => (found.verdict === 'cannot-tell' ? found.missing : []))
      .filter(({ what }) => what.includes('entries to remember'));

  test('is weighed before it can exceed 500,000 entries; from 400,000 on the heaviest are forgotten until 300,000 are left', () => {
    const counters = open();
    let lookUps = 0;
    let weighedAt = 500_000 / 16;
    let entries = 0;
    for (;;) {
      lookUps += 1;
      if (lookUps >= weighedAt) {
        expect(counters.entries).toBeGreaterThan(entries);
        entries = counters.entries;
        weighedAt = lookUps + (500_000 - entries) / 16;
      }
      if (entries >= 400_000) break;
      counters.look(opened(lookUps));
    }
    expect(entries).toBeLessThan(500_000);
    expect(forgotten(counters)).toEqual([]);
    counters.look(opened(lookUps));
    const left = counters.entries;
    // Each heavy account has some 4,000.
    expect(left).toBeLessThanOrEqual(300_005);
    expect(left).toBeGreaterThan(295_000);
    expect(forgotten(counters)[0]?.what).toContain('what the accounts with most of them had done before');
  });
});
