// What a command that starts a gateway waits for before it claims anything.
import type { Gateway } from '@fairlead/gateway';
import { systemClock } from './clock.ts';
import type { StopSignals } from './signals.ts';

/** Null when the gateway follows the cloud or the user has had enough, else what is in the way, within `ms`. */
export function settledOrStopped(gateway: Gateway, signals: StopSignals, ms: number): Promise<string | null> {
  const stopped = signals.requested.then(() => null);
  return Promise.race([gateway.settled(systemClock.timeLimit(ms)), stopped]);
}
