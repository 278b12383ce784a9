import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { budget } from '../budget.ts';
import { decide } from '../decide.ts';
import type { CallFact, Fact } from '../fact.ts';
import { judge } from '../judge/judge.ts';
import { createLedger, freeze, type Ledger } from '../ledger/ledger.ts';
import { record } from '../ledger/record.ts';
import { defaultMargin, generalAccess } from '../terms.ts';
import { at, client, goAhead, recordAll, startedAtMs } from '../testing/ask.ts';
import { asSent, attested, call, intentOf, stream } from '../testing/call.ts';

/** What this clause alone answers. */
const ask = (ledger: Ledger, fact: CallFact) => decide(ledger, intentOf(fact), fact.sentAtMs, ['no-circumvention']);

const dayMs = 86_400_000;
const minuteMs = 60_000;
const ledgerOf = (accountId: string, margin: typeof defaultMargin | null = defaultMargin): Ledger =>
  createLedger({ terms: { tier: generalAccess, margin }, startedAtMs, bucket: 'full', accountId });
const other = (given: Partial<CallFact> = {}) => call({ sentAtMs: at(0), accountId: 'other', ...given });
const mine = (sentAtMs: number, given: Partial<CallFact> = {}) => call({ sentAtMs, ...given });
const never = { kind: 'never', clause: 'no-circumvention', instead: expect.stringContaining('already follows it') };
const waits = { kind: 'wait', clause: 'no-circumvention' };
const circumvention = (facts: readonly Fact[], options: Parameters<typeof judge>[1] = {}) =>
  judge(facts, options).verdicts.find(({ clause }) => clause === 'no-circumvention');

describe('no-circumvention: a thing that another account follows', () => {
  test('is not read through this one for a day', () => {
    const ledger = record(ledgerOf('main'), other());
    expect(ask(ledger, mine(at(30)))).toEqual(never);
    expect(ask(ledger, mine(at(20 + dayMs - 1)))).toEqual(never);
    expect(ask(ledger, mine(at(20 + dayMs)))).toEqual(goAhead);
    expect(ask(ledger, mine(at(30), { resource: 'c2' }))).toEqual(goAhead);
    expect(ask(ledger, mine(at(30), { resource: null }))).toEqual(goAhead);
    expect(ask(ledger, mine(at(30), { class: 'command', method: 'POST' }))).toEqual(goAhead);
  });

  test('at the cloud the day is counted from the arrival', () => {
    const ledger = record(ledgerOf('main', null), other({ answeredAtMs: at(900) }));
    expect(ask(ledger, mine(at(dayMs - 1)))).toEqual(never);
    expect(ask(ledger, mine(at(dayMs)))).toEqual(goAhead);
  });

  test('counts from the moment the other leaves for it, until it is given up', () => {
    const ledger = record(ledgerOf('main'), asSent(other()));
    expect(ask(ledger, mine(at(10)))).toEqual(never);
    expect(ask(ledger, mine(at(minuteMs - 1)))).toEqual(never);
    expect(ask(ledger, mine(at(minuteMs)))).toEqual(goAhead);
  });

  test('counts when the answer was lost, and not when it brought nothing', () => {
    const landed = (status: number | null) =>
      recordAll(ledgerOf('main'), [asSent(other({ id: 'x' })), other({ id: 'x', status })]);
    expect(ask(landed(null), mine(at(30)))).toEqual(never);
    expect(ask(landed(503), mine(at(30)))).toEqual(goAhead);
  });

  test('is landed by the answer to that read alone, whoever else asks for the thing and whatever they call it', () => {
    const state = other({ id: 'x', class: 'state', path: '/api/chargers/{id}/state', answeredAtMs: at(900) });
    const missing = { sentAtMs: at(10), status: 404 };
    for (const second of [other({ ...missing, id: 'y' }), other({ ...missing, id: 'x', accountId: 'third' })]) {
      const ledger = recordAll(ledgerOf('main'), [asSent(state), asSent(second), second]);
      expect(ask(ledger, mine(at(100)))).toEqual(never);
      expect(ask(record(ledger, { ...state, status: 404 }), mine(at(1000)))).toEqual(goAhead);
    }
  });

  test('stays with the account that follows it, whoever else reads it meanwhile', () => {
    const ledger = recordAll(ledgerOf('main'), [mine(at(0)), other({ sentAtMs: at(1000) })]);
    expect(ask(ledger, mine(at(dayMs - 1)))).not.toEqual(never);
    const lapsed = record(ledger, other({ sentAtMs: at(dayMs + 1000) }));
    expect(ask(lapsed, mine(at(dayMs + 2000)))).toEqual(never);
    const again = record(lapsed, mine(at(2 * dayMs + 2000)));
    expect(ask(again, mine(at(3 * dayMs)))).not.toEqual(never);
  });

  test('is not told by lists, by commands, nor by things in general', () => {
    const facts = [
      other({ class: 'command', method: 'POST' }),
      other({ resource: null }),
      { ...stream('opened', at(0)), accountId: 'other' },
      attested({ about: 'retention-set', atMs: at(0), accountId: 'other' }),
    ];
    const ledger = recordAll(ledgerOf('main'), facts);
    expect(ledger.trespass.follows.size).toBe(0);
    expect(ledger.seenMs).toBe(startedAtMs);
    expect(ask(ledger, mine(at(30)))).toEqual(goAhead);
  });
});

test('no-circumvention: another account pays nothing here, and without a name every account is this one', () => {
  const burst = Array.from({ length: 9 }, (_, n) => other({ resource: `d${n}` }));
  expect(budget(recordAll(ledgerOf('main'), burst), at(20)).availableRequests).toBe(12);
  const ledger = recordAll(client(), burst);
  expect(budget(ledger, at(20)).availableRequests).toBeLessThan(4);
  expect(ledger.trespass.follows.size).toBe(0);
  expect(recordAll(ledgerOf('main'), [mine(at(0), { accountId: null })]).trespass.follows.size).toBe(1);
});

describe('no-circumvention: what was refused to another account', () => {
  const refused = other({ status: 429, retryAfterMs: 1000 });

  test('waits for a minute here', () => {
    const ledger = record(ledgerOf('main'), refused);
    expect(ask(ledger, mine(at(30)))).toEqual({ ...waits, untilMs: at(20 + minuteMs) });
    expect(ask(ledger, mine(at(20 + minuteMs - 1)))).toMatchObject(waits);
    expect(ask(ledger, mine(at(20 + minuteMs)))).toEqual(goAhead);
    expect(ask(ledger, mine(at(30), { resource: 'c2' }))).toEqual(goAhead);
  });

  const to = '198.51.100.1';
  const command = { class: 'command', method: 'POST', path: '/api/chargers/{id}/sendCommand/{commandId}' } as const;
  const kinds: readonly (readonly [string, Partial<CallFact>])[] = [
    ['a command', { ...command, command: 506 }],
    ['an update', { class: 'update', method: 'POST', path: '/api/chargers/{id}/update', sets: 'other' }],
    ['a report', { class: 'report', path: '/api/chargehistory/installationreport', resource: 'i1' }],
    ['a list', { class: 'list', path: '/api/chargers', resource: null, page: 0, pageSize: 100 }],
    ['a look-up', { class: 'list', path: '/api/chargers', resource: 'z1', narrowing: 'name', page: 0, pageSize: 100 }],
    ['constants', { class: 'constants', path: '/api/constants', resource: null }],
    ['a history of no installation', { class: 'history', path: '/api/chargehistory', resource: null, page: 0 }],
  ];
  test.each(kinds)('%s waits for a minute here', (_name, kind) => {
    const ledger = record(ledgerOf('main'), { ...refused, ...kind });
    expect(ask(ledger, mine(at(20 + minuteMs - 1), kind))).toEqual({ ...waits, untilMs: at(20 + minuteMs) });
    expect(ask(ledger, mine(at(20 + minuteMs), kind))).toEqual(goAhead);
    expect(ask(ledger, mine(at(30), { ...kind, path: '/api/another' }))).toEqual(goAhead);
    const exact = record(ledgerOf('main', null), { ...refused, ...kind });
    expect(ask(exact, mine(at(minuteMs - 1), kind))).toEqual({ ...waits, untilMs: at(minuteMs) });
  });

  test('another command to the same charger does not wait', () => {
    const ledger = record(ledgerOf('main'), { ...refused, ...command, command: 506 });
    expect(ask(ledger, mine(at(30), { ...command, command: 507 }))).toEqual(goAhead);
  });

  test('a stream has connection details of its own for each account', () => {
    const details = { class: 'stream-details', path: '/api/installation/{id}/messagingConnectionDetails' } as const;
    const ledger = recordAll(ledgerOf('main'), [{ ...refused, ...details }, other({ resource: 'c9' })]);
    expect(ask(ledger, mine(at(30), details))).toEqual(goAhead);
    expect(circumvention([{ ...refused, ...details }, mine(at(400), details)])).toMatchObject({
      verdict: 'not-applicable',
    });
  });

  test.each(kinds)(
    '%s through this account within the minute is broken or cannot be told, and then neither',
    (_name, kind) => {
      const own = kind.class === 'list' || kind.resource === null;
      const verdictAt = (sentAtMs: number, given: Partial<CallFact> = {}) =>
        circumvention([{ ...refused, ...kind }, mine(sentAtMs, { ...kind, ...given })])?.verdict;
      const neither = own ? 'not-applicable' : 'kept';
      expect(verdictAt(at(270))).toBe(neither);
      expect(verdictAt(at(271))).toBe(own ? 'cannot-tell' : 'broken');
      expect(verdictAt(at(20 + minuteMs - 1))).toBe(own ? 'cannot-tell' : 'broken');
      expect(verdictAt(at(20 + minuteMs))).toBe(neither);
      expect(verdictAt(at(271), { accountId: 'other' })).toBe(neither);
      expect(verdictAt(at(271), { path: '/api/another' })).toBe(neither);
      expect(verdictAt(at(271), { accountId: null })).toBe('cannot-tell');
      const unnamed = { ...refused, ...kind, accountId: null };
      expect(circumvention([unnamed, mine(at(271), kind)])?.verdict).toBe(neither);
      expect(
        circumvention([{ ...refused, ...kind, clientAddress: to }, mine(at(271), { ...kind, clientAddress: to })])
          ?.verdict,
      ).toBe(own ? 'cannot-tell' : 'broken');
    },
  );

  test('the receiver allows a round trip on top before it holds the change against the account', () => {
    const from = { clientAddress: '198.51.100.1' };
    const facts = [{ ...refused, ...from }, mine(at(400), from)];
    expect(circumvention(facts)).toMatchObject({ verdict: 'broken' });
    expect(circumvention(facts, { roundTripMs: 200 })).toMatchObject({ verdict: 'kept' });
  });
});

describe('no-circumvention: what cannot be told', () => {
  test('reads that name no account, once they brought something', () => {
    expect(circumvention([mine(at(0), { accountId: null })])).toMatchObject({ verdict: 'cannot-tell' });
    expect(circumvention([mine(at(0), { accountId: null, status: 401 })])).toMatchObject({ verdict: 'not-applicable' });
  });

  const hourMs = 3_600_000;
  const here = { clientAddress: '198.51.100.1' };
  const refused = (sentAtMs: number) =>
    mine(sentAtMs, { ...here, status: 429, retryAfterMs: 1000, resource: 'c2', answeredAtMs: sentAtMs });
  const elsewhere = (sentAtMs: number) => mine(sentAtMs, { clientAddress: '198.51.100.2', resource: 'c3' });

  test('a change of address where the hour before it is not shown', () => {
    const facts = [mine(at(0), here), refused(at(hourMs - 3000)), elsewhere(at(hourMs - 1))];
    expect(circumvention(facts)).toMatchObject({ verdict: 'cannot-tell' });
    const shown = [mine(at(0), here), refused(at(hourMs - 3000)), elsewhere(at(hourMs))];
    expect(circumvention(shown)).toMatchObject({ verdict: 'broken', count: 1 });
  });

  test('a change of address of an account that has more than can be told apart', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) =>
        mine(at(hourMs + n * 500), { clientAddress: `address ${n}`, resource: `d${n}` }),
      );
    const change = [refused(at(hourMs + 50_000)), elsewhere(at(hourMs + 52_000))];
    expect(circumvention([mine(at(0), here), ...many(62), ...change])).toMatchObject({ verdict: 'broken' });
    expect(circumvention([mine(at(0), here), ...many(63), ...change])).toMatchObject({ verdict: 'cannot-tell' });
  });

  test('a round trip is allowed before a change of address counts, and calls of no account or address do not', () => {
    const facts = [mine(at(0), here), refused(at(hourMs)), elsewhere(at(hourMs + 1300))];
    expect(circumvention(facts)).toMatchObject({ verdict: 'broken' });
    expect(circumvention(facts, { roundTripMs: 1050 })).toMatchObject({ verdict: 'kept' });
    const unnamed = [mine(at(0), here), refused(at(hourMs)), { ...elsewhere(at(hourMs + 1300)), accountId: null }];
    expect(circumvention(unnamed)?.verdict).not.toBe('broken');
  });
});

test('no-circumvention: two accounts that obey and hear of each other are judged kept by both clocks', () => {
  const step = fc.record({
    gapMs: fc.oneof(fc.nat(2000), fc.nat(minuteMs), fc.nat(dayMs)),
    account: fc.constantFrom('main', 'other'),
    resource: fc.constantFrom('c1', 'c2', 'c3'),
    kind: fc.constantFrom<Partial<CallFact>>(
      { class: 'history' },
      { class: 'history' },
      { class: 'firmware', path: '/api/chargerFirmware/installation/{installationId}' },
      { class: 'command', method: 'POST', path: '/api/chargers/{id}/sendCommand/{commandId}', command: 506 },
      { class: 'update', method: 'POST', path: '/api/chargers/{id}/update' },
      { class: 'list', path: '/api/chargers', resource: null, page: 0, pageSize: 100 },
      { class: 'constants', path: '/api/constants', resource: null },
    ),
    status: fc.constantFrom(200, 200, 200, 429, 503),
    upMs: fc.integer({ min: 1, max: 250 }),
    downMs: fc.nat(250),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 80, size: 'max' }), (steps) => {
      const ledgers = { main: ledgerOf('main'), other: ledgerOf('other') };
      const tell = (fact: Fact): void => {
        ledgers.main = record(ledgers.main, fact);
        ledgers.other = record(ledgers.other, fact);
      };
      const clientFacts: CallFact[] = [];
      const cloudFacts: CallFact[] = [];
      const landing: { readonly atMs: number; readonly fact: CallFact }[] = [];
      let nowMs = at(0);
      for (const { gapMs, account, resource, kind, status, upMs, downMs } of steps) {
        nowMs += gapMs;
        for (const { fact } of landing.filter(({ atMs }) => atMs <= nowMs)) tell(fact);
        landing.splice(0, landing.length, ...landing.filter(({ atMs }) => atMs > nowMs));
        const answeredAtMs = nowMs + upMs + downMs;
        const fact = call({ sentAtMs: nowMs, answeredAtMs, resource, status, accountId: account, ...kind });
        const asked = decide(ledgers[account as 'main'], intentOf(fact), nowMs, ['no-circumvention']);
        if (asked.kind !== 'go') continue;
        tell(asSent(fact));
        clientFacts.push(fact);
        const arrivedAtMs = nowMs + upMs;
        cloudFacts.push({ ...fact, sentAtMs: arrivedAtMs, answeredAtMs: arrivedAtMs, clientAddress: '198.51.100.1' });
        landing.push({ atMs: answeredAtMs, fact });
      }
      expect(['kept', 'not-applicable']).toContain(circumvention(clientFacts)?.verdict);
      expect(['kept', 'not-applicable']).toContain(circumvention(cloudFacts, { roundTripMs: 500 })?.verdict);
    }),
    { numRuns: 200 },
  );
});

describe('no-circumvention: what is remembered', () => {
  test('is bounded in the ledger, and a clock that was put back leaves nothing from the future', () => {
    let ledger = ledgerOf('main');
    for (let n = 0; n < 70_000; n += 1) {
      const id = `d${n}`;
      ledger = record(ledger, asSent(other({ resource: `flying ${n}` })));
      ledger = record(ledger, other({ id, resource: id }));
      ledger = record(ledger, other({ id, resource: id, status: 429 }));
    }
    expect(ledger.trespass.follows.size).toBeGreaterThan(57_344 + 2 * 896);
    expect(ledger.trespass.follows.size).toBeLessThanOrEqual(65_536 + 2 * 1024);
    const late = (fact: CallFact) => ({ ...fact, sentAtMs: at(dayMs), answeredAtMs: at(dayMs + 20) });
    const facts = [late(other()), late(other({ resource: 'c2', status: 429 })), late(mine(at(0), { resource: 'c4' }))];
    const ahead = recordAll(ledgerOf('main'), [...facts, { ...late(other({ resource: 'c3' })), answeredAtMs: null }]);
    const frozen = freeze(ahead);
    const back = record(ahead, asSent(mine(at(20), { resource: 'c5' })));
    expect(ask(back, mine(at(dayMs + 19)))).toEqual(never);
    expect(ask(back, mine(at(dayMs + 20)))).toEqual(goAhead);
    expect(ask(back, mine(at(30), { resource: 'c2' }))).toMatchObject({ untilMs: at(20 + minuteMs) });
    expect(ask(back, mine(at(20 + minuteMs), { resource: 'c3' }))).toEqual(goAhead);
    expect(ask(frozen, mine(at(dayMs + 30), { resource: 'c3' }))).toEqual(never);
    expect(ask(frozen, mine(at(dayMs + 30), { resource: 'c2' }))).toMatchObject(waits);
    expect(ask(frozen, mine(at(dayMs + 30)))).toEqual(never);
  });

  test('is not taken over in the future: not now, and not when a clock that was put back is believed', () => {
    const mineLater = mine(at(2 * dayMs));
    const ledger = recordAll(ledgerOf('main'), [other(), mineLater]);
    expect(ask(ledger, mine(at(30)))).toEqual(never);
    expect(ask(freeze(ledger), mine(at(2 * dayMs + 20)))).toEqual(goAhead);
    const back = record(ledger, asSent(mine(at(1000), { resource: 'c9' })));
    expect(ask(back, mine(at(2000)))).toEqual(never);
    expect(ask(back, mine(at(dayMs + 20)))).toEqual(goAhead);
    const own = recordAll(ledgerOf('main'), [
      mine(at(0)),
      other({ sentAtMs: at(2 * dayMs), answeredAtMs: at(2 * dayMs) }),
    ]);
    expect(ask(freeze(own), mine(at(2 * dayMs)))).toEqual(never);
    expect(ask(record(own, asSent(mine(at(1000), { resource: 'c9' }))), mine(at(2000)))).toEqual(never);
    for (const nowMs of [2000, 62_000]) ask(own, mine(at(nowMs)));
    expect(ask(own, mine(at(62_000)))).toEqual(goAhead);
  });

  test('is bounded in the judge: beyond 65,536 things those seen first are free again', () => {
    const facts = Array.from({ length: 65_537 }, (_, n) => mine(at(n * 500), { resource: `d${n}` }));
    const through = (n: number) => other({ sentAtMs: at(33_000_000), resource: `d${n}` });
    expect(circumvention([...facts, through(8192)])).toMatchObject({ verdict: 'kept' });
    expect(circumvention([...facts, through(8193)])).toMatchObject({ verdict: 'broken', count: 1 });
  });

  test('is bounded in the judge for what was refused as well', () => {
    const facts = Array.from({ length: 4097 }, (_, n) =>
      mine(at(0), { answeredAtMs: at(0), resource: `d${n}`, status: 429, retryAfterMs: 100 }),
    );
    const through = (n: number) => other({ sentAtMs: at(1000), resource: `d${n}` });
    expect(circumvention([...facts, through(0)])).toMatchObject({ verdict: 'kept' });
    expect(circumvention([...facts, through(1)])).toMatchObject({ verdict: 'broken', count: 1 });
  });
});
