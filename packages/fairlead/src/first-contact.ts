// What a command that starts a gateway waits for before it claims anything.
import type { Gateway } from '@fairlead/gateway';
import { systemClock } from './clock.ts';
import type { StopSignals } from './signals.ts';

export type Contact =
  /** `trouble`: what is in the way, null when the gateway follows the cloud. */
  { readonly kind: 'settled'; readonly trouble: string | null } | { readonly kind: 'stopped' };

/** How the gateway stands after `ms` at most, or that the user has had enough. */
export function settledOrStopped(gateway: Gateway, signals: StopSignals, ms: number): Promise<Contact> {
  const settled = gateway.settled(systemClock.timeLimit(ms));
  return Promise.race([
    settled.then((trouble): Contact => ({ kind: 'settled', trouble })),
    signals.requested.then((): Contact => ({ kind: 'stopped' })),
  ]);
}
