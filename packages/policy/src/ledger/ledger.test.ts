import fc from 'fast-check';
import { expect, test } from 'vitest';
import { budget } from '../budget.ts';
import { decide } from '../decide.ts';
import { due } from '../due.ts';
import { defaultMargin, generalAccess } from '../terms.ts';
import { arbitraryFact } from '../testing/arbitrary-fact.ts';
import { asSent, call, intentOf, listCall, loginCall, stateCall, stream } from '../testing/call.ts';
import { createLedger, freeze } from './ledger.ts';
import { record } from './record.ts';

const startedAtMs = 1_800_000_000_000;
const terms = { tier: generalAccess, margin: defaultMargin };

const instants = fc.oneof(
  fc.integer({ min: startedAtMs - 100_000, max: startedAtMs + 100_000 }),
  fc.constantFrom(0, -1, -1e15, 8.64e15, Number.MAX_SAFE_INTEGER, Number.NaN, Number.NEGATIVE_INFINITY, 0.5),
);

test('whatever is recorded, every question is answered and no wait ends in the past', () => {
  const program = fc.array(arbitraryFact(instants), { maxLength: 150 });
  fc.assert(
    fc.property(program, fc.boolean(), fc.nat(200_000), (facts, exact, afterMs) => {
      const ledger = createLedger({
        terms: exact ? { ...terms, margin: null } : terms,
        startedAtMs,
        bucket: exact ? 'full' : 'empty',
      });
      const after = facts.reduce(record, ledger);
      const nowMs = startedAtMs + afterMs;
      for (const sentAtMs of [nowMs, nowMs + 86_400_000]) {
        for (const next of [
          call({ sentAtMs }),
          stateCall({ sentAtMs }),
          listCall({ sentAtMs }),
          loginCall({ sentAtMs }),
        ]) {
          const answer = decide(after, intentOf(next), sentAtMs);
          if (answer.kind === 'wait') expect(answer.untilMs).toBeGreaterThan(sentAtMs);
        }
      }
      expect(budget(after, nowMs).availableRequests).toBeGreaterThanOrEqual(0);
      expect(due(after, nowMs).length).toBeLessThanOrEqual(129);
      expect(freeze(after)).toEqual(after);
    }),
    { numRuns: 200 },
  );
});

test('a flood of distinct ids, addresses, accounts, chargers, lists and streams fills no book beyond its bound', () => {
  let ledger = createLedger({ terms, startedAtMs, bucket: 'full' });
  for (let n = 0; n < 9000; n += 1) {
    const sentAtMs = startedAtMs + n;
    ledger = record(ledger, asSent(call({ sentAtMs, id: `a${n}` })));
    ledger = record(ledger, call({ sentAtMs, id: `b${n}`, resource: `r${n}`, status: 503 }));
    ledger = record(ledger, stateCall({ sentAtMs, resource: `c${n}` }));
    ledger = record(ledger, listCall({ sentAtMs, path: `/list/${n}` }));
    ledger = record(ledger, loginCall({ sentAtMs, accountId: `u${n}`, clientAddress: `address ${n}` }));
    ledger = record(ledger, stream('opened', sentAtMs, `s${n}`));
  }
  const { flights, refusals, lists, logins, tokens, streams, duties } = ledger;
  const sizes = { flights, refusals, lists, logins, tokens, streams, duties };
  expect(Object.fromEntries(Object.entries(sizes).map(([name, book]) => [name, book.size]))).toEqual({
    flights: 1024,
    refusals: 8192,
    lists: 64,
    logins: 1024,
    tokens: 4096,
    streams: 1024,
    duties: 9000,
  });
});

test('a Retry-After or a token life that is no duration neither lifts a pause nor makes one without end', () => {
  for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, -5]) {
    let ledger = createLedger({ terms, startedAtMs: 0, bucket: 'full' });
    ledger = record(ledger, call({ sentAtMs: 0, status: 429, retryAfterMs: odd }));
    const other = intentOf(call({ sentAtMs: 0, resource: 'c2' }));
    expect(decide(ledger, other, 900)).toEqual({ kind: 'wait', untilMs: 1020, clause: 'respect-refusal' });
    ledger = record(ledger, loginCall({ sentAtMs: 2000, tokenLifeMs: odd }));
    const again = intentOf(loginCall({ sentAtMs: 0 }));
    expect(decide(ledger, again, 10_000)).toMatchObject({ untilMs: 2020 + 86_399_000, clause: 'token-reuse' });
  }
});

test('a Retry-After or a token life of nothing is a duration, and asks for no wait', () => {
  const refused = record(
    createLedger({ terms, startedAtMs: 0, bucket: 'full' }),
    call({ sentAtMs: 0, status: 429, retryAfterMs: 0 }),
  );
  expect(budget(refused, 20).pausedUntilMs).toBeNull();
  const loggedIn = record(
    createLedger({ terms, startedAtMs: 0, bucket: 'full' }),
    loginCall({ sentAtMs: 0, tokenLifeMs: 0 }),
  );
  expect(decide(loggedIn, intentOf(loginCall({ sentAtMs: 0 })), 2000).kind).toBe('go');
});

test('a ledger that is of one account refuses to decide for another, with a sentence', () => {
  const ledger = createLedger({ terms, startedAtMs: 0, bucket: 'full', accountId: 'main' });
  const own = intentOf(call({ sentAtMs: 0 }));
  expect(decide(ledger, own, 0).kind).toBe('go');
  expect(() => decide(ledger, { ...own, accountId: 'mian' }, 0)).toThrow('Ask the ledger of that account');
});

test('a ledger is opened with terms, a bucket and a name that can be counted with, or it is said what is wrong', () => {
  const sound = { terms, startedAtMs: 0, bucket: 'full' } as const;
  const limit = 'requests a second with burst';
  const wrong: readonly [unknown, string][] = [
    [null, 'the options are none. Give terms, startedAtMs and bucket.'],
    [{ ...sound, terms: null }, 'there are no terms. Give a tier and a margin.'],
    [{ ...sound, terms: 'full' }, 'there are no terms. Give a tier and a margin.'],
    [{ ...sound, terms: { tier: generalAccess } }, `undefined ${limit} undefined is no usable limit. Give a rate`],
    [{ ...sound, terms: { tier: null, margin: null } }, `undefined ${limit} undefined is no usable limit.`],
    [
      { ...sound, terms: { tier: { ratePerSecond: 0.0001, burst: 1 }, margin: null } },
      `0.0001 ${limit} 1 is no usable`,
    ],
    [{ ...sound, terms: { ...terms, margin: { ratePerSecond: 9, burst: '9' } } }, `9 ${limit} a string is no`],
    [{ ...sound, terms: { ...terms, doors: 'localhost' } }, 'the doors are no list of hosts. Give each with its port'],
    [{ ...sound, bucket: 'half' }, 'the bucket is neither. Give empty or full.'],
    [{ ...sound, accountId: 5 }, 'the account has no name. Give text of at most 256 characters, or leave it out.'],
  ];
  for (const [options, sentence] of wrong)
    expect(() => createLedger(options as never), sentence).toThrow(
      expect.objectContaining({
        code: 'bad-terms',
        message: expect.stringContaining(`Failed to open a ledger: ${sentence}`),
      }),
    );
});

test('what is no ledger, or a copy of one as text, is refused', () => {
  const copied = JSON.parse(JSON.stringify(createLedger({ terms, startedAtMs: 0, bucket: 'full' })));
  for (const none of [null, undefined, 5, {}, copied]) {
    const uses = {
      'decide on a call': () => decide(none, intentOf(call({ sentAtMs: 0 })), 0),
      'record a fact': () => record(none, call({ sentAtMs: 0 })),
      'tell what is due': () => due(none, 0),
      'tell the budget': () => budget(none, 0),
      'copy a ledger': () => freeze(none),
    };
    for (const [what, use] of Object.entries(uses))
      expect(use, what).toThrow(
        expect.objectContaining({
          code: 'bad-ledger',
          message: `Failed to ${what}: the ledger is none. Give what createLedger or record gave.`,
        }),
      );
  }
});

test('a ledger that was frozen as an object is refused', () => {
  const ledger = Object.freeze(createLedger({ terms, startedAtMs: 0, bucket: 'full' }));
  expect(() => record(ledger, call({ sentAtMs: 0 }))).toThrow(
    'Failed to record a fact: the ledger cannot be written in. Freeze no ledger with Object.freeze; take a `freeze` of it.',
  );
});

test('terms that are changed later change no ledger that was opened with them', () => {
  const doors = ['127.0.0.1:1'];
  const ledger = createLedger({ terms: { ...terms, doors }, startedAtMs: 0, bucket: 'full' });
  doors.push('cloud.example');
  const elsewhere = intentOf(call({ sentAtMs: 0, door: { scheme: 'https', host: 'cloud.example' } }));
  expect(decide(ledger, elsewhere, 0)).toMatchObject({ kind: 'never', clause: 'proper-door' });
});
