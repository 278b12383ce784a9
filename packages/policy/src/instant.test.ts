import { expect, test } from 'vitest';
import { budget } from './budget.ts';
import { decide } from './decide.ts';
import { due } from './due.ts';
import { createLedger } from './ledger/ledger.ts';
import { record } from './ledger/record.ts';
import { PolicyError } from './policy-error.ts';
import { defaultMargin, generalAccess } from './terms.ts';
import { ask, at, client } from './testing/ask.ts';
import { call, intentOf, stateCall } from './testing/call.ts';

const noInstants = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

test.each(noInstants)('a ledger is not opened at %s', (startedAtMs) => {
  const terms = { tier: generalAccess, margin: defaultMargin };
  const open = () => createLedger({ terms, startedAtMs, bucket: 'full' });
  expect(open).toThrow(PolicyError);
  expect(open).toThrow(
    `Failed to open a ledger: startedAtMs is ${startedAtMs}, which is no instant. Give the milliseconds since 1970 as a finite number.`,
  );
});

test.each<[unknown, string]>([
  [undefined, 'undefined'],
  [null, 'null'],
  ['5', 'a string'],
  [5n, 'a bigint'],
  [Symbol('now'), 'a symbol'],
  [{}, 'an object'],
])('a clock that shows %s tells no time', (nowMs, inWords) => {
  for (const ask of [due, budget])
    expect(() => ask(client(), nowMs as number)).toThrow(`nowMs is ${inWords}, which is no instant.`);
});

test.each(noInstants)('nothing goes at %s: whoever asks at no instant hears of it', (nowMs) => {
  const ledger = client();
  expect(() => decide(ledger, intentOf(call({ sentAtMs: at(0) })), nowMs)).toThrow(/Failed to decide on a call: nowMs/);
  expect(() => due(ledger, nowMs)).toThrow(/Failed to tell what is due: nowMs/);
  expect(() => budget(ledger, nowMs)).toThrow(/Failed to tell the budget: nowMs/);
});

test('what is said to be held since a later instant is held since now, and since no instant not at all', () => {
  const ledger = record(client(), stateCall({ sentAtMs: at(0) }));
  const again = stateCall({ sentAtMs: at(20_000) });
  const held = { kind: 'local', freshUntilMs: at(80_000), clause: 'no-aggressive-polling' };
  expect(ask(ledger, again, at(20_000))).toEqual(held);
  expect(ask(ledger, again, at(9_000_000))).toEqual(held);
  expect(ask(ledger, again, Number.POSITIVE_INFINITY)).toEqual(held);
  expect(ask(ledger, again, Number.NaN)).toMatchObject({ kind: 'wait', untilMs: at(60_020) });
  expect(ask(ledger, stateCall({ sentAtMs: at(60_020) }), at(9_000_000)).kind).toBe('go');
});
