// Which intents are let in; whoever asks with another hears what is wrong with it.
import { describe, expect, test } from 'vitest';
import { decide } from '../decide.ts';
import type { Intent } from '../decision.ts';
import type { CallFact } from '../fact.ts';
import { at, client, cloud } from '../testing/ask.ts';
import { intentOf, stateCall } from '../testing/call.ts';
import { valueInText, wrongOfCalls } from '../testing/wrong-fields.ts';

const intent = intentOf(stateCall({ sentAtMs: at(0), window: { fromAtMs: 0, toAtMs: 1 }, retryOf: 'a', attempt: 2 }));
/** What only a call that was sent has. Whose an intent is may not be unknown. */
const ofFacts =
  'v kind id accountId app status sentAtMs answeredAtMs retryAfterMs tokenLifeMs bytes rows pages code arrived'.split(
    ' ',
  );
const fields = (Object.keys(wrongOfCalls) as (keyof CallFact)[]).filter((name) => !ofFacts.includes(name));

describe('an intent', () => {
  test.each(fields)('whose %s is wrong or missing is refused with the name of the field', (name) => {
    for (const value of wrongOfCalls[name]) {
      const odd = { ...intent, [name]: value } as Intent;
      expect(() => decide(client(), odd, at(0)), valueInText(value)).toThrow(
        expect.objectContaining({
          code: 'bad-intent',
          message: expect.stringMatching(
            new RegExp(
              `^Failed to decide on a call: field "${name}[^"]*" (is missing|must be .+)\\. Give an intent with`,
            ),
          ),
        }),
      );
    }
    // Most calls have none.
    if (name === 'cursor') return;
    const missing = Object.fromEntries(Object.entries(intent).filter(([other]) => other !== name));
    expect(() => decide(client(), missing as never, at(0))).toThrow(`field "${name}" is missing`);
  });

  test('says whose it is, and since when it holds something', () => {
    const odd = (given: object) => () => decide(client(), { ...intent, ...given }, at(0));
    expect(odd({ accountId: null })).toThrow('field "accountId" must be text');
    expect(odd({ accountId: 5 })).toThrow('field "accountId" must be text');
    expect(odd({ heldSinceMs: '5' })).toThrow('field "heldSinceMs" must be a number of milliseconds or null');
    expect(odd({ heldSinceMs: undefined })).toThrow('field "heldSinceMs" is missing');
    for (const none of [null, undefined, 5, 'x'])
      expect(() => decide(client(), none as never, at(0))).toThrow('Failed to decide on a call: it is no object.');
  });

  test('of a class that nobody knows never goes, whoever is asked about it', () => {
    for (const name of ['bogus', '__proto__', 'toString', '']) {
      const odd = { ...intent, class: name as 'state' };
      for (const ledger of [client(), cloud()])
        for (const among of [undefined, [], ['rate-limit']] as const)
          expect(() => decide(ledger, odd, at(0), among)).toThrow(/field "class" must be one of token, list/);
    }
  });

  test('says nothing of what was written in it', () => {
    const secret = { ...intent, path: null, accountId: 'hunter2', userAgent: 'hunter2' };
    expect(() => decide(client(), secret as never, at(0))).toThrow(/^((?!hunter2).)*$/s);
  });

  test('is asked of known clauses only: of others everything would go', () => {
    for (const among of ['rate-limit', ['no-such-clause'], 5, null])
      expect(() => decide(client(), intent, at(0), among as never)).toThrow(
        expect.objectContaining({ code: 'unknown-clause' }),
      );
  });
});
