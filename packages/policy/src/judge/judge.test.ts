import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clauseIds } from '../decision.ts';
import type { Fact } from '../fact.ts';
import { generalAccess } from '../terms.ts';
import { arbitraryFact } from '../testing/arbitrary-fact.ts';
import { asSent, attested, call, stateCall, stream } from '../testing/call.ts';
import { history, noonMs } from '../testing/history.ts';
import { judge, openJudge } from './judge.ts';

const day = '0 login\n 1 list\n 2 state c1\n 9 state c1\n 20 state c1 429 after=1\n 20.5 state c2\n 21 stream opened';

test('facts up to 5 s out of order are judged as if they had come in order', () => {
  const facts = history(day);
  const swapped = facts.toSorted((one, other) => keyOf(one) - keyOf(other));
  expect(swapped).not.toEqual(facts);
  expect(judge(swapped)).toEqual(judge(facts));
  expect(judge(swapped).partial).toBe(false);
});
const keyOf = (fact: Fact) => (fact.kind === 'call' ? fact.sentAtMs + (Number(fact.sentAtMs) % 7) * 500 : fact.atMs);

test('a fact that comes later is judged alone, and every verdict is partial', () => {
  const facts = history('0 state c1\n 100 state c1\n 3 state c1\n 4 settings');
  const report = judge(facts);
  expect(report).toMatchObject({ partial: true, facts: { late: 2 } });
  expect(report.verdicts.every(({ partial }) => partial)).toBe(true);
  expect(report.verdicts.find(({ clause }) => clause === 'state-cache')?.verdict).toBe('kept');
  expect(report.verdicts.find(({ clause }) => clause === 'documented-only')?.verdict).toBe('broken');
});

test('a late stream event is left out, and the verdicts say that they are partial', () => {
  const facts = [...history('100 state c1\n 200 state c1'), stream('opened', noonMs)];
  const report = judge(facts);
  expect(report).toMatchObject({ partial: true, facts: { late: 1, streamEvents: 1 } });
  const ofPolling = report.verdicts.find(({ clause }) => clause === 'no-aggressive-polling');
  expect(ofPolling).toMatchObject({ verdict: 'kept', partial: true });
});

test('one fact from the future makes no other late', () => {
  const facts = history('0 state c1\n 60 state c1\n 70 state c1\n 130 state c1');
  const future = stream('message', noonMs + 1e12);
  const report = judge([...facts.slice(0, 1), future, ...facts.slice(1)]);
  expect(report.facts.late).toBe(1);
  expect(report.verdicts.find(({ clause }) => clause === 'no-aggressive-polling')).toMatchObject({ count: 1 });
});

test('a fact of a class, kind, bus or subject that nobody knows is counted as unusable and throws nothing', () => {
  const strange: unknown[] = [
    { ...call({ sentAtMs: noonMs }), class: 'teleport' },
    { ...call({ sentAtMs: noonMs }), class: 'constructor' },
    { ...call({ sentAtMs: noonMs }), answeredAtMs: Number.NaN },
    { ...call({ sentAtMs: noonMs }), kind: 'rumour', atMs: noonMs },
    { ...stream('opened', noonMs), bus: 'tram' },
    { ...attested({ about: 'retention-set', atMs: noonMs }), about: 'weather' },
  ];
  for (const order of ['sorted', 'as-added'] as const) {
    const report = judge(strange as Fact[], { order });
    expect(report.facts).toMatchObject({ total: 6, unusable: 6, calls: 0, streamEvents: 0, attestations: 0 });
  }
});

test('a report in between changes nothing', () => {
  const opened = openJudge();
  const facts = history(day);
  const reports = facts.map((fact) => {
    opened.add(fact);
    return opened.report();
  });
  expect(reports.at(-1)).toEqual(judge(facts));
  expect(opened.report()).toEqual(judge(facts));
});

test('the sending of a call is counted and not judged, its answer is', () => {
  const fact = stateCall({ sentAtMs: 1000 });
  expect(judge([asSent(fact), fact])).toMatchObject({ facts: { total: 2, calls: 1, inFlight: 1 } });
  expect(judge([asSent(fact), fact]).verdicts.filter(({ verdict }) => verdict === 'broken')).toEqual([]);
});

test('accounts are judged apart', () => {
  const facts = history(
    '0 state c1 account=a\n 1 state c20 account=b\n 2 detail c1+ x=15 account=a\n 2 detail c21+ x=15 account=b',
  );
  expect(judge(facts).verdicts.filter(({ verdict }) => verdict === 'broken')).toEqual([]);
});

test('breaches less than an hour apart are one episode of one account', () => {
  const facts = history('0 settings\n 3599 settings\n 3600 settings account=b\n 7199 settings');
  expect(judge(facts).verdicts.find(({ clause }) => clause === 'documented-only')).toMatchObject({
    count: 4,
    episodes: 3,
    latestEpisodes: [{ count: 2 }, { subject: { kind: 'account', id: 'b' }, count: 1 }, { count: 1 }],
  });
});

const instants = fc.oneof(
  fc.integer({ min: 1_800_000_000_000, max: 1_800_000_100_000 }),
  fc.constantFrom(0, -1, -1e15, 8.64e15, Number.MAX_SAFE_INTEGER, Number.NaN, Number.POSITIVE_INFINITY, 0.5),
);

test('facts from the future, from before 1970, of no time at all: the judge answers for every clause', () => {
  fc.assert(
    fc.property(fc.array(arbitraryFact(instants), { maxLength: 200 }), (facts) => {
      const report = judge(facts);
      expect(report.verdicts).toHaveLength(clauseIds.length);
      expect(report.facts.total).toBe(facts.length);
    }),
    { numRuns: 200 },
  );
});

test('a flood of 75,000 distinct accounts, chargers, lists, calls and streams leaves a small judge', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const opened = openJudge();
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < 15_000; n += 1) {
    const sentAtMs = 1_800_000_000_000 + n;
    const accountId = n % 2 === 0 ? 'main' : `account ${n}`;
    opened.add(stateCall({ sentAtMs, accountId, resource: `charger ${n}` }));
    opened.add(call({ sentAtMs, accountId, id: `call ${n}`, resource: `charger ${n}`, status: 503 }));
    opened.add(call({ sentAtMs, accountId, class: 'list', path: `/list/${n}`, resource: null }));
    opened.add({ ...stream('opened', sentAtMs, `scope ${n}`), accountId });
    opened.add(call({ sentAtMs, class: 'token', path: '/oauth/token', clientAddress: `address ${n}`, status: 400 }));
  }
  const report = opened.report();
  expect(report.facts.total).toBe(75_000);
  collect();
  expect((process.memoryUsage().heapUsed - before) / 1e6).toBeLessThan(30);
});

test('the very same call told twice, side by side or after others of that instant, is one call and no breach', () => {
  const read = stateCall({ sentAtMs: 1000 });
  const others = Array.from({ length: 5 }, (_, n) => stateCall({ sentAtMs: 1000, resource: `other ${n}` }));
  const report = judge([read, read, ...others, read]);
  expect(report.verdicts.filter(({ verdict }) => verdict === 'broken')).toEqual([]);
  expect(report.facts).toMatchObject({ total: 8, repeated: 2 });
});

test('two calls that only look alike are two: another id, another instant, another account, another address', () => {
  const read = stateCall({ sentAtMs: 1000, id: 'a' });
  const alike = [
    { id: 'b' },
    { answeredAtMs: 1021 },
    { accountId: 'b' },
    { clientAddress: '198.51.100.1' },
    { path: '/x' },
  ];
  for (const given of alike) {
    expect(judge([read, { ...read, ...given }]).facts.repeated).toBe(0);
  }
  expect(judge([stream('opened', 5), stream('opened', 5)]).facts.repeated).toBe(0);
});

test('after the end nothing is added, and the report stays the one that was given', () => {
  const opened = openJudge();
  const [first, second] = history('0 state c1\n 9 state c1');
  if (first === undefined || second === undefined) throw new Error('The history is too short.');
  opened.add(first);
  const report = opened.finish();
  expect(() => opened.add(second)).toThrow(
    expect.objectContaining({ code: 'judge-finished', message: expect.stringContaining('Open another one') }),
  );
  expect(opened.finish()).toBe(report);
  expect(opened.report()).toBe(report);
});

test('a limit that asks for no more and one that asks for no less each say so beside the closest approach', () => {
  const { verdicts } = judge(history('0 state c1\n 700 state c1'));
  const closest = (clause: string) => {
    const verdict = verdicts.find((other) => other.clause === clause);
    return verdict?.verdict === 'kept' ? verdict.closest : null;
  };
  expect(closest('no-aggressive-polling')).toMatchObject({ asks: 'at-least', value: 700_000 });
  expect(closest('rate-limit')).toMatchObject({ asks: 'at-most', value: 1, limit: 15 });
  expect(closest('documented-only')).toMatchObject({ asks: 'at-most', value: 0, limit: 0 });
});

test('rate-limit: each account is judged by its own tier', () => {
  const burst = (accountId: string) =>
    Array.from({ length: 30 }, (_, n) => stateCall({ sentAtMs: noonMs + n, resource: `${accountId}-${n}`, accountId }));
  const large = { name: 'Large', ratePerSecond: 50, burst: 30 };
  const tier = (accountId: string) => (accountId === 'large' ? large : generalAccess);
  const verdictsOf = (accountId: string) =>
    judge(burst(accountId), { tier }).verdicts.find(({ clause }) => clause === 'rate-limit');
  expect(verdictsOf('large')?.verdict).toBe('kept');
  expect(verdictsOf('small')).toMatchObject({ verdict: 'broken', count: 15 });
});
