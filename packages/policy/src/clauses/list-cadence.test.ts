import { describe, expect, test } from 'vitest';
import type { CallFact } from '../fact.ts';
import { judge } from '../judge/judge.ts';
import { freeze } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { ask, at, client, cloud, goAhead, recordAll } from '../testing/ask.ts';
import { asSent, listCall } from '../testing/call.ts';

describe('list-cadence', () => {
  const first = listCall({ sentAtMs: at(0) });

  test('a full list is read hourly at most; the other list has its own hour', () => {
    const ledger = record(client(), first);
    expect(ask(ledger, listCall({ sentAtMs: at(60_000) }))).toMatchObject({ kind: 'wait', untilMs: at(3_600_020) });
    expect(ask(ledger, listCall({ sentAtMs: at(60_000) }), at(20))).toEqual({
      kind: 'local',
      freshUntilMs: at(3_600_020),
      clause: 'list-cadence',
    });
    expect(ask(ledger, listCall({ sentAtMs: at(60_000), path: '/api/installation' }))).toEqual(goAhead);
    expect(ask(ledger, listCall({ sentAtMs: at(3_600_020) }))).toEqual(goAhead);
  });

  test('a list narrowed by name or installation is no full list', () => {
    const ledger = record(client(), first);
    expect(ask(ledger, listCall({ sentAtMs: at(100), narrowing: 'name' }))).toEqual(goAhead);
    expect(ask(ledger, listCall({ sentAtMs: at(100), narrowing: 'installation' }))).toEqual(goAhead);
  });

  test('following pages belong to the read while they rise and come within 60 s', () => {
    const ledger = recordAll(client(), [first, listCall({ sentAtMs: at(1000), page: 1 })]);
    expect(ask(ledger, listCall({ sentAtMs: at(2000), page: 2 }))).toEqual(goAhead);
    expect(ask(ledger, listCall({ sentAtMs: at(2000), page: 1 })).kind).toBe('wait');
    expect(ask(ledger, listCall({ sentAtMs: at(2000), page: 0 })).kind).toBe('wait');
    expect(ask(ledger, listCall({ sentAtMs: at(60_000), page: 2 }))).toEqual(goAhead);
    expect(ask(ledger, listCall({ sentAtMs: at(60_001), page: 2 })).kind).toBe('wait');
  });

  test('the cloud counts the full 60 s to a following page', () => {
    const ledger = record(cloud(), first);
    expect(ask(ledger, listCall({ sentAtMs: at(60_000), page: 1 }))).toEqual(goAhead);
    expect(ask(ledger, listCall({ sentAtMs: at(60_001), page: 1 })).kind).toBe('wait');
  });

  test('a following page that failed may be tried again within 60 s of that', () => {
    const ledger = recordAll(client(), [first, listCall({ sentAtMs: at(50_000), page: 1, status: 503 })]);
    expect(ask(ledger, listCall({ sentAtMs: at(100_000), page: 1 }))).toEqual(goAhead);
  });

  test('a following page that was lost on the way does not keep the read open', () => {
    const ledger = recordAll(client(), [first, listCall({ sentAtMs: at(50_000), page: 1, status: null })]);
    expect(ask(ledger, listCall({ sentAtMs: at(60_001), page: 1 })).kind).toBe('wait');
  });

  test('a following page waits while the page before it is under way', () => {
    const ledger = record(client(), asSent(first));
    expect(ask(ledger, listCall({ sentAtMs: at(10), page: 1 }))).toMatchObject({ kind: 'wait', untilMs: at(260) });
  });

  test('a list that is not answered is given up after a minute', () => {
    const ledger = record(client(), asSent(first));
    expect(ask(ledger, listCall({ sentAtMs: at(59_999) })).kind).toBe('wait');
    expect(ask(ledger, listCall({ sentAtMs: at(60_000) }))).toEqual(goAhead);
  });

  test('an unknown charger opens one full list an hour beside the regular one', () => {
    const cause = 'unknown-charger';
    const ledger = record(client(), first);
    expect(ask(freeze(ledger), listCall({ sentAtMs: at(60_000), cause }))).toEqual(goAhead);
    const after = record(ledger, listCall({ sentAtMs: at(60_000), cause }));
    expect(ask(after, listCall({ sentAtMs: at(120_000), cause }))).toMatchObject({ untilMs: at(3_660_020) });
  });

  test('a person who asks for a refresh opens nothing', () => {
    expect(ask(record(client(), first), listCall({ sentAtMs: at(60_000), cause: 'user' })).kind).toBe('wait');
  });

  test('a small page is let go with the hint to ask for 100 rows', () => {
    expect(ask(client(), listCall({ sentAtMs: at(0), pageSize: null }))).toMatchObject({ note: /PageSize 100/ });
  });

  test('a following page asks for 100 rows, or never', () => {
    const ledger = record(client(), first);
    const never = {
      kind: 'never',
      clause: 'list-cadence',
      instead: expect.stringContaining('begins with PageSize 100'),
    };
    for (const pageSize of [null, 10, 99, 101])
      expect(ask(ledger, listCall({ sentAtMs: at(100), page: 1, pageSize }))).toEqual(never);
    expect(ask(ledger, listCall({ sentAtMs: at(100), page: 1, pageSize: 100 }))).toEqual(goAhead);
    expect(ask(ledger, listCall({ sentAtMs: at(100), page: 1, pageSize: 10, narrowing: 'name' }))).toEqual(goAhead);
  });

  test('a page that is asked for in the millisecond in which the one before it was answered belongs to its read', () => {
    const first = listCall({ sentAtMs: at(0), answeredAtMs: at(0), page: 0 });
    expect(ask(record(client(), first), listCall({ sentAtMs: at(0), page: 1 }))).toEqual(goAhead);
  });

  test('the judge counts each following page of another size than 100, and of 50 where none is named', () => {
    const pageOf = (page: number, pageSize: number | null) => listCall({ sentAtMs: at(1000 * page), page, pageSize });
    const found = (facts: readonly CallFact[]) => judge(facts).verdicts.find(({ clause }) => clause === 'list-cadence');
    const ofTen = Array.from({ length: 50 }, (_, page) => pageOf(page, 10));
    expect(found(ofTen)).toMatchObject({ verdict: 'broken', count: 49, severity: 'minor', worst: { excess: 90 } });
    expect(found([pageOf(0, null), pageOf(1, null)])).toMatchObject({ verdict: 'broken', worst: { excess: 50 } });
    expect(found([pageOf(0, 99), pageOf(1, 99)])).toMatchObject({ verdict: 'broken', worst: { excess: 1 } });
    expect(found([pageOf(0, 99), pageOf(1, 100), pageOf(2, 100)])).toMatchObject({ verdict: 'kept' });
    expect(found([pageOf(0, 99), pageOf(1, 100), pageOf(2, 101)])).toMatchObject({ verdict: 'broken', count: 1 });
    expect(found([pageOf(0, 10)])).toMatchObject({ verdict: 'kept' });
    expect(found([{ ...pageOf(0, 10), page: null }])).toMatchObject({ verdict: 'kept' });
  });

  test('a list that was never read may be read for whatever cause', () => {
    expect(ask(client(), listCall({ sentAtMs: at(0), cause: 'unknown-charger' }))).toEqual(goAhead);
  });

  test('a call that names no page asks for the first', () => {
    const ledger = recordAll(client(), [first, listCall({ sentAtMs: at(100), page: 1 })]);
    expect(ask(ledger, listCall({ sentAtMs: at(200), page: null })).kind).toBe('wait');
  });
});
