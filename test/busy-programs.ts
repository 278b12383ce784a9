// What a machine that talks to the cloud may do and meet, as random programs: callers by the dozen, faults, outages, restarts and
// a wall clock that somebody sets. They say what happens and do nothing themselves.
import type { HttpFault } from '@fairlead/emulator';
import type { EndpointId } from '@fairlead/protocol';
import { type CallRequest, lanes } from '@fairlead/sdk';
import fc from 'fast-check';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export interface Wish {
  readonly endpoint: EndpointId;
  readonly variant: number;
  readonly about: number;
  readonly cause: CallRequest['cause'];
  readonly lane: CallRequest['lane'];
  readonly app: string | null;
  readonly afterMs: number;
  readonly cancelAfterMs: number | null;
}

export type Act =
  | { readonly kind: 'callers'; readonly callers: readonly (readonly Wish[])[] }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'fault'; readonly fault: HttpFault; readonly share: number; readonly forMs: number }
  | { readonly kind: 'revoke-tokens' | 'detach-readers' | 'rotate-bus-keys' }
  | { readonly kind: 'dark'; readonly how: 'refused' | 'cut'; readonly forMs: number }
  | { readonly kind: 'no-bus'; readonly forMs: number }
  | { readonly kind: 'restart'; readonly orderly: boolean }
  | { readonly kind: 'jump'; readonly ms: number };

const wish: fc.Arbitrary<Wish> = fc.record({
  endpoint: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom<EndpointId>('charger-state', 'charger', 'session-priority') },
    { weight: 2, arbitrary: fc.constantFrom<EndpointId>('installation', 'installation-update', 'charger-command') },
    {
      weight: 1,
      arbitrary: fc.constantFrom<EndpointId>(
        'chargers',
        'installations',
        'installation-hierarchy',
        'firmware',
        'constants',
        'archived-sessions',
        'charge-history',
        'installation-report',
        'charger-update',
        'group-stream-details',
        'session',
      ),
    },
  ),
  variant: fc.nat(7),
  about: fc.nat(6),
  cause: fc.constantFrom<CallRequest['cause']>('routine', 'user', 'start', 'reconcile', 'after-command'),
  lane: fc.constantFrom(...lanes),
  app: fc.constantFrom('a', 'b', 'c', null),
  afterMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(20_000) }),
  cancelAfterMs: fc.option(fc.nat(3_000), { nil: null, freq: 4 }),
});

const callers: fc.Arbitrary<Act> = fc.record({
  kind: fc.constant('callers'),
  callers: fc.array(fc.array(wish, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 50, size: 'max' }),
});

const fault: fc.Arbitrary<HttpFault> = fc.oneof(
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(500, 502, 503, 504),
    when: fc.constantFrom('before', 'after' as const),
  }),
  fc.record({ kind: fc.constantFrom('reset', 'hang' as const), when: fc.constantFrom('before', 'after' as const) }),
  fc.record({ kind: fc.constant('slow' as const), delayMs: fc.nat(20_000) }),
  fc.constantFrom({ kind: 'truncated' as const }, { kind: 'wrong-content-type' as const }),
);

const weather: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: callers },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.oneof(fc.nat(5_000), fc.nat(5 * minuteMs), fc.nat(5 * hourMs)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      fault,
      share: fc.constantFrom(0.2, 0.5, 1),
      forMs: fc.integer({ min: 1_000, max: 20 * minuteMs }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('revoke-tokens', 'detach-readers', 'rotate-bus-keys' as const) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('dark' as const),
      how: fc.constantFrom('refused', 'cut' as const),
      forMs: fc.integer({ min: 1_000, max: 30 * minuteMs }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('no-bus' as const), forMs: fc.integer({ min: 1_000, max: 2 * hourMs }) }),
  },
);
const restart: fc.Arbitrary<Act> = fc.record({ kind: fc.constant('restart' as const), orderly: fc.boolean() });
const jump: fc.Arbitrary<Act> = fc.record({
  kind: fc.constant('jump' as const),
  ms: fc.integer({ min: -5 * hourMs, max: 5 * hourMs }),
});

const fewCallers: fc.Arbitrary<Act> = fc.record({
  kind: fc.constant('callers'),
  callers: fc.array(fc.array(wish, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
});
const hours: fc.Arbitrary<Act> = fc.record({
  kind: fc.constant('pass' as const),
  ms: fc.integer({ min: 6 * hourMs, max: 16 * hourMs }),
});

/** Five to eight times many hours, each with something before it: two to four days together. */
export const programsOfDays: fc.Arbitrary<readonly Act[]> = fc
  .array(
    fc.tuple(
      fc.oneof(
        { weight: 4, arbitrary: fewCallers },
        { weight: 3, arbitrary: weather },
        { weight: 1, arbitrary: restart },
        { weight: 1, arbitrary: jump },
      ),
      hours,
    ),
    { minLength: 5, maxLength: 8 },
  )
  .map((parts) => parts.flat());

/** How long a program lasts at the least. */
export function lastingMs(program: readonly Act[]): number {
  return program.reduce((sumMs, act) => sumMs + (act.kind === 'pass' ? act.ms : 0), 0);
}

/** Three to twelve acts, some hours together. */
export const programs = fc.array(
  fc.oneof({ weight: 8, arbitrary: weather }, { weight: 1, arbitrary: restart }, { weight: 1, arbitrary: jump }),
  { minLength: 3, maxLength: 12, size: 'max' },
);
