// For each clause, facts that break it and nothing else, in many shapes, from `atMs` on.
import fc from 'fast-check';
import type { ClauseId } from '../decision.ts';
import type { CallFact, Fact } from '../fact.ts';
import { call, listCall, loginCall, stateCall, stream } from './call.ts';

/** Some facts, and how many of them offend. */
export interface Breach {
  readonly facts: readonly Fact[];
  readonly offences: number;
}

const times = <T>(count: number, one: (n: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, n) => one(n));

export function arbitraryBreach(clause: ClauseId, atMs: number): fc.Arbitrary<Breach> {
  switch (clause) {
    case 'rate-limit':
      return overflow(atMs);
    case 'token-rate':
      return fc.integer({ min: 1, max: 999 }).map((gapMs) => twoLogins(atMs, gapMs, null));
    case 'token-reuse':
      return fc.integer({ min: 1000, max: 86_398_000 }).map((gapMs) => twoLogins(atMs, gapMs, 86_399_000));
    case 'respect-refusal':
      return fc.oneof(pressingOn(atMs), impatientTries(atMs));
    case 'documented-only':
      return fc.integer({ min: 1, max: 9 }).map((count) => ({
        facts: times(count, (n) =>
          call({ sentAtMs: atMs + n * 700, class: 'undocumented', path: '/api/circuits/{id}' }),
        ),
        offences: count,
      }));
    case 'state-cache':
      return fc.integer({ min: 1, max: 14_999 }).map((gapMs) => ({
        facts: [stateCall({ sentAtMs: atMs }), stateCall({ sentAtMs: atMs + gapMs })],
        offences: 1,
      }));
    case 'list-cadence':
      return fc
        .record({
          gapMs: fc.integer({ min: 30, max: 3_599_999 }),
          path: fc.constantFrom('/api/chargers', '/api/installation'),
        })
        .map(({ gapMs, path }) => ({
          facts: [listCall({ sentAtMs: atMs, path }), listCall({ sentAtMs: atMs + gapMs, path })],
          offences: 1,
        }));
    case 'push-first':
      return fc.integer({ min: 15_000, max: 3_600_000 }).map((everyMs) => pollingWithoutStream(atMs, everyMs));
  }
}

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

function pollingWithoutStream(atMs: number, everyMs: number): Breach {
  const inTrial = Math.floor(3_600_000 / everyMs) + 1;
  return {
    facts: [
      stream('lost', atMs - 3_600_000),
      ...times(inTrial + 2, (n) => stateCall({ sentAtMs: atMs + n * everyMs })),
    ],
    offences: 2,
  };
}
