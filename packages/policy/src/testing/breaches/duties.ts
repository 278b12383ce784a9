// Leaving a duty undone, and attesting what does not hold.
import fc from 'fast-check';
import type { AttestationSubject } from '../../fact.ts';
import { attested, call, stateCall, stream } from '../call.ts';
import { type Breach, type Breaches, times } from './breach.ts';

/** All that arbitrary wishes read. */
const chargers = ['c1', 'c2', 'c3'];

export const duties: Breaches = {
  'push-first': (atMs) =>
    fc
      .record({ everyMs: fc.integer({ min: 600_000, max: 3_600_000 }), besideTheStream: fc.boolean() })
      .map(({ everyMs, besideTheStream }) =>
        besideTheStream ? pollingBesideTheStream(atMs, everyMs) : pollingWithoutStream(atMs, everyMs),
      ),
  'fresh-data': (atMs) => fc.oneof(notReconciled(atMs), tooOld(atMs)),
  monitored: (atMs) => failing(atMs, { 'calls-not-journalled': 'counted' }),
  'personal-data': (atMs) =>
    failing(atMs, {
      'personal-fields-listed': 'said',
      'retention-set': 'said',
      'export-and-erasure-work': 'said',
      'logs-redacted': 'said',
    }),
  'secrets-confidential': (atMs) =>
    failing(atMs, {
      'secrets-in-outputs': 'counted',
      'secrets-at-rest-in-clear': 'counted',
      'transport-encrypted': 'said',
    }),
  'no-sharing': (atMs) => failing(atMs, { 'cloud-tokens-handed-out': 'counted', 'apps-have-own-keys': 'said' }),
  'no-user-passwords': (atMs) => failing(atMs, { 'user-passwords-at-rest': 'counted', 'accounts-are-own': 'said' }),
};

/** Every charger in turn, so that what is held stays fresh meanwhile. */
function pollingWithoutStream(atMs: number, everyMs: number): Breach {
  const inTrial = Math.floor(3_600_000 / everyMs) + 1;
  return {
    facts: [
      stream('lost', atMs - 3_590_000),
      ...times(inTrial + 2, (n) =>
        chargers.map((resource) => stateCall({ sentAtMs: atMs + n * everyMs, resource })),
      ).flat(),
    ],
    offences: 2 * chargers.length,
  };
}

/** The stream of one installation is read, and another installation is polled. */
function pollingBesideTheStream(atMs: number, everyMs: number): Breach {
  const inTrial = Math.floor(3_600_000 / everyMs) + 1;
  const read = { resource: 'c9', installationId: 'i9' };
  return {
    facts: [
      stream('opened', atMs - 1000),
      ...times(inTrial + 2, (n) => stateCall({ sentAtMs: atMs + n * everyMs, ...read })),
    ],
    offences: 2,
  };
}

/** The stream is lost, other calls go on, some chargers are read again and the first ones are not until it is back. */
function notReconciled(atMs: number): fc.Arbitrary<Breach> {
  const given = fc.record({
    forgotten: fc.integer({ min: 1, max: 3 }),
    readAfterMs: fc.integer({ min: 900_000, max: 3_500_000 }),
    lateMs: fc.integer({ min: 1, max: 800_000 }),
  });
  return given.map(({ forgotten, readAfterMs, lateMs }) => {
    const lostAtMs = atMs + 60_000;
    return {
      facts: [
        stream('opened', atMs),
        ...chargers.map((resource, n) => stateCall({ sentAtMs: atMs + 1000 + n * 700, resource })),
        stream('lost', lostAtMs),
        ...chargers
          .slice(forgotten)
          .map((resource, n) => stateCall({ sentAtMs: lostAtMs + readAfterMs + n * 700, resource })),
        call({ sentAtMs: lostAtMs + 3_550_000, resource: 'd1' }),
        stream('opened', lostAtMs + 3_600_000 + lateMs),
      ],
      offences: forgotten,
    };
  });
}

function tooOld(atMs: number): fc.Arbitrary<Breach> {
  return fc.integer({ min: 3_660_001, max: 1e9 }).map((value) => ({
    facts: [attested({ about: 'oldest-mirrored-value', value, atMs })],
    offences: 1,
  }));
}

/** Some statements that fail: said to, or measured beyond what may be, whatever they claim. */
function failing(
  atMs: number,
  subjects: Partial<Record<AttestationSubject, 'said' | 'counted'>>,
): fc.Arbitrary<Breach> {
  const statement = fc.record({
    subject: fc.constantFrom(...Object.entries(subjects)),
    value: fc.integer({ min: 1, max: 1000 }),
    claimed: fc.boolean(),
    accountId: fc.constantFrom('main', null),
  });
  return fc.array(statement, { minLength: 1, maxLength: 5 }).map((statements) => ({
    facts: statements.map(({ subject: [about, how], value, claimed, accountId }, n) =>
      attested({
        about: about as AttestationSubject,
        atMs: atMs + n * 7_000_000,
        accountId,
        ...(how === 'counted' ? { value, holds: claimed } : { holds: false }),
      }),
    ),
    offences: statements.length,
  }));
}
