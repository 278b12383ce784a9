// A call that is told wrongly was sent all the same.
import { describe, expect, test } from 'vitest';
import { budget } from '../budget.ts';
import type { CallFact } from '../fact.ts';
import { createLedger, type Ledger } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { generalAccess } from '../terms.ts';
import { ask, at, client, recordAll } from '../testing/ask.ts';
import { asSent, call, loginCall, stream } from '../testing/call.ts';

describe('a call that is told wrongly', () => {
  const damaged = (fact: CallFact): CallFact => ({ ...fact, door: null as never });
  const left = (ledger: Ledger) => budget(ledger, at(0)).availableRequests;

  test('pays once, when it is sent or when it is answered', () => {
    const fact = damaged(call({ sentAtMs: at(0) }));
    const sent = record(client(), asSent(fact));
    expect(left(sent)).toBe(11);
    expect(left(record(sent, fact))).toBe(11);
    expect(left(record(client(), fact))).toBe(11);
  });

  test('pays again with its answer where it cannot be told from others', () => {
    for (const id of ['i'.repeat(257), 5, null]) {
      const fact = damaged(call({ sentAtMs: at(0), id: id as never }));
      expect(left(recordAll(client(), [asSent(fact), fact]))).toBe(10);
      expect(left(recordAll(client(), [fact, fact, fact]))).toBe(9);
    }
  });

  test('pauses the account when it was refused, and paid nothing then', () => {
    const ledger = record(client(), damaged(call({ sentAtMs: at(0), status: 429 })));
    expect(left(ledger)).toBe(12);
    expect(budget(ledger, at(0)).pausedUntilMs).toBe(at(1020));
  });

  test('pays nothing as a login, as a call of another account, or when nobody knows when it was sent', () => {
    const main = createLedger({
      terms: { tier: generalAccess, margin: null },
      startedAtMs: at(0),
      bucket: 'full',
      accountId: 'main',
    });
    expect(left(record(main, damaged(call({ sentAtMs: at(0), accountId: 'other' }))))).toBe(15);
    expect(left(record(main, damaged(call({ sentAtMs: at(0), accountId: 5 as never }))))).toBe(14);
    expect(left(record(client(), damaged(loginCall({ sentAtMs: at(0) }))))).toBe(12);
    expect(left(record(client(), damaged(call({ sentAtMs: '0' as never, answeredAtMs: at(0) }))))).toBe(12);
    expect(left(record(client(), { ...stream('opened', at(0)), bus: 'tram' as never }))).toBe(12);
  });

  test('keeps a program that tells every call wrongly to the rate of one that tells them rightly', () => {
    const calls = (spoil: (fact: CallFact) => CallFact) => {
      let ledger = client();
      let went = 0;
      for (let ms = 0; ms < 10_000; ms += 5) {
        const next = call({ sentAtMs: at(ms), resource: `c${ms}` });
        if (ask(ledger, next).kind !== 'go') continue;
        went += 1;
        ledger = recordAll(ledger, [spoil(asSent(next)), spoil(next)]);
      }
      return went;
    };
    expect(calls(damaged)).toBe(calls((fact) => fact));
  });
});
