import { describe, expect, test } from 'vitest';
import { budget } from './budget.ts';
import { due } from './due.ts';
import { freeze } from './ledger/ledger.ts';
import { record } from './ledger/record.ts';
import { ask, at, client, goAhead, recordAll } from './testing/ask.ts';
import { asSent, call, listCall, loginCall, stateCall, stream } from './testing/call.ts';

test('documented-only: an undocumented call is never made, however long everything else would wait', () => {
  const ledger = record(client('empty'), call({ sentAtMs: at(0), status: 429 }));
  const answer = ask(ledger, call({ sentAtMs: at(30), class: 'undocumented', path: '/api/chargers/{id}/settings' }));
  expect(answer).toMatchObject({ kind: 'never', clause: 'documented-only' });
});

test('of two refusals for good the first in the order of the policy is named', () => {
  const ninth = call({ sentAtMs: at(0), class: 'undocumented', attempt: 9, retryOf: 'first' });
  expect(ask(client(), ninth)).toMatchObject({ kind: 'never', clause: 'respect-refusal' });
});

test('what is held and fresh is the answer even where a call would have to wait for other reasons', () => {
  const ledger = record(client('empty'), stateCall({ sentAtMs: at(0) }));
  const again = stateCall({ sentAtMs: at(50) });
  expect(ask(ledger, again).kind).toBe('wait');
  expect(ask(ledger, again, at(20))).toMatchObject({ kind: 'local', freshUntilMs: at(15_020), clause: 'state-cache' });
});

describe('a ledger lives through bad weather', () => {
  test('the longest wait is the one that is named', () => {
    const ledger = recordAll(client('empty'), [stateCall({ sentAtMs: at(0) })]);
    expect(ask(ledger, stateCall({ sentAtMs: at(50) }))).toMatchObject({
      untilMs: at(60_020),
      clause: 'no-aggressive-polling',
    });
  });

  test('facts up to 5 s out of order charge as much as in order', () => {
    const late = recordAll(client(), [call({ sentAtMs: at(4000) }), call({ sentAtMs: at(0) })]);
    expect(budget(late, at(4000)).availableRequests).toBeLessThanOrEqual(11);
  });

  test('a call that leaves all the same at an earlier time puts the clock back, and all counts from there', () => {
    const ledger = recordAll(client(), [listCall({ sentAtMs: at(1e9) }), call({ sentAtMs: at(1e9), status: 429 })]);
    const next = listCall({ sentAtMs: at(0) });
    expect(ask(ledger, next)).toMatchObject({ kind: 'wait', untilMs: at(60_000) });
    const after = recordAll(ledger, [asSent(next), next]);
    expect(budget(after, at(1000)).pausedUntilMs).toBeNull();
    expect(ask(after, listCall({ sentAtMs: at(2000) }))).toMatchObject({ untilMs: at(3_600_020) });
    expect(ask(after, call({ sentAtMs: at(2000) }))).toEqual(goAhead);
  });

  test('a fact whose time is no number is counted and left out', () => {
    const ledger = record(client(), call({ sentAtMs: Number.NaN, answeredAtMs: null }));
    expect(ledger.unusable).toBe(1);
    expect(budget(ledger, at(0)).availableRequests).toBe(12);
  });

  test('a frozen ledger is not touched by what is recorded into the other', () => {
    const ledger = recordAll(client(), [stateCall({ sentAtMs: at(0) }), listCall({ sentAtMs: at(0) })]);
    const frozen = freeze(ledger);
    recordAll(ledger, [
      stateCall({ sentAtMs: at(9000), resource: 'c9' }),
      loginCall({ sentAtMs: at(9000) }),
      call({ sentAtMs: at(9000), status: 429, retryAfterMs: 60_000 }),
      listCall({ sentAtMs: at(9000), path: '/api/installation' }),
      stream('opened', at(9000)),
    ]);
    expect(ask(frozen, stateCall({ sentAtMs: at(9500), resource: 'c9' }))).toEqual(goAhead);
    expect(ask(frozen, loginCall({ sentAtMs: at(9500) }))).toEqual(goAhead);
    expect(ask(frozen, listCall({ sentAtMs: at(9500), path: '/api/installation' }))).toEqual(goAhead);
    expect(due(frozen, at(9500)).map(({ act }) => act)).toEqual(['open-stream', 'renew']);
  });
});
