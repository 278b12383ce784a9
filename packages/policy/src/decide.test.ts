import { describe, expect, test } from 'vitest';
import { budget } from './budget.ts';
import { decide } from './decide.ts';
import { due } from './due.ts';
import type { CallFact } from './fact.ts';
import { createLedger, freeze, type Ledger } from './ledger/ledger.ts';
import { record } from './ledger/record.ts';
import { PolicyError } from './policy-error.ts';
import { defaultMargin, generalAccess } from './terms.ts';
import { asSent, call, intentOf, listCall, loginCall, stateCall, stream } from './testing/call.ts';

const startedAtMs = 1_800_000_000_000;
const exact = { tier: generalAccess, margin: null };
const careful = { tier: generalAccess, margin: defaultMargin };
const cloud = () => createLedger({ terms: exact, startedAtMs, bucket: 'full' });
const client = (bucket: 'empty' | 'full' = 'full') => createLedger({ terms: careful, startedAtMs, bucket });
const at = (afterMs: number) => startedAtMs + afterMs;
const ask = (ledger: Ledger, fact: CallFact, heldSinceMs: number | null = null) =>
  decide(ledger, intentOf(fact, heldSinceMs), fact.sentAtMs);
const recordAll = (ledger: Ledger, facts: readonly Parameters<typeof record>[1][]) => facts.reduce(record, ledger);
const goAhead = { kind: 'go', note: null };

describe('rate-limit', () => {
  test('15 at once fit, a 16th is told to wait exactly 100 ms', () => {
    let ledger = cloud();
    for (let n = 0; n < 15; n += 1) {
      expect(ask(ledger, call({ sentAtMs: at(0) }))).toEqual(goAhead);
      ledger = record(ledger, call({ sentAtMs: at(0) }));
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
      expect(ask(ledger, call({ sentAtMs: at(100 * n) }))).toEqual(goAhead);
      ledger = record(ledger, call({ sentAtMs: at(100 * n) }));
      expect(ask(ledger, call({ sentAtMs: at(100 * n) })).kind).toBe('wait');
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

  test('token-reuse: while a login is under way a second one waits', () => {
    const ledger = record(client(), asSent(loginCall({ sentAtMs: at(0) })));
    expect(ask(ledger, loginCall({ sentAtMs: at(5000) }))).toMatchObject({ kind: 'wait', clause: 'token-reuse' });
  });
});

describe('respect-refusal', () => {
  const refused = call({ sentAtMs: at(0), answeredAtMs: at(50), status: 429, retryAfterMs: 2000, resource: 'other' });

  test('a 429 stops the whole account for Retry-After, logins too', () => {
    const ledger = record(client(), refused);
    expect(budget(ledger, at(60)).pausedUntilMs).toBe(at(2050));
    expect(ask(ledger, call({ sentAtMs: at(60) }))).toEqual({
      kind: 'wait',
      untilMs: at(2050),
      clause: 'respect-refusal',
    });
    expect(ask(ledger, loginCall({ sentAtMs: at(60) }))).toMatchObject({ untilMs: at(2050) });
    expect(ask(ledger, call({ sentAtMs: at(2050) }))).toEqual(goAhead);
    expect(budget(ledger, at(2050)).pausedUntilMs).toBeNull();
  });

  test('at the receiving side a call that was on its way when the refusal left is let pass', () => {
    const ledger = record(cloud(), refused);
    expect(ask(ledger, call({ sentAtMs: at(300) }))).toEqual(goAhead);
    expect(ask(ledger, call({ sentAtMs: at(301) })).kind).toBe('wait');
  });

  test('the tries of one call are spaced by 0.5 s, 1 s, 2 s …, and the ninth is never made', () => {
    let ledger = client();
    let nowMs = at(0);
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const retryOf = attempt === 1 ? null : 'first';
      const id = attempt === 1 ? 'first' : `try ${attempt}`;
      const answer = decide(ledger, intentOf(call({ sentAtMs: nowMs, attempt, retryOf })), nowMs);
      if (answer.kind === 'wait') {
        pauses.push(answer.untilMs - nowMs);
        nowMs = answer.untilMs;
      }
      ledger = record(ledger, call({ id, sentAtMs: nowMs, answeredAtMs: nowMs, status: 503, attempt, retryOf }));
    }
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000]);
    const ninth = intentOf(call({ sentAtMs: nowMs, attempt: 9, retryOf: 'first' }));
    expect(decide(ledger, ninth, nowMs + 100_000)).toMatchObject({ kind: 'never', clause: 'respect-refusal' });
  });

  test('a new call with the id of an older one owes nothing to it', () => {
    const older = [1, 2, 3].map((attempt) =>
      call({
        id: attempt === 1 ? 'x' : `x${attempt}`,
        sentAtMs: at(attempt),
        status: 503,
        attempt,
        retryOf: attempt === 1 ? null : 'x',
      }),
    );
    const ledger = recordAll(client(), [...older, call({ id: 'x', sentAtMs: at(20_000), status: 503 })]);
    const second = call({ sentAtMs: at(20_100), attempt: 2, retryOf: 'x' });
    expect(ask(ledger, second)).toMatchObject({ untilMs: at(20_520) });
  });

  test('a call that always says it is the first try is stopped after eight as well', () => {
    const tries = Array.from({ length: 8 }, (_, n) =>
      call({ id: n === 0 ? 'x' : `y${n}`, sentAtMs: at(60_000 * n), status: 503, retryOf: n === 0 ? null : 'x' }),
    );
    const next = call({ sentAtMs: at(600_000), retryOf: 'x' });
    expect(ask(recordAll(client(), tries), next)).toMatchObject({ kind: 'never', clause: 'respect-refusal' });
  });

  test('the same read again within 0.5 s of a failure is a retry by any name, a command is not', () => {
    const failed = call({ sentAtMs: at(0), status: 502 });
    expect(ask(record(client(), failed), call({ sentAtMs: at(100) }))).toMatchObject({ untilMs: at(520) });
    const command = { class: 'command', method: 'POST', path: '/api/chargers/{id}/sendCommand/{commandId}' } as const;
    const failedCommand = call({ sentAtMs: at(0), status: 500, ...command });
    expect(ask(record(client(), failedCommand), call({ sentAtMs: at(100), ...command }))).toEqual(goAhead);
  });

  test('a call repeated after a 401 need not back off', () => {
    const ledger = record(client(), call({ id: 'x', sentAtMs: at(0), status: 401 }));
    expect(ask(ledger, call({ sentAtMs: at(100), attempt: 2, retryOf: 'x' }))).toEqual(goAhead);
  });
});

test('documented-only: an undocumented call is never made, however long everything else would wait', () => {
  const ledger = record(client('empty'), call({ sentAtMs: at(0), status: 429 }));
  const answer = ask(ledger, call({ sentAtMs: at(30), class: 'undocumented', path: '/api/chargers/{id}/settings' }));
  expect(answer).toMatchObject({ kind: 'never', clause: 'documented-only' });
});

describe('state-cache', () => {
  const read = stateCall({ sentAtMs: at(0) });

  test('within 15 s what is held is the answer; whoever holds nothing waits; another charger is free', () => {
    const ledger = record(client(), read);
    expect(ask(ledger, stateCall({ sentAtMs: at(9000) }), at(20))).toEqual({
      kind: 'local',
      freshUntilMs: at(15_020),
      clause: 'state-cache',
    });
    expect(ask(ledger, stateCall({ sentAtMs: at(9000) }))).toEqual({
      kind: 'wait',
      untilMs: at(15_020),
      clause: 'state-cache',
    });
    expect(ask(ledger, stateCall({ sentAtMs: at(15_020) }))).toEqual(goAhead);
    expect(ask(ledger, stateCall({ sentAtMs: at(9000), resource: 'c2' }))).toEqual(goAhead);
  });

  test('what is held from before the window is no answer', () => {
    expect(ask(record(client(), read), stateCall({ sentAtMs: at(9000) }), at(-6001)).kind).toBe('wait');
  });

  test('the cloud counts from arrival to arrival', () => {
    const ledger = record(cloud(), read);
    expect(ask(ledger, stateCall({ sentAtMs: at(14_999) })).kind).toBe('wait');
    expect(ask(ledger, stateCall({ sentAtMs: at(15_000) }))).toEqual(goAhead);
  });

  test('a read that the cloud failed to serve does not close the window', () => {
    const failed = stateCall({ sentAtMs: at(0), status: 503 });
    expect(ask(recordAll(client(), [asSent(failed), failed]), stateCall({ sentAtMs: at(600) }))).toEqual(goAhead);
  });
});

describe('list-cadence', () => {
  const first = listCall({ sentAtMs: at(0) });

  test('a full list is read hourly at most; the other list has its own hour', () => {
    const ledger = record(client(), first);
    expect(ask(ledger, listCall({ sentAtMs: at(60_000) }))).toMatchObject({ kind: 'wait', untilMs: at(3_600_020) });
    expect(ask(ledger, listCall({ sentAtMs: at(60_000) }), at(20))).toEqual({
      kind: 'local',
      freshUntilMs: at(3_600_020),
      clause: 'list-cadence',
    });
    expect(ask(ledger, listCall({ sentAtMs: at(60_000), path: '/api/installation' }))).toEqual(goAhead);
    expect(ask(ledger, listCall({ sentAtMs: at(3_600_020) }))).toEqual(goAhead);
  });

  test('a list narrowed by name or installation is no full list', () => {
    const ledger = record(client(), first);
    expect(ask(ledger, listCall({ sentAtMs: at(100), narrowing: 'name' }))).toEqual(goAhead);
    expect(ask(ledger, listCall({ sentAtMs: at(100), narrowing: 'installation' }))).toEqual(goAhead);
  });

  test('following pages belong to the read while they rise and come within 60 s', () => {
    const ledger = recordAll(client(), [first, listCall({ sentAtMs: at(1000), page: 1 })]);
    expect(ask(ledger, listCall({ sentAtMs: at(2000), page: 2 }))).toEqual(goAhead);
    expect(ask(ledger, listCall({ sentAtMs: at(2000), page: 1 })).kind).toBe('wait');
    expect(ask(ledger, listCall({ sentAtMs: at(2000), page: 0 })).kind).toBe('wait');
    expect(ask(ledger, listCall({ sentAtMs: at(60_000), page: 2 }))).toEqual(goAhead);
    expect(ask(ledger, listCall({ sentAtMs: at(60_001), page: 2 })).kind).toBe('wait');
  });

  test('the cloud counts the full 60 s to a following page', () => {
    const ledger = record(cloud(), first);
    expect(ask(ledger, listCall({ sentAtMs: at(60_000), page: 1 }))).toEqual(goAhead);
    expect(ask(ledger, listCall({ sentAtMs: at(60_001), page: 1 })).kind).toBe('wait');
  });

  test('a following page that failed may be tried again within 60 s of that', () => {
    const ledger = recordAll(client(), [first, listCall({ sentAtMs: at(50_000), page: 1, status: 503 })]);
    expect(ask(ledger, listCall({ sentAtMs: at(100_000), page: 1 }))).toEqual(goAhead);
  });

  test('a following page waits while the page before it is under way', () => {
    const ledger = record(client(), asSent(first));
    expect(ask(ledger, listCall({ sentAtMs: at(10), page: 1 })).kind).toBe('wait');
  });

  test('an unknown charger opens one full list an hour beside the regular one', () => {
    const cause = 'unknown-charger';
    const ledger = record(client(), first);
    expect(ask(freeze(ledger), listCall({ sentAtMs: at(60_000), cause }))).toEqual(goAhead);
    const after = record(ledger, listCall({ sentAtMs: at(60_000), cause }));
    expect(ask(after, listCall({ sentAtMs: at(120_000), cause }))).toMatchObject({ untilMs: at(3_660_020) });
  });

  test('a person who asks for a refresh opens nothing', () => {
    expect(ask(record(client(), first), listCall({ sentAtMs: at(60_000), cause: 'user' })).kind).toBe('wait');
  });

  test('a small page is let go with the hint to ask for 100 rows', () => {
    expect(ask(client(), listCall({ sentAtMs: at(0), pageSize: null }))).toMatchObject({ note: /PageSize 100/ });
  });
});

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

  test('nothing is due where the stream is refused, or where no state is read for an hour', () => {
    const reading = stateCall({ sentAtMs: at(0) });
    expect(due(recordAll(client(), [reading, stream('refused', at(10))]), at(1000))).toEqual([]);
    const noRole = call({ sentAtMs: at(10), class: 'stream-details', status: 403 });
    expect(due(recordAll(client(), [reading, noRole]), at(1000))).toEqual([]);
    expect(due(recordAll(client(), [reading]), at(3_600_001))).toEqual([]);
  });
});

describe('a ledger lives through bad weather', () => {
  test('the longest wait is the one that is named', () => {
    const ledger = recordAll(client('empty'), [stateCall({ sentAtMs: at(0) })]);
    expect(ask(ledger, stateCall({ sentAtMs: at(50) }))).toMatchObject({ untilMs: at(15_020), clause: 'state-cache' });
  });

  test('facts up to 5 s out of order charge as much as in order', () => {
    const late = recordAll(client(), [call({ sentAtMs: at(4000) }), call({ sentAtMs: at(0) })]);
    expect(budget(late, at(4000)).availableRequests).toBeLessThanOrEqual(11);
  });

  test('a clock that was put back lets one call go and counts from there', () => {
    const ledger = recordAll(client(), [listCall({ sentAtMs: at(1e9) }), call({ sentAtMs: at(1e9), status: 429 })]);
    const next = listCall({ sentAtMs: at(0) });
    expect(ask(ledger, next)).toEqual(goAhead);
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
    expect(due(frozen, at(9500))).toHaveLength(1);
  });
});
