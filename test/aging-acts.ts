// What may happen to cars, settings, links, chargers, the machine and the program in some days, as random programs. They say
// what happens and do nothing themselves.
import fc from 'fast-check';

export type AgingAct =
  | { readonly kind: 'plug' | 'unplug' | 'go-offline' | 'come-online' | 'pause' | 'resume'; readonly charger: number }
  | { readonly kind: 'set-limit'; readonly charger: number; readonly amps: number }
  | { readonly kind: 'set-current' | 'wish-current'; readonly amps: number }
  | { readonly kind: 'set-clock'; readonly byMin: number }
  | { readonly kind: (typeof plain)[number] };

/** What needs no more words. `list` narrows; `archive` reads pages of ended sessions: both come between the account's own reads. */
const plain = [
  ...(['cut', 'restore', 'detach', 'rotate', 'freeze', 'reset', 'rival', 'rival-leaves'] as const),
  ...(['go-dark', 'come-back', 'restart', 'sleep', 'wake', 'list', 'archive'] as const),
] as const;

const amps = fc.integer({ min: 6, max: 25 });
const charger = fc.integer({ min: 0, max: 2 });

const act: fc.Arbitrary<AgingAct> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('plug' as const, 'unplug', 'go-offline', 'come-online', 'pause', 'resume'),
      charger,
    }),
  },
  fc.record({ kind: fc.constant('set-limit' as const), charger, amps: fc.integer({ min: 6, max: 32 }) }),
  fc.record({ kind: fc.constantFrom('set-current' as const, 'wish-current'), amps }),
  fc.record({ kind: fc.constant('set-clock' as const), byMin: fc.constantFrom(-1_440, -180, -10, 10, 180, 1_440) }),
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom(...plain) }) },
);

export interface AgingStep {
  readonly act: AgingAct;
  readonly restMin: number;
}

/** Up to six hours apart: a program of ten is about 30 hours. */
export const agingPrograms: fc.Arbitrary<readonly AgingStep[]> = fc.array(
  fc.record({ act, restMin: fc.integer({ min: 1, max: 360 }) }),
  { minLength: 6, maxLength: 14 },
);
