import { describe, expect, test } from 'vitest';
import { freeze } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { ask, at, client, cloud, goAhead, recordAll } from '../testing/ask.ts';
import { asSent, call, listCall } from '../testing/call.ts';

const history = { class: 'history', path: '/api/sessions/archived', page: 0 } as const;
const read = (sentAtMs: number, given = {}) =>
  call({ ...history, resource: null, installationId: 'i1', sentAtMs, ...given });
const wait = (untilMs: number) => ({ kind: 'wait', untilMs, clause: 'backoff-heavy' });

describe('backoff-heavy', () => {
  test('while one is under way the next waits a quarter of a second and asks again, until it is answered', () => {
    const first = read(at(0), { answeredAtMs: at(900), window: { fromAtMs: 0, toAtMs: 1 } });
    const ledger = record(client(), asSent(first));
    expect(ask(ledger, read(at(899)))).toEqual(wait(at(1149)));
    expect(ask(record(ledger, first), read(at(900)))).toEqual(goAhead);
  });

  test('history and reports share the installation, another installation and other calls go', () => {
    const ledger = record(client(), asSent(read(at(0))));
    expect(ask(ledger, read(at(10), { class: 'report' })).kind).toBe('wait');
    expect(ask(ledger, read(at(10), { resource: 'i1', installationId: null })).kind).toBe('wait');
    expect(ask(ledger, read(at(10), { installationId: 'i2' }))).toEqual(goAhead);
    expect(ask(ledger, call({ sentAtMs: at(10), installationId: 'i1' }))).toEqual(goAhead);
  });

  test('where nobody tells of which installation, the account is one', () => {
    const ledger = record(client(), asSent(read(at(0), { installationId: null })));
    expect(ask(ledger, read(at(10), { installationId: null })).kind).toBe('wait');
  });

  test('a client gives an unanswered one up after 61 s, the receiving side after 60 s', () => {
    const careful = record(client(), asSent(read(at(0))));
    expect(ask(careful, read(at(60_999))).kind).toBe('wait');
    expect(ask(careful, read(at(61_000)))).toEqual(goAhead);
    const exact = record(cloud(), asSent(read(at(0))));
    expect(ask(exact, read(at(59_999))).kind).toBe('wait');
    expect(ask(exact, read(at(60_000)))).toEqual(goAhead);
  });

  test('the answer to one of two leaves the other under way', () => {
    const first = read(at(0), { id: 'first', status: 503 });
    const ledger = recordAll(client(), [asSent(first), asSent(read(at(1), { id: 'second' })), first]);
    expect(ask(ledger, read(at(900), { page: 1 })).kind).toBe('wait');
  });

  test('a clock that was put back gives nobody up for longer than a minute', () => {
    const ledger = recordAll(client(), [asSent(read(at(1e9))), asSent(listCall({ sentAtMs: at(0) }))]);
    expect(ask(ledger, read(at(60_999))).kind).toBe('wait');
    expect(ask(ledger, read(at(61_000)))).toEqual(goAhead);
  });

  test('a frozen ledger keeps what is under way, and a flood of installations fills it no further', () => {
    let ledger = record(client(), asSent(read(at(0))));
    const frozen = freeze(ledger);
    for (let n = 0; n < 1100; n += 1)
      ledger = record(ledger, asSent(read(at(1), { id: `x${n}`, installationId: `x${n}` })));
    expect(ledger.heavy.size).toBe(1024);
    expect(ask(frozen, read(at(10))).kind).toBe('wait');
  });
});
