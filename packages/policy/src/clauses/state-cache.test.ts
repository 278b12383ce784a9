import { describe, expect, test } from 'vitest';
import { record } from '../ledger/record.ts';
import { ask, at, client, cloud, goAhead, recordAll } from '../testing/ask.ts';
import { asSent, stateCall } from '../testing/call.ts';

const alone = ['state-cache'] as const;

describe('state-cache', () => {
  const read = stateCall({ sentAtMs: at(0) });

  test('within 15 s what is held is the answer; whoever holds nothing waits; another charger is free', () => {
    const ledger = record(client(), read);
    expect(ask(ledger, stateCall({ sentAtMs: at(9000) }), at(20))).toEqual({
      kind: 'local',
      freshUntilMs: at(15_020),
      clause: 'state-cache',
    });
    expect(ask(ledger, stateCall({ sentAtMs: at(9000) }), null, alone)).toEqual({
      kind: 'wait',
      untilMs: at(15_020),
      clause: 'state-cache',
    });
    expect(ask(ledger, stateCall({ sentAtMs: at(15_019) }), null, alone).kind).toBe('wait');
    expect(ask(ledger, stateCall({ sentAtMs: at(15_020) }), null, alone)).toEqual(goAhead);
    expect(ask(ledger, stateCall({ sentAtMs: at(9000), resource: 'c2' }))).toEqual(goAhead);
  });

  test('what is held from before the window is no answer', () => {
    expect(ask(record(client(), read), stateCall({ sentAtMs: at(9000) }), at(-6001), alone).kind).toBe('wait');
  });

  test('the cloud counts from arrival to arrival', () => {
    const ledger = record(cloud(), read);
    expect(ask(ledger, stateCall({ sentAtMs: at(14_999) }), null, alone).kind).toBe('wait');
    expect(ask(ledger, stateCall({ sentAtMs: at(15_000) }), null, alone)).toEqual(goAhead);
  });

  test('a read that the cloud failed to serve does not close the window', () => {
    const failed = stateCall({ sentAtMs: at(0), status: 503 });
    expect(ask(recordAll(client(), [asSent(failed), failed]), stateCall({ sentAtMs: at(600) }))).toEqual(goAhead);
  });
});
