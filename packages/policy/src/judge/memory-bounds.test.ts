// What a clause remembers of one account when hostile facts make it more than any program does: up to a bound everything,
// beyond it the latest.
import { describe, expect, test } from 'vitest';
import type { ClauseId } from '../decision.ts';
import type { CallFact } from '../fact.ts';
import { call, commandCall } from '../testing/call.ts';
import { judge } from './judge.ts';

interface Bound {
  readonly clause: ClauseId;
  readonly of: string;
  readonly most: number;
  /** The nth that is remembered, and the call that offends because of it. */
  readonly nth: (n: number) => CallFact;
  readonly offence: (n: number) => CallFact;
}

const bounds: readonly Bound[] = [
  {
    clause: 'respect-refusal',
    of: 'pauses that do not overlap',
    most: 64,
    nth: (n) => call({ sentAtMs: 0, answeredAtMs: 1000 + 500 * n, resource: `c${n}`, status: 429, retryAfterMs: 400 }),
    offence: (n) => call({ sentAtMs: 1300 + 500 * n, resource: 'other' }),
  },
  {
    clause: 'respect-refusal',
    of: 'calls that failed',
    most: 1024,
    nth: (n) => commandCall({ sentAtMs: 0, answeredAtMs: 1000, id: `f${n}`, resource: `c${n}`, status: 503 }),
    offence: (n) => commandCall({ sentAtMs: 1100, resource: `c${n}`, retryOf: `f${n}`, attempt: 2 }),
  },
  {
    clause: 'detail-cadence',
    of: 'paths',
    most: 16,
    nth: (n) => call({ sentAtMs: 0, path: `/p${n}` }),
    offence: (n) => call({ sentAtMs: 1000, path: `/p${n}` }),
  },
  {
    clause: 'list-cadence',
    of: 'lists',
    most: 16,
    nth: (n) => call({ sentAtMs: 0, class: 'list', path: `/p${n}`, resource: null, page: 0 }),
    offence: (n) => call({ sentAtMs: 1000, class: 'list', path: `/p${n}`, resource: null, page: 0 }),
  },
];

describe.each(bounds)('$clause: $of', ({ clause, most, nth, offence }) => {
  const offends = (count: number, n: number) => {
    const flood = Array.from({ length: count }, (_, at) => nth(at));
    const { verdicts } = judge([...flood, offence(n)], { order: 'as-added' });
    return verdicts.find((found) => found.clause === clause)?.verdict === 'broken';
  };

  test(`${most} are remembered, of ${most + 1} the first is forgotten`, () => {
    expect(offends(most, 0)).toBe(true);
    expect([offends(most + 1, 0), offends(most + 1, 1), offends(most + 1, most)]).toEqual([false, true, true]);
  });
});
