import { describe, expect, test } from 'vitest';
import { budget } from '../budget.ts';
import { decide } from '../decide.ts';
import { createLedger } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { PolicyError } from '../policy-error.ts';
import { generalAccess } from '../terms.ts';
import { ask, at, client, cloud, goAhead, recordAll, startedAtMs } from '../testing/ask.ts';
import { asSent, call, intentOf, listCall, loginCall } from '../testing/call.ts';

describe('rate-limit', () => {
  test('15 at once fit, a 16th is told to wait exactly 100 ms', () => {
    let ledger = cloud();
    for (let n = 0; n < 15; n += 1) {
      const next = call({ sentAtMs: at(0), resource: `d${n}` });
      expect(ask(ledger, next)).toEqual(goAhead);
      ledger = record(ledger, next);
    }
    expect(ask(ledger, call({ sentAtMs: at(0) }))).toEqual({ kind: 'wait', untilMs: at(100), clause: 'rate-limit' });
    expect(ask(ledger, call({ sentAtMs: at(99) })).kind).toBe('wait');
  });

  test('after 15 at once, one each 100 ms goes on for ever', () => {
    let ledger = recordAll(
      cloud(),
      Array.from({ length: 15 }, () => call({ sentAtMs: at(0) })),
    );
    for (let n = 1; n <= 1000; n += 1) {
      const next = call({ sentAtMs: at(100 * n), resource: `d${n}` });
      expect(ask(ledger, next)).toEqual(goAhead);
      ledger = record(ledger, next);
      expect(ask(ledger, call({ sentAtMs: at(100 * n), resource: 'e' })).kind).toBe('wait');
    }
  });

  test('a refused call took nothing from the bucket', () => {
    const ledger = recordAll(
      cloud(),
      Array.from({ length: 15 }, () => call({ sentAtMs: at(0) })),
    );
    const after = record(ledger, call({ sentAtMs: at(0), status: 429, retryAfterMs: 1000 }));
    expect(decide(after, intentOf(call({ sentAtMs: at(100) })), at(100), ['rate-limit'])).toEqual(goAhead);
  });

  test('a call that is recorded as sent and again as answered pays once', () => {
    const fact = call({ sentAtMs: at(0) });
    const ledger = recordAll(client(), [asSent(fact), asSent(fact), fact]);
    expect(budget(ledger, at(0)).availableRequests).toBe(11);
  });

  test('a login pays nothing here', () => {
    expect(budget(recordAll(client(), [loginCall({ sentAtMs: at(0) })]), at(0)).availableRequests).toBe(12);
  });

  test('the bucket of a client that starts is empty and fills at 9.9 a second', () => {
    expect(budget(client('empty'), at(0)).availableRequests).toBe(0);
    expect(ask(client('empty'), call({ sentAtMs: at(0) }))).toEqual({
      kind: 'wait',
      untilMs: at(102),
      clause: 'rate-limit',
    });
    expect(budget(client('empty'), at(1000)).availableRequests).toBeCloseTo(9.9);
    expect(budget(client('empty'), at(60_000)).availableRequests).toBe(12);
  });

  test('facts of an earlier run restore floors and leave the bucket alone', () => {
    const ledger = record(client(), listCall({ sentAtMs: at(-1_800_000) }));
    expect(budget(ledger, at(0)).availableRequests).toBe(12);
    expect(ask(ledger, listCall({ sentAtMs: at(0) })).kind).toBe('wait');
  });

  test('a margin tightens and never loosens', () => {
    const loose = createLedger({
      terms: { tier: generalAccess, margin: { ratePerSecond: 100, burst: 100 } },
      startedAtMs,
      bucket: 'full',
    });
    expect(budget(loose, at(0)).availableRequests).toBe(15);
  });

  test('terms that can never let a call go are refused with a sentence', () => {
    const terms = { tier: { name: 'none', ratePerSecond: 0, burst: 0 }, margin: null };
    expect(() => createLedger({ terms, startedAtMs, bucket: 'full' })).toThrow(PolicyError);
    expect(() => createLedger({ terms, startedAtMs, bucket: 'full' })).toThrow('Give a rate from 0.001');
  });
});
