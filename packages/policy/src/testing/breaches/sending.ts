// Sending too fast, logging in too often, pressing on, calling what is not documented.
import fc from 'fast-check';
import type { CallFact } from '../../fact.ts';
import { call, loginCall } from '../call.ts';
import { type Breach, type Breaches, times } from './breach.ts';

export const sending: Breaches = {
  'rate-limit': overflow,
  'token-rate': (atMs) => fc.integer({ min: 1, max: 999 }).map((gapMs) => twoLogins(atMs, gapMs, null)),
  'token-reuse': (atMs) =>
    fc.integer({ min: 1000, max: 86_398_000 }).map((gapMs) => twoLogins(atMs, gapMs, 86_399_000)),
  'respect-refusal': (atMs) => fc.oneof(pressingOn(atMs), impatientTries(atMs)),
  'documented-only': (atMs) =>
    fc.integer({ min: 1, max: 9 }).map((count) => ({
      facts: times(count, (n) => call({ sentAtMs: atMs + n * 700, class: 'undocumented', path: '/api/circuits/{id}' })),
      offences: count,
    })),
};

/** So many at once that 15 fit and the others do not; the excess is refused, or served all the same. */
function overflow(atMs: number): fc.Arbitrary<Breach> {
  return fc.record({ excess: fc.integer({ min: 1, max: 40 }), refused: fc.boolean() }).map(({ excess, refused }) => ({
    facts: times(15 + excess, (n) =>
      call({
        sentAtMs: atMs,
        resource: `d${n}`,
        ...(refused && n >= 15 ? { status: 429, retryAfterMs: 1000 } : {}),
      }),
    ),
    offences: excess,
  }));
}

function twoLogins(atMs: number, gapMs: number, tokenLifeMs: number | null): Breach {
  const status = tokenLifeMs === null ? 400 : 200;
  const login = (sentAtMs: number): CallFact => loginCall({ sentAtMs, status, tokenLifeMs });
  return { facts: [login(atMs), login(atMs + gapMs)], offences: 1 };
}

/** Refused with a Retry-After, and calling on before it is over. */
function pressingOn(atMs: number): fc.Arbitrary<Breach> {
  const given = fc.record({
    retryAfterMs: fc.integer({ min: 300, max: 60_000 }),
    share: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });
  return given.map(({ retryAfterMs, share }) => ({
    facts: [
      call({ sentAtMs: atMs, answeredAtMs: atMs, status: 429, retryAfterMs }),
      call({ sentAtMs: atMs + 251 + Math.floor(share * (retryAfterMs - 251)), class: 'command', method: 'POST' }),
    ],
    offences: 1,
  }));
}

/** Tries of one call that come a little too soon from the `patient + 2`nd on. */
function impatientTries(atMs: number): fc.Arbitrary<Breach> {
  return fc.record({ patient: fc.nat(5), earlyMs: fc.integer({ min: 1, max: 400 }) }).map(({ patient, earlyMs }) => {
    let sentAtMs = atMs;
    const facts = times(patient + 2, (n) => {
      if (n > 0) sentAtMs += 500 * 2 ** (n - 1) - (n === patient + 1 ? earlyMs : 0);
      const told = n === 0 ? { id: 'impatient' } : { attempt: n + 1, retryOf: 'impatient' };
      return call({ sentAtMs, answeredAtMs: sentAtMs, status: 503, class: 'command', method: 'POST', ...told });
    });
    return { facts, offences: 1 };
  });
}
