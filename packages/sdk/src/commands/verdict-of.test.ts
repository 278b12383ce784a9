import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Ending } from '../governor/flight.ts';
import type { Answered } from '../transport/exchange.ts';
import { type Verdict, verdictOf, type Write } from './verdict-of.ts';

const writes: readonly Write[] = [
  'command',
  'deauthorize',
  'charger-update',
  'installation-update',
  'session-priority',
];
const times = { sentAtMs: 1_000, answeredAtMs: 1_200 };

function answered(
  status: number,
  body?: unknown,
  shape: Answered['shape'] = body === undefined ? 'empty' : 'json',
): Ending {
  const exchange = { kind: 'answered', status, shape, body, bytes: 0, retryAfterMs: null, digest: null } as const;
  return { kind: 'exchanged', exchange, ...times };
}

function failed(reached: 'no' | 'maybe'): Ending {
  return { kind: 'exchanged', exchange: { kind: 'failed', reached, code: 'x', message: 'It broke.' }, ...times };
}

const coded = (code: number, details: string | null = null) =>
  answered(500, { Code: code, Details: details, StackTrace: null });
const why = (verdict: Verdict): string => (verdict.outcome === 'refused' ? verdict.why : verdict.outcome);

describe('an answer', () => {
  test.each<[string, Ending, Write, string]>([
    ['200', answered(200), 'command', 'accepted'],
    ['204', answered(204), 'installation-update', 'accepted'],
    ['528', coded(528), 'command', 'rejected'],
    ['528 to 10001', coded(528), 'deauthorize', 'unknown'],
    ['500 and nothing to 10001', answered(500), 'deauthorize', 'unknown'],
    ['528 to an update', coded(528), 'charger-update', 'other'],
    ['500 and a code that nobody saw, to a command', coded(505), 'command', 'unknown'],
    ['500 and a code that is in no list', coded(9_999), 'deauthorize', 'unknown'],
    ['520: the answer of the charger may be what got lost', coded(520), 'command', 'unknown'],
    ['527 of an APM', coded(527, 'Cannot update installation when using APM'), 'installation-update', 'automatic'],
    ['527 of a schedule', coded(527, 'when using scheduled power management'), 'installation-update', 'schedule'],
    ['527 of nobody', coded(527), 'installation-update', 'not-supported'],
    ['403', answered(403), 'charger-update', 'role'],
    ['404', answered(404), 'command', 'unknown-thing'],
    ['512', answered(404, { errorCode: 512, message: 'Charger not found.' }), 'command', 'unknown-thing'],
    ['429', answered(429), 'command', 'unreachable'],
    ['400', answered(400, 'malformed', 'text'), 'charger-update', 'other'],
    ['another code', coded(531), 'installation-update', 'unknown'],
    ['a code of a page that is no 500', answered(400, { Code: 529 }), 'charger-update', 'other'],
    ["the proxy's own 503", answered(503, '<html>', 'html'), 'command', 'unreachable'],
    ['503 without a page', answered(503), 'command', 'unknown'],
    ['nothing of it arrived', failed('no'), 'command', 'unreachable'],
    ['it may have arrived', failed('maybe'), 'command', 'unknown'],
    ['500 and nothing', answered(500), 'command', 'unknown'],
    ['502', answered(502, '<html>', 'html'), 'command', 'unknown'],
    ['504', answered(504, '<html>', 'html'), 'installation-update', 'unknown'],
    ['524', answered(524, '<html>', 'html'), 'charger-update', 'unknown'],
  ])('%s says of a write: %s', (_, ending, write, expected) => {
    expect(why(verdictOf(ending, write))).toBe(expected);
  });

  test('that nobody has seen yet is refused by 3xx, 4xx, 512, 527 and 528 alone, and accepted only by 2xx', () => {
    const body = fc.option(fc.record({ Code: fc.integer({ min: 500, max: 542 }), Details: fc.option(fc.string()) }));
    const final = new Set([512, 527, 528]);
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), body, fc.constantFrom(...writes), (status, told, write) => {
        const verdict = verdictOf(answered(status, told ?? undefined), write);
        expect(verdict.outcome === 'accepted').toBe(status < 300);
        if (status >= 500 && !final.has(told?.Code ?? 0)) expect(verdict.outcome).toBe('unknown');
        if (write !== 'deauthorize' && status >= 300 && final.has(told?.Code ?? 0))
          expect(verdict.outcome).toBe('refused');
        if (verdict.outcome === 'refused') expect(verdict.reason).toMatch(/^[A-Z].*\.$/s);
      }),
    );
  });
});

describe('the reason of a refusal', () => {
  test('quotes nothing of the cloud, whatever it says', () => {
    const code = fc.constantFrom(512, 527, 528);
    const about = fc.constantFrom('', ' using APM', ' scheduled power management', ' is not Paused nor Scheduled');
    fc.assert(
      fc.property(code, about, fc.constantFrom(...writes), (told, words, write) => {
        for (const body of [
          { Code: told, Details: `Mika Cleat${words}` },
          { errorCode: told, message: `Mika Cleat${words}` },
        ])
          expect(JSON.stringify(verdictOf(answered(500, body), write))).not.toContain('Cleat');
      }),
    );
  });

  test.each([
    ['Charging is not Paused nor Scheduled; Resume command cannot be sent', 'neither paused nor waiting'],
    ['Resume command cannot be sent during scheduled power management', 'a schedule holds'],
    [null, 'is not in a state for this command'],
  ])('of 528 says in words of its own what %s means', (details, words) => {
    expect(verdictOf(coded(528, details), 'command')).toMatchObject({ reason: expect.stringContaining(words) });
  });
});

test.each([
  ['command', 'charger'],
  ['deauthorize', 'charger'],
  ['charger-update', 'charger'],
  ['installation-update', 'installation'],
  ['session-priority', 'session'],
] as const)('a %s of what the cloud does not know says that there is no such %s', (write, thing) => {
  expect(verdictOf(answered(404), write)).toMatchObject({
    why: 'unknown-thing',
    reason: `The cloud knows no such ${thing} (status 404). Check the id of the ${thing}.`,
  });
  const later = { kind: 'not-sent', reason: 'too-early', untilMs: 5_000, clause: 'command-precondition' } as const;
  expect(verdictOf(later, write)).toMatchObject({ reason: expect.stringContaining(`no such ${thing}, or cannot do`) });
});

describe('what was not sent', () => {
  test('as not a byte of it arrived says so; what the cloud did not take says when it left', () => {
    expect(verdictOf(failed('no'), 'command')).toMatchObject({ why: 'unreachable', sentAtMs: null });
    expect(verdictOf(answered(429), 'command')).toMatchObject({ why: 'unreachable', sentAtMs: 1_000 });
    expect(verdictOf(answered(503, '<html>', 'html'), 'command')).toMatchObject({
      why: 'unreachable',
      sentAtMs: 1_000,
    });
  });
  test('since the policy holds it back is a refusal with the time, or with what to wait for', () => {
    const never = {
      kind: 'not-sent',
      reason: 'forbidden',
      clause: 'command-precondition',
      instead: 'waiting',
    } as const;
    expect(verdictOf(never, 'command')).toMatchObject({ outcome: 'refused', why: 'unchanged', sentAtMs: null });
    const later = { kind: 'not-sent', reason: 'too-early', untilMs: 5_000, clause: 'current-cadence' } as const;
    expect(verdictOf(later, 'installation-update')).toMatchObject({
      why: 'too-early',
      retryAtMs: 5_000,
      sentAtMs: null,
    });
    const tomorrow = { ...later, clause: 'command-precondition' } as const;
    expect(verdictOf(tomorrow, 'installation-update')).toMatchObject({ why: 'not-supported', retryAtMs: 5_000 });
  });

  test('for another reason is an error, and so is what was taken back in time; later that is unknown', () => {
    expect(() => verdictOf({ kind: 'not-sent', reason: 'queue-full', queued: 9, of: 'account' }, 'command')).toThrow(
      expect.objectContaining({ code: 'queue-full' }),
    );
    expect(() => verdictOf({ kind: 'cancelled', sentAtMs: null }, 'command')).toThrow(
      expect.objectContaining({ code: 'cancelled' }),
    );
    expect(verdictOf({ kind: 'cancelled', sentAtMs: 7 }, 'command')).toMatchObject({ outcome: 'unknown', sentAtMs: 7 });
  });
});
