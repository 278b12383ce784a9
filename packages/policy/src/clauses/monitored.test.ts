import { describe, expect, test } from 'vitest';
import { clauseOf } from '../clauses.ts';
import { freeze, type Ledger } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { at, client, recordAll } from '../testing/ask.ts';
import { asSent, attested, call, loginCall } from '../testing/call.ts';

const due = (ledger: Ledger) => clauseOf('monitored').due?.(ledger, at(0));
const renewBy = (afterMs: number) => [
  { clause: 'monitored', act: 'renew', scope: 'calls-not-journalled', byMs: at(afterMs) },
];
const stated = (afterMs: number, value: number | null = 0) =>
  attested({ about: 'calls-not-journalled', value, atMs: at(afterMs) });
const day = 86_400_000;

describe('monitored', () => {
  test('from the first call on, whatever it is, a statement is due within a day', () => {
    expect(due(client())).toEqual([]);
    expect(due(record(client(), loginCall({ sentAtMs: at(5) })))).toEqual(renewBy(5 + day));
    expect(due(record(client(), asSent(call({ sentAtMs: at(5) }))))).toEqual(renewBy(5 + day));
    expect(due(recordAll(client(), [call({ sentAtMs: at(5) }), call({ sentAtMs: at(3) })]))).toEqual(renewBy(3 + day));
  });

  test('a statement serves for a day, and the next is due when calls go on', () => {
    const ledger = recordAll(client(), [call({ sentAtMs: at(5) }), stated(1000)]);
    expect(due(ledger)).toEqual([]);
    expect(due(record(freeze(ledger), call({ sentAtMs: at(1000), answeredAtMs: at(1100) })))).toEqual([]);
    expect(due(record(freeze(ledger), call({ sentAtMs: at(2000) })))).toEqual(renewBy(1000 + day));
    expect(due(record(ledger, call({ sentAtMs: at(9 * day) })))).toEqual(renewBy(9 * day));
  });

  test('a statement about calls before it leaves later calls due', () => {
    const calls = [call({ sentAtMs: at(5000) })];
    expect(due(recordAll(client(), [...calls, stated(4000)]))).toEqual(renewBy(4000 + day));
    expect(due(recordAll(client(), [...calls, stated(5000)]))).toEqual([]);
  });

  test('a claim without a number and a statement about something else renew nothing', () => {
    const ledger = recordAll(client(), [
      call({ sentAtMs: at(5) }),
      stated(1000, null),
      attested({ about: 'secrets-in-outputs', value: 0, atMs: at(1000) }),
    ]);
    expect(due(ledger)).toEqual(renewBy(5 + day));
  });

  test('a clock that was put back keeps nothing from the future', () => {
    const future = 30 * day;
    const calls = [call({ sentAtMs: at(future) }), stated(future + 10), call({ sentAtMs: at(future + 20) })];
    expect(due(recordAll(client(), [...calls, asSent(call({ sentAtMs: at(1020) }))]))).toEqual(renewBy(1020 + day));
    expect(
      due(
        recordAll(client(), [
          call({ sentAtMs: at(future) }),
          stated(future + 10),
          asSent(call({ sentAtMs: at(1020) })),
        ]),
      ),
    ).toEqual([]);
  });
});
