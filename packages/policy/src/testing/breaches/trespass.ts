// Other doors, borrowed names, what is not one's own.
import fc from 'fast-check';
import type { CallFact } from '../../fact.ts';
import { call, loginCall } from '../call.ts';
import { type Breach, type Breaches, times } from './breach.ts';

export const trespass: Breaches = {
  'no-intrusion': (atMs) => fc.oneof(guessedPassword(atMs), guessedIds(atMs), missingRole(atMs)),
  'proper-door': otherDoors,
  'no-circumvention': (atMs) => fc.oneof(sharedCharger(atMs), changedAccount(atMs), changedAddress(atMs)),
  'honest-identity': (atMs) =>
    fc
      .record({
        userAgent: fc.constantFrom('axios/1.6.0', 'Mozilla/5.0 (+https://my-app.example)', 'my-app/1.0', 'my-app', ''),
        count: fc.integer({ min: 1, max: 9 }),
      })
      .map(({ userAgent, count }) => ({
        facts: times(count, (n) => call({ sentAtMs: atMs + n * 700, resource: `d${n}`, userAgent })),
        offences: count,
      })),
};

/** Five refused logins are free; each one more within the hour offends. */
function guessedPassword(atMs: number): fc.Arbitrary<Breach> {
  const given = fc.record({
    everyMs: fc.integer({ min: 1500, max: 300_000 }),
    more: fc.integer({ min: 1, max: 6 }),
    status: fc.constantFrom(400, 401, 403),
  });
  return given.map(({ everyMs, more, status }) => ({
    facts: times(5 + more, (n) => loginCall({ sentAtMs: atMs + n * everyMs, status, tokenLifeMs: null })),
    offences: more,
  }));
}

/** Twenty refused ids are free; each one more within the hour offends. */
function guessedIds(atMs: number): fc.Arbitrary<Breach> {
  const given = fc.record({
    everyMs: fc.integer({ min: 700, max: 100_000 }),
    more: fc.integer({ min: 1, max: 9 }),
    status: fc.constantFrom(403, 404),
  });
  return given.map(({ everyMs, more, status }) => ({
    facts: times(20 + more, (n) => call({ sentAtMs: atMs + n * everyMs, resource: `guess${n}`, status, shown: 'no' })),
    offences: more,
  }));
}

function missingRole(atMs: number): fc.Arbitrary<Breach> {
  return fc.integer({ min: 300, max: 86_399_999 }).map((gapMs) => {
    const update = { class: 'update', method: 'POST', path: '/api/chargers/{id}/update', sets: 'other' } as const;
    const denied = { ...update, status: 403, shown: 'yes' } as const;
    return { facts: [call({ sentAtMs: atMs, ...denied }), call({ sentAtMs: atMs + gapMs, ...denied })], offences: 1 };
  });
}

function otherDoors(atMs: number): fc.Arbitrary<Breach> {
  const door = fc.constantFrom<CallFact['door']>(
    { scheme: 'http', host: 'api.zaptec.com' },
    { scheme: 'wss', host: 'api.zaptec.com' },
    { scheme: 'https', host: 'portal.zaptec.com' },
    { scheme: 'https', host: '192.0.2.7' },
    { scheme: 'amqp', host: 'sbus.servicebus.windows.net' },
  );
  return fc.array(door, { minLength: 1, maxLength: 9 }).map((doors) => ({
    facts: doors.map((each, n) => call({ sentAtMs: atMs + n * 700, resource: `d${n}`, door: each })),
    offences: doors.length,
  }));
}

function sharedCharger(atMs: number): fc.Arbitrary<Breach> {
  return fc.integer({ min: 1, max: 86_399_999 }).map((gapMs) => ({
    facts: [
      call({ sentAtMs: atMs, resource: 'shared' }),
      call({ sentAtMs: atMs + gapMs, resource: 'shared', accountId: 'second' }),
    ],
    offences: 1,
  }));
}

function changedAccount(atMs: number): fc.Arbitrary<Breach> {
  const wanted = fc.constantFrom<Partial<CallFact>>(
    {},
    { class: 'firmware', path: '/api/chargerFirmware/installation/{installationId}' },
    { class: 'command', method: 'POST', path: '/api/chargers/{id}/sendCommand/{commandId}', command: 507 },
    { class: 'update', method: 'POST', path: '/api/chargers/{id}/update', sets: 'other' },
  );
  return fc.record({ wanted, gapMs: fc.integer({ min: 251, max: 59_999 }) }).map(({ wanted: what, gapMs }) => {
    const asked = { ...what, resource: 'wanted' };
    return {
      facts: [
        call({ ...asked, sentAtMs: atMs, answeredAtMs: atMs, status: 429, retryAfterMs: 1000 }),
        call({ ...asked, sentAtMs: atMs + gapMs, accountId: 'second' }),
      ],
      offences: 1,
    };
  });
}

function changedAddress(atMs: number): fc.Arbitrary<Breach> {
  return fc.integer({ min: 1251, max: 59_999 }).map((gapMs) => {
    const refusedAtMs = atMs + 3_600_000;
    const here = { clientAddress: '198.51.100.7' };
    const refused = { ...here, status: 429, retryAfterMs: 1000, sentAtMs: refusedAtMs, answeredAtMs: refusedAtMs };
    return {
      facts: [
        call({ sentAtMs: atMs, resource: 'd1', ...here }),
        call({ resource: 'd2', ...refused }),
        call({ sentAtMs: refusedAtMs + gapMs, resource: 'd3', clientAddress: '198.51.100.8' }),
      ],
      offences: 1,
    };
  });
}
