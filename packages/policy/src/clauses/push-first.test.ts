import { describe, expect, test } from 'vitest';
import { clauseOf } from '../clauses.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { at, client, recordAll } from '../testing/ask.ts';
import { call, stateCall, stream } from '../testing/call.ts';

const due = (ledger: Ledger, nowMs: number) => clauseOf('push-first').due?.(ledger, nowMs);

describe('push-first', () => {
  test('following state asks for a stream within the hour, an open stream asks for nothing', () => {
    const ledger = record(client(), stateCall({ sentAtMs: at(0) }));
    expect(due(ledger, at(1000))).toEqual([
      { clause: 'push-first', act: 'open-stream', scope: null, byMs: at(3_600_000) },
    ]);
    expect(due(record(ledger, stream('opened', at(2000))), at(3000))).toEqual([]);
  });

  test('a lost stream is asked for again within an hour of its loss while state is read', () => {
    const facts = [stream('opened', at(0)), stateCall({ sentAtMs: at(600_000) }), stream('lost', at(700_000))];
    expect(due(recordAll(client(), facts), at(800_000))).toMatchObject([{ byMs: at(4_300_000) }]);
  });

  test('reads that are answered out of order are followed from the first that was sent', () => {
    const facts = [
      stateCall({ sentAtMs: at(4000), resource: 'c2' }),
      stateCall({ sentAtMs: at(0), answeredAtMs: at(5000) }),
    ];
    expect(due(recordAll(client(), facts), at(6000))).toMatchObject([{ byMs: at(3_600_000) }]);
  });

  test('a read of more than an hour before is no part of the following', () => {
    const facts = [stateCall({ sentAtMs: at(4_000_000) }), stateCall({ sentAtMs: at(0), answeredAtMs: at(4_000_100) })];
    expect(due(recordAll(client(), facts), at(4_001_000))).toMatchObject([{ byMs: at(7_600_000) }]);
  });

  test('nothing is due where the stream is refused, or where no state is read for an hour', () => {
    const reading = stateCall({ sentAtMs: at(0) });
    expect(due(recordAll(client(), [reading, stream('refused', at(10))]), at(1000))).toEqual([]);
    const noRole = call({ sentAtMs: at(10), class: 'stream-details', status: 403 });
    expect(due(recordAll(client(), [reading, noRole]), at(1000))).toEqual([]);
    expect(due(recordAll(client(), [reading]), at(3_600_000))).toMatchObject([{ byMs: at(3_600_000) }]);
    expect(due(recordAll(client(), [reading]), at(3_600_001))).toEqual([]);
  });

  test('a refusal that names no installation is one', () => {
    const facts = [
      stateCall({ sentAtMs: at(0) }),
      call({ sentAtMs: at(10), class: 'stream-details', resource: null, status: 403 }),
    ];
    expect(due(recordAll(client(), facts), at(1000))).toEqual([]);
  });

  test('a read from long before, told late, makes the following no older', () => {
    const facts = [stateCall({ sentAtMs: at(0) }), stateCall({ sentAtMs: at(-3_600_001), resource: 'c2' })];
    expect(due(recordAll(client(), facts), at(1000))).toMatchObject([{ byMs: at(3_600_000) }]);
  });
});
