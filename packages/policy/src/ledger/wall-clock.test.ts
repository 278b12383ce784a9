import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { budget } from '../budget.ts';
import { defaultMargin, generalAccess } from '../terms.ts';
import { arbitraryFact } from '../testing/arbitrary-fact.ts';
import { ask, at, client, cloud, recordAll, startedAtMs } from '../testing/ask.ts';
import { asSent, attested, call, stateCall, stream } from '../testing/call.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { record } from './record.ts';

const refused = call({ sentAtMs: at(200_000), status: 429, retryAfterMs: 60_000, resource: 'c9' });
const wanted = call({ sentAtMs: at(205_000), resource: 'c8' });
const sides: readonly (readonly [string, () => Ledger])[] = [
  ['client', () => record(client(), refused)],
  ["cloud's side", () => record(cloud(), refused)],
];

describe.each(sides)('the pause of a 429 at the %s', (_side, paused) => {
  test('is not ended by an attestation of 100 s ago', () => {
    const ledger = recordAll(paused(), [attested({ about: 'logs-redacted', atMs: at(100_000) })]);
    expect(ask(ledger, wanted)).toMatchObject({ kind: 'wait', untilMs: at(260_020) });
  });

  test('is not ended by a stream event that is dated in the future', () => {
    const ledger = recordAll(paused(), [stream('message', at(500_000))]);
    expect(ask(ledger, wanted)).toMatchObject({ kind: 'wait', untilMs: at(260_020) });
  });

  test('is not moved by whatever the bus or a person says, whenever they say it', () => {
    const instants = fc.oneof(
      fc.integer({ min: at(-1_000_000), max: at(1_000_000) }),
      fc.constantFrom(0, -8.64e15, 8.64e15),
    );
    const told = arbitraryFact(instants).filter(({ kind }) => kind !== 'call');
    fc.assert(
      fc.property(fc.array(told, { maxLength: 20 }), (facts) => {
        const ledger = recordAll(paused(), facts);
        expect(ask(ledger, wanted)).toMatchObject({ kind: 'wait', untilMs: at(260_020) });
        expect(budget(ledger, at(205_000)).pausedUntilMs).toBe(at(260_020));
      }),
      { seed: 20261122, numRuns: 300 },
    );
  });
});

test('at the client an answer of long ago, told late, ends no pause; a call that leaves then does', () => {
  const longAgo = call({ sentAtMs: at(100_000), resource: 'c7' });
  const ledger = recordAll(client(), [refused, longAgo]);
  expect(ask(ledger, wanted)).toMatchObject({ kind: 'wait', untilMs: at(260_020) });
  const back = record(ledger, asSent(call({ sentAtMs: at(100_000), resource: 'c6' })));
  expect(budget(back, at(100_000)).pausedUntilMs).toBe(at(160_000));
});

test('what lies a minute ahead came out of order, what lies further ahead from a clock that was put back', () => {
  const pausedAfter = (afterMs: number) =>
    budget(recordAll(client(), [refused, asSent(call({ sentAtMs: at(afterMs), resource: 'c6' }))]), at(205_000));
  expect(pausedAfter(140_020)).toMatchObject({ pausedUntilMs: at(260_020) });
  expect(pausedAfter(140_019)).toMatchObject({ pausedUntilMs: null });
});

test("on the cloud's side a call that is answered tells the time, unless it is older than the ledger", () => {
  const ahead = () => record(cloud(), refused);
  expect(budget(record(ahead(), call({ sentAtMs: at(-1000) })), at(205_000)).pausedUntilMs).toBe(at(260_020));
  expect(budget(record(ahead(), call({ sentAtMs: at(0) })), at(20)).pausedUntilMs).toBe(at(60_020));
});

const hourMs = 3_600_000;
const ahead = call({ sentAtMs: at(1e9), resource: 'c7' });

describe.each(sides)('a fact from a clock that was ahead, at the %s', (_side, paused) => {
  const ask205 = (ledger: Ledger, sentAtMs: number) => ask(ledger, { ...wanted, sentAtMs });

  test('ends no pause and no floor, and lets nothing go', () => {
    const ledger = recordAll(paused(), [stateCall({ sentAtMs: at(200_000) }), ahead]);
    expect(ask205(ledger, at(205_000))).toMatchObject({ kind: 'wait', untilMs: at(265_000) });
    expect(budget(ledger, at(205_000)).pausedUntilMs).toBe(at(260_020));
    expect(ask(ledger, stateCall({ sentAtMs: at(205_000) })).kind).toBe('wait');
    expect(ask(ledger, call({ sentAtMs: at(205_000), resource: 'c7' })).kind).toBe('wait');
  });

  test('is counted as done now once the earlier time has been asked by for a minute, and no later', () => {
    const ledger = record(paused(), { ...ahead, status: 429, retryAfterMs: hourMs });
    expect(ask205(ledger, at(270_000))).toMatchObject({ kind: 'wait', untilMs: at(330_000) });
    expect(ask205(ledger, at(329_999))).toMatchObject({ kind: 'wait', untilMs: at(330_000) });
    expect(ask205(ledger, at(330_000))).toMatchObject({ kind: 'wait', untilMs: at(330_000 + hourMs) });
    expect(ask205(ledger, at(330_000 + hourMs)).kind).toBe('go');
  });
});

test('a question by a wrong clock undoes no floor, however early it is', () => {
  const ledger = record(client(), stateCall({ sentAtMs: at(0) }));
  expect(ask(ledger, stateCall({ sentAtMs: at(-hourMs) })).kind).toBe('wait');
  expect(ask(ledger, stateCall({ sentAtMs: at(30_000) }))).toMatchObject({ untilMs: at(60_020) });
  expect(ask(ledger, stateCall({ sentAtMs: at(-hourMs + 90_000) })).kind).toBe('wait');
  expect(ask(ledger, stateCall({ sentAtMs: at(50_000) }))).toMatchObject({ untilMs: at(60_020) });
});

test('a clock that goes back again counts its minute anew', () => {
  const ledger = record(client(), { ...ahead, status: 429 });
  const next = (sentAtMs: number) => ask(ledger, call({ sentAtMs, resource: 'c8' }));
  expect(next(at(30_000))).toMatchObject({ untilMs: at(90_000) });
  expect(next(at(0))).toMatchObject({ untilMs: at(60_000) });
});

test('a minute ahead is taken at its word', () => {
  const ledger = record(client(), stateCall({ sentAtMs: at(60_000), answeredAtMs: at(60_000) }));
  expect(ask(ledger, stateCall({ sentAtMs: at(0) }))).toMatchObject({ untilMs: at(120_000) });
  expect(ask(ledger, stateCall({ sentAtMs: at(-1) }))).toMatchObject({ untilMs: at(59_999) });
});

test('another account whose clock is ahead takes nothing away for longer than a day and a minute', () => {
  const terms = { tier: generalAccess, margin: defaultMargin };
  const own = createLedger({ terms, startedAtMs, bucket: 'full', accountId: 'main' });
  const ledger = record(own, { ...ahead, accountId: 'other' });
  const mine = (sentAtMs: number) => ask(ledger, call({ sentAtMs, resource: 'c7' })).kind;
  expect(mine(at(0))).toBe('never');
  expect(mine(at(60_000))).toBe('never');
  expect(mine(at(60_000 + 24 * hourMs - 1))).toBe('never');
  expect(mine(at(60_000 + 24 * hourMs))).toBe('go');
});
