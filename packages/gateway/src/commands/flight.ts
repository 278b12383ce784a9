// One command on its way: each step is kept before the next one counts, and told to whoever watches.
import type { CommandState } from '../contract.ts';
import type { Store, StoredCommand } from '../store/store.ts';
import { hasEnded } from './command-view.ts';

export interface Step {
  readonly state: CommandState;
  readonly reason?: string;
  readonly sentAtMs?: number;
  readonly endedAtMs?: number;
}

export interface Flight {
  readonly current: StoredCommand;
  /** Resolves when the step is durable. Steps after the end are ignored. */
  step(step: Step): Promise<void>;
  /** Resolves when the cloud has answered or the command has ended, whichever is first. */
  readonly answered: Promise<StoredCommand>;
  /** The cloud has answered. */
  answer(): void;
}

export function takeFlight(command: StoredCommand, store: Store, told: (command: StoredCommand) => void): Flight {
  let current = command;
  const { promise: answered, resolve } = Promise.withResolvers<StoredCommand>();
  return {
    get current() {
      return current;
    },
    answered,
    answer: () => resolve(current),
    async step({ state, ...facts }) {
      if (hasEnded(current)) return;
      current = { ...current, state, ...facts };
      const kept = store.saveCommand(current);
      told(current);
      if (hasEnded(current)) resolve(current);
      await kept;
    },
  };
}
