import { describe, expect, test } from 'vitest';
import { clauseOf } from '../clauses.ts';
import type { CallFact } from '../fact.ts';
import { DutyBook } from '../ledger/duty-book.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { at, client, recordAll } from '../testing/ask.ts';
import { asSent, stateCall, stream } from '../testing/call.ts';

const due = (ledger: Ledger) => clauseOf('fresh-data').due?.(ledger, at(0)) ?? [];
const asked = (ledger: Ledger) => due(ledger).map(({ scope, byMs }) => [scope, byMs - at(0)]);
const read = (resource: string, afterMs: number, given: Partial<CallFact> = {}) =>
  stateCall({ sentAtMs: at(afterMs), resource, ...given });
const opened = stream('opened', at(0));
const lost = stream('lost', at(600_000));

describe('fresh-data', () => {
  test('what was read is to be read again within an hour of the loss, begun a quarter of an hour before', () => {
    expect(due(recordAll(client(), [opened, read('c1', 10), lost]))).toEqual([
      { clause: 'fresh-data', act: 'reconcile', scope: 'c1', byMs: at(600_000 + 3_600_000 - 900_000 - 120) },
    ]);
    expect(asked(recordAll(client(), [opened, read('c1', 10), read('c2', 20), lost]))).toEqual([
      ['c1', 600_000 + 2_699_760],
      ['c2', 600_000 + 2_699_760],
    ]);
  });

  test('nothing is due while a stream is open, or where none ever was', () => {
    expect(asked(record(client(), read('c1', 10)))).toEqual([]);
    expect(asked(recordAll(client(), [read('c1', 10), stream('refused', at(20)), stream('lost', at(30))]))).toEqual([]);
    expect(asked(recordAll(client(), [opened, read('c1', 10)]))).toEqual([]);
    expect(asked(recordAll(client(), [opened, read('c1', 10), lost, stream('opened', at(700_000))]))).toEqual([]);
    expect(asked(recordAll(client(), [opened, stream('opened', at(1), 'i2'), read('c1', 10), lost]))).toEqual([]);
  });

  test('a read puts it off, a failed try as well; a refused one does not', () => {
    const facts = [opened, read('c1', 10), read('c2', 20), lost];
    const c2 = ['c2', 3_299_760];
    expect(asked(recordAll(client(), [...facts, read('c1', 700_000)]))).toEqual([c2, ['c1', 3_399_760]]);
    for (const status of [500, null, 400]) {
      const tried = read('c1', 700_000, { status });
      expect(asked(recordAll(client(), [...facts, tried])), `${status}`).toEqual([c2, ['c1', 3_399_760]]);
    }
    for (const status of [401, 429]) {
      const refused = read('c1', 700_000, { status });
      expect(asked(recordAll(client(), [...facts, refused])), `${status}`).toEqual([['c1', 3_299_760], c2]);
    }
  });

  test('an answer that comes late does not make a later read forgotten', () => {
    const facts = [opened, lost, read('c1', 900_000), read('c1', 800_000, { answeredAtMs: at(901_000) })];
    expect(asked(recordAll(client(), facts))).toEqual([['c1', 900_000 + 2_699_880]]);
  });

  test('a charger that is gone, or was never shown, is not held', () => {
    for (const status of [403, 404]) {
      const facts = [opened, read('c1', 10), lost, read('c1', 700_000, { status })];
      expect(asked(recordAll(client(), facts)), `${status}`).toEqual([]);
    }
    for (const status of [400, 500, null]) {
      expect(asked(recordAll(client(), [opened, read('c1', 10, { status }), lost])), `${status}`).toEqual([]);
    }
  });

  test('of many chargers the 64 that are held longest are asked for', () => {
    const many = Array.from({ length: 70 }, (_, n) => read(`c${n}`, 700_000 + n * 200));
    const ledger = recordAll(client(), [opened, lost, ...many]);
    expect(due(ledger).map(({ scope }) => scope)).toEqual(Array.from({ length: 64 }, (_, n) => `c${n}`));
  });

  test('a round of very many begins at once, and the book is bounded', () => {
    const ledger = recordAll(client(), [opened, lost]);
    for (let n = 0; n < 22_499; n += 1) ledger.duties.answered(read(`c${n}`, 0));
    expect(due(ledger)[0]?.byMs).toBe(at(600_000 + 120));
    ledger.duties.answered(read('c22499', 0));
    ledger.duties.answered(read('c22500', 0));
    expect(due(ledger)[0]?.byMs).toBe(at(600_000));
    for (let n = 0; n < 65_537; n += 1) ledger.duties.answered(read(`c${n}`, 0));
    expect(ledger.duties.size).toBe(65_536);
  });

  test('beyond 30,000 chargers a round may take longer than an hour', () => {
    const ledger = recordAll(client(), [opened, lost]);
    for (let n = 0; n < 40_000; n += 1) ledger.duties.answered(read(`c${n}`, 0));
    expect(due(ledger)[0]?.byMs).toBe(at(600_000));
  });

  test('a clock that was put back leaves nothing held since a future', () => {
    const day = 86_400_000;
    const future = [stream('opened', at(day)), read('c1', day), stream('lost', at(day)), read('c1', day + 1000)];
    expect(asked(recordAll(client(), [...future, asSent(read('c2', 5020)), read('c2', 5000)]))).toEqual([
      ['c1', 5020 + 2_699_760],
      ['c2', 5020 + 2_699_760],
    ]);
  });

  test('a copy of the book goes its own way', () => {
    const book = new DutyBook();
    book.answered(read('c1', 0));
    const twin = book.copy();
    twin.answered(read('c2', 0));
    expect([book.size, twin.size]).toEqual([1, 2]);
  });
});
