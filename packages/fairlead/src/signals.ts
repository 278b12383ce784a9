// Ctrl-C and SIGTERM: the first one stops cleanly, the second one at once.

export interface StopSignals {
  /** Resolves with the signal's name when the user wants to stop. */
  readonly requested: Promise<NodeJS.Signals>;
  dispose(): void;
}

const stopping: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export function stopSignals(process: NodeJS.Process): StopSignals {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let asked = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(1);
    asked = true;
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
