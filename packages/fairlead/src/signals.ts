// Ctrl-C and SIGTERM: the first one stops cleanly, one that comes later stops at once.
import { type Clock, systemClock } from './clock.ts';

export interface StopSignals {
  /** Resolves with the signal's name when the user wants to stop. */
  readonly requested: Promise<NodeJS.Signals>;
  dispose(): void;
}

const stopping: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** A terminal sends Ctrl-C to every process of the group, and launchers pass it on: what follows so soon is the same wish. */
const sameWishMs = 1_500;

export function stopSignals(process: NodeJS.Process, clock: Clock = systemClock): StopSignals {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let askedAtMs: number | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    const nowMs = clock.monotonicMs();
    if (askedAtMs !== null && nowMs - askedAtMs > sameWishMs) process.exit(1);
    askedAtMs ??= nowMs;
    resolve(signal);
  };
  for (const signal of stopping) process.on(signal, onSignal);
  return {
    requested: promise,
    dispose() {
      for (const signal of stopping) process.off(signal, onSignal);
    },
  };
}
