// One command on its way: each step is kept before the next one counts, and told to whoever watches.
import type { CommandState } from '../contract.ts';
import type { Store, StoredCommand } from '../store/store.ts';
import { hasEnded } from './command-view.ts';

export interface Step {
  readonly state: CommandState;
  readonly reason?: string;
  readonly sentAtMs?: number | null;
  readonly endedAtMs?: number;
}

export interface Flight {
  readonly current: StoredCommand;
  /** Told at once and kept with the next step: for steps that follow each other without a pause. */
  pass(state: CommandState): void;
  /** Resolves when the step is durable. Steps after the end are ignored. */
  step(step: Step): Promise<void>;
  /** An end that is told but not kept: for a refusal that nobody can ask for after a restart. */
  end(step: Step): void;
  /** Resolves when the cloud has answered, or when it is settled that it will not be asked. */
  readonly answered: Promise<Answered>;
  answer(answered: Answered): void;
}

/** `not-sent`: nothing went out. `unknown`: it went out, and nobody can say what became of it. */
export interface Answered {
  readonly outcome: 'accepted' | 'refused' | 'unknown' | 'not-sent';
  readonly reason: string | null;
}

export function takeFlight(command: StoredCommand, store: Store, told: (command: StoredCommand) => void): Flight {
  let current = command;
  const { promise: answered, resolve } = Promise.withResolvers<Answered>();
  const become = ({ state, ...facts }: Step): void => {
    current = { ...current, state, ...facts };
    told(current);
    if (hasEnded(current)) resolve(answerOf(current));
  };
  return {
    get current() {
      return current;
    },
    answered,
    answer: resolve,
    pass: (state) => become({ state }),
    end: become,
    async step(step) {
      if (hasEnded(current)) return;
      const kept = store.saveCommand({ ...current, ...step });
      become(step);
      await kept;
    },
  };
}

/** What is still to be said about a command that has ended. */
export function answerOf({ state, sentAtMs, reason }: StoredCommand): Answered {
  if (state === 'refused') return { outcome: sentAtMs === null ? 'not-sent' : 'refused', reason };
  return { outcome: state === 'unconfirmed' ? 'unknown' : 'accepted', reason };
}
