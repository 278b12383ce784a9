import { describe, expect, test } from 'vitest';
import { clauseOf } from '../clauses.ts';
import { freeze, type Ledger } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { at, client, recordAll } from '../testing/ask.ts';
import { asSent, call, stateCall, stream } from '../testing/call.ts';

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

  const details = (afterMs: number, resource: string | null, status: number) =>
    call({ sentAtMs: at(afterMs), class: 'stream-details', resource, status });

  test('a stream is due again when one is to be had after all, an hour from then on', () => {
    const reading = [stateCall({ sentAtMs: at(0) }), details(10, 'g1', 403), stateCall({ sentAtMs: at(3_000_000) })];
    const asked = (...facts: Parameters<typeof record>[1][]) =>
      due(recordAll(client(), [...reading, ...facts]), at(3_200_000));
    const byMs = (afterMs: number) => [{ act: 'open-stream', byMs: at(afterMs) }];
    expect(asked()).toEqual([]);
    expect(asked(details(3_100_000, 'g1', 200))).toMatchObject(byMs(6_700_000));
    expect(asked(details(3_100_000, 'i1', 200))).toMatchObject(byMs(6_700_000));
    expect(asked(details(3_100_000, 'i1', 200), details(3_100_100, 'g2', 403))).toMatchObject(byMs(6_700_000));
    expect(asked(details(3_100_000, 'i1', 200), details(3_100_100, 'i1', 403))).toEqual([]);
    expect(asked(stream('opened', at(3_100_000)), stream('lost', at(3_100_500)))).toMatchObject(byMs(6_700_500));
    expect(asked(details(3_100_000, 'i1', 500))).toEqual([]);
  });

  test('what was refused or handed out without a name gives way to what is said next', () => {
    const reading = stateCall({ sentAtMs: at(0) });
    const asked = (...facts: Parameters<typeof record>[1][]) => due(recordAll(client(), [reading, ...facts]), at(1000));
    expect(asked(details(10, null, 403), details(20, 'i1', 200))).toMatchObject([{ byMs: at(3_600_020) }]);
    expect(asked(details(10, null, 200), stream('refused', at(20)))).toEqual([]);
  });

  test('a frozen ledger hears nothing of what is refused later', () => {
    const ledger = recordAll(client(), [stateCall({ sentAtMs: at(0) }), details(10, 'g1', 403)]);
    const frozen = freeze(recordAll(ledger, [details(20, 'i1', 200)]));
    record(ledger, details(30, 'i1', 403));
    expect(due(frozen, at(1000))).toMatchObject([{ byMs: at(3_600_020) }]);
    expect(due(ledger, at(1000))).toEqual([]);
  });

  test('a refusal that was lifted in a future that never came asks within an hour of now', () => {
    const ahead = [stateCall({ sentAtMs: at(9e9) }), details(9e9, 'i1', 403), details(9e9 + 100, 'i1', 200)];
    const ledger = recordAll(client(), [...ahead, asSent(call({ sentAtMs: at(50) }))]);
    expect(due(ledger, at(100))).toMatchObject([{ byMs: at(3_600_050) }]);
  });

  test('an account that was refused more than 1,024 streams owes none', () => {
    const refusals = Array.from({ length: 1025 }, (_, n) => stream('refused', at(n), `i${n}`));
    expect(due(recordAll(client(), [stateCall({ sentAtMs: at(0) }), ...refusals]), at(2000))).toEqual([]);
  });
});
