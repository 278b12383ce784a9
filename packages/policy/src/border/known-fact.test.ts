// Which facts are let in, field by field, and in which form.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fact } from '../fact.ts';
import { formatFact } from '../journal/format-fact.ts';
import { judge } from '../judge/judge.ts';
import { record } from '../ledger/record.ts';
import { arbitraryFact } from '../testing/arbitrary-fact.ts';
import { at, client } from '../testing/ask.ts';
import { attested, stateCall, stream } from '../testing/call.ts';
import { valueInText, wrongOfAttestations, wrongOfCalls, wrongOfStreams } from '../testing/wrong-fields.ts';
import { knownFact } from './known-fact.ts';

const sound = {
  call: stateCall({ sentAtMs: at(0), window: { fromAtMs: 0, toAtMs: 1 }, sets: 'other', retryOf: 'a', attempt: 2 }),
  stream: stream('opened', at(0)),
  attestation: attested({ about: 'retention-set', atMs: at(0) }),
};
const wrong = { call: wrongOfCalls, stream: wrongOfStreams, attestation: wrongOfAttestations };
const fields = (Object.keys(wrong) as Fact['kind'][]).flatMap((kind) =>
  Object.entries(wrong[kind]).map(([name, values]) => [kind, name, values] as const),
);

describe('a fact', () => {
  test('of each kind is taken as it is', () => {
    for (const fact of Object.values(sound)) expect(knownFact(fact)).toBe(fact);
    fc.assert(
      fc.property(arbitraryFact(fc.double({ noNaN: true, noDefaultInfinity: true })), (fact) => {
        expect(knownFact(fact)).toBe(fact);
      }),
    );
  });

  test.each(fields)(
    'of kind %s whose %s is wrong is counted and left out by ledger and judge, and not written',
    (kind, name, values) => {
      for (const value of values) {
        const fact = { ...sound[kind], [name]: value } as Fact;
        const why = valueInText(value);
        expect(record(client(), fact).unusable, why).toBe(1);
        expect(judge([fact]).facts, why).toMatchObject({
          total: 1,
          unusable: 1,
          calls: 0,
          streamEvents: 0,
          attestations: 0,
        });
        expect(() => formatFact(fact), why).toThrow('Failed to write a fact: it is none.');
      }
    },
  );

  test('may leave out what may be null or unknown, as in a journal', () => {
    const mayBeAbsent = [
      'accountId',
      'app',
      'resource',
      'installationId',
      'command',
      'sets',
      'page',
      'pageSize',
    ] as const;
    const notTold = ['window', 'status', 'retryAfterMs', 'tokenLifeMs', 'retryOf', 'bytes', 'rows', 'code'] as const;
    const nobody = ['userAgent', 'clientAddress', 'answeredAtMs'] as const;
    const notKnown = ['changed', 'charging', 'connected', 'allowed', 'shown'] as const;
    for (const name of [...mayBeAbsent, ...notTold, ...nobody]) {
      expect(knownFact({ ...sound.call, [name]: undefined }), name).toEqual({ ...sound.call, [name]: null });
    }
    for (const name of notKnown) {
      expect(knownFact({ ...sound.call, [name]: undefined }), name).toEqual({ ...sound.call, [name]: 'unknown' });
    }
    const { statement: _, ...silent } = sound.attestation;
    expect(knownFact(silent)).toEqual({ ...sound.attestation, statement: '' });
  });

  test('keeps its odd times when something else of it is completed', () => {
    const early = {
      ...sound.call,
      sentAtMs: -1e12,
      answeredAtMs: -1e12 + 0.5,
      window: { fromAtMs: -5, toAtMs: 1e300 },
    };
    expect(knownFact({ ...early, app: undefined })).toEqual(early);
  });
});
