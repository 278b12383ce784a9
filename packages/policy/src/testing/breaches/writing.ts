// Writing too often, and commanding in vain.
import fc from 'fast-check';
import type { CallFact } from '../../fact.ts';
import { commandCall, updateCall } from '../call.ts';
import type { Breach, Breaches } from './breach.ts';

export const writing: Breaches = {
  'current-cadence': (atMs) => fc.oneof(tooSoon(atMs), inVain(atMs)),
  'command-precondition': (atMs) => fc.oneof(forbidden(atMs), rejected(atMs), refusedForGood(atMs)),
};

const installation = fc.constantFrom('w1', 'w2');

/** Some writes of one installation's current, each sooner than 15 minutes after the one before it. */
function tooSoon(atMs: number): fc.Arbitrary<Breach> {
  const gapsMs = fc.array(fc.integer({ min: 30, max: 899_999 }), { minLength: 1, maxLength: 5 });
  return fc.record({ resource: installation, gapsMs }).map(({ resource, gapsMs: gaps }) => {
    let sentAtMs = atMs;
    const later = gaps.map((gapMs) => {
      sentAtMs += gapMs;
      return updateCall({ sentAtMs, resource });
    });
    return { facts: [updateCall({ sentAtMs: atMs, resource }), ...later], offences: gaps.length };
  });
}

/** For no car, or of the value in force. */
function inVain(atMs: number): fc.Arbitrary<Breach> {
  const why = fc.constantFrom({ connected: 'no' } as const, { changed: 'no' } as const);
  return fc
    .record({ resource: installation, why })
    .map(({ resource, why: given }) => ({ facts: [updateCall({ sentAtMs: atMs, resource, ...given })], offences: 1 }));
}

function command(sentAtMs: number, given: Partial<CallFact>): CallFact {
  return commandCall({ sentAtMs, resource: 'w1', allowed: 'yes', ...given });
}

function forbidden(atMs: number): fc.Arbitrary<Breach> {
  return fc.record({ number: fc.constantFrom(506, 507), status: fc.constantFrom(200, 500) }).map((given) => ({
    facts: [
      command(atMs, {
        command: given.number,
        allowed: 'no',
        status: given.status,
        code: given.status === 500 ? 528 : null,
      }),
    ],
    offences: 1,
  }));
}

/** Sent again some time after the charger had rejected it, and nothing had changed there. */
function rejected(atMs: number): fc.Arbitrary<Breach> {
  const given = fc.record({
    number: fc.constantFrom(102, 200, 506, 507, 10_001),
    gapMs: fc.integer({ min: 30, max: 1e8 }),
  });
  return given.map(({ number, gapMs }) => ({
    facts: [
      command(atMs, { command: number, status: 500, code: 528 }),
      command(atMs + gapMs, { command: number, changed: 'no' }),
    ],
    offences: 1,
  }));
}

/** A command that found no charger, or an update that is not supported, made again within the day. */
function refusedForGood(atMs: number): fc.Arbitrary<Breach> {
  return fc
    .record({ gapMs: fc.integer({ min: 30, max: 86_399_999 }), missing: fc.boolean() })
    .map(({ gapMs, missing }) => ({
      facts: [atMs, atMs + gapMs].map((sentAtMs) =>
        missing
          ? command(sentAtMs, { status: 404, changed: 'yes' })
          : updateCall({ sentAtMs, resource: 'w3', sets: 'other', status: 500, code: 527 }),
      ),
      offences: 1,
    }));
}
