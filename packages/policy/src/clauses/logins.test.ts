import { describe, expect, test } from 'vitest';
import { createLedger } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { defaultMargin, generalAccess } from '../terms.ts';
import { ask, at, client, cloud, goAhead, recordAll, startedAtMs } from '../testing/ask.ts';
import { asSent, call, loginCall } from '../testing/call.ts';

describe('token-rate and token-reuse', () => {
  test('token-rate: a client leaves 1.1 s after the answer, the cloud asks for 1.0 s after the arrival', () => {
    const refused = { sentAtMs: at(0), status: 503, tokenLifeMs: null };
    expect(ask(record(client(), loginCall(refused)), loginCall({ sentAtMs: at(600) }))).toMatchObject({
      untilMs: at(1120),
      clause: 'token-rate',
    });
    const wrong = loginCall({ ...refused, status: 400 });
    expect(ask(record(cloud(), wrong), loginCall({ sentAtMs: at(999) }))).toMatchObject({ untilMs: at(1000) });
    expect(ask(record(cloud(), wrong), loginCall({ sentAtMs: at(1000) }))).toEqual(goAhead);
  });

  test('token-rate: a client that starts leaves 1.1 s before its first login', () => {
    expect(ask(client('empty'), loginCall({ sentAtMs: at(0) }))).toMatchObject({ untilMs: at(1100) });
  });

  test('token-rate: at a login door each address has its own second', () => {
    const first = { clientAddress: '198.51.100.1', accountId: null, status: 400, tokenLifeMs: null };
    const ledger = record(cloud(), loginCall({ ...first, sentAtMs: at(0) }));
    expect(ask(ledger, loginCall({ ...first, sentAtMs: at(500) })).kind).toBe('wait');
    expect(ask(ledger, loginCall({ sentAtMs: at(500), clientAddress: '198.51.100.2' }))).toEqual(goAhead);
  });

  test('token-rate: two accounts of one deployment log in at one door, by whatever names their calls go', () => {
    const terms = { tier: generalAccess, margin: defaultMargin };
    const main = () => createLedger({ terms, startedAtMs, bucket: 'full', accountId: 'main' });
    const others = loginCall({ id: 'x', sentAtMs: at(0), accountId: 'other' });
    const own = (sentAtMs: number) => loginCall({ id: 'x', sentAtMs });
    const waits = { kind: 'wait', clause: 'token-rate' };
    expect(ask(record(main(), asSent(others)), own(at(500)))).toMatchObject({ ...waits, untilMs: at(2100) });
    const ledger = recordAll(main(), [asSent(others), others]);
    expect(ask(ledger, own(at(500)))).toMatchObject({ ...waits, untilMs: at(1120) });
    expect(ask(ledger, own(at(1120)))).toEqual(goAhead);
    const told = record(main(), { ...others, status: 429, retryAfterMs: 5000 });
    expect(ask(told, own(at(1120)))).toMatchObject({ ...waits, untilMs: at(5120) });
    const underWay = recordAll(main(), [asSent(own(at(-90_000))), asSent(others), { ...others, status: 503 }]);
    expect(ask(underWay, own(at(500)))).toMatchObject({ ...waits, untilMs: at(1120) });
    const elsewhere = record(main(), { ...others, clientAddress: '198.51.100.2' });
    expect(ask(elsewhere, own(at(500)))).toEqual(goAhead);
  });

  test('token-reuse: whoever holds a token is told until when it is good, whoever lost it waits as long', () => {
    const ledger = record(client(), loginCall({ sentAtMs: at(0) }));
    const expiresAtMs = at(20 + 86_399_000);
    expect(ask(ledger, loginCall({ sentAtMs: at(5000) }), at(20))).toEqual({
      kind: 'local',
      freshUntilMs: expiresAtMs,
      clause: 'token-reuse',
    });
    expect(ask(ledger, loginCall({ sentAtMs: at(5000) }))).toMatchObject({ kind: 'wait', untilMs: expiresAtMs });
    expect(ask(ledger, loginCall({ sentAtMs: expiresAtMs }))).toEqual(goAhead);
  });

  test('token-reuse: a 401 opens one login, a 401 of a call that left with the token before it does not', () => {
    const login = loginCall({ sentAtMs: at(0) });
    const stale = call({ sentAtMs: at(10), answeredAtMs: at(40), status: 401 });
    const refused = call({ sentAtMs: at(30), answeredAtMs: at(50), status: 401 });
    const next = loginCall({ sentAtMs: at(2000) });
    expect(ask(recordAll(client(), [login, stale]), next).kind).toBe('wait');
    expect(ask(recordAll(client(), [login, refused]), next)).toEqual(goAhead);
  });

  test('token-reuse: a token whose life was not told is taken to live as long as published', () => {
    const ledger = record(client(), loginCall({ sentAtMs: at(0), tokenLifeMs: null }));
    expect(ask(ledger, loginCall({ sentAtMs: at(5000) }))).toMatchObject({ untilMs: at(20 + 86_399_000) });
  });

  test('token-reuse: while a login is under way a second one waits, for a minute at most', () => {
    const ledger = record(client(), asSent(loginCall({ sentAtMs: at(0) })));
    expect(ask(ledger, loginCall({ sentAtMs: at(5000) }))).toEqual({
      kind: 'wait',
      untilMs: at(5250),
      clause: 'token-reuse',
    });
    expect(ask(ledger, loginCall({ sentAtMs: at(59_999) })).kind).toBe('wait');
    expect(ask(ledger, loginCall({ sentAtMs: at(60_000) }))).toEqual(goAhead);
  });
});
