// How one clause is counted over a history: plain counting, written apart from `decide`.
import type { Clause } from '../clause.ts';
import type { CallFact, Fact } from '../fact.ts';
import { cloneState } from './clone-state.ts';
import type { Tally } from './tally.ts';

export interface JudgeOptions {
  /**
   * Median round trip of the client, where the facts were written by the receiver: allowed on top of the 250 ms in which
   * a refusal may still be unread. Unit ms. Default 0.
   */
  readonly roundTripMs?: number;
  /** Whether the evidence would show stream events at all; an access log would not. Default `recorded`. */
  readonly streamEvents?: 'recorded' | 'not-recorded';
}

/** Counting of one clause. `State` is plain data: primitives, maps, sets and arrays of them, of bounded size. */
export interface Counting<State> {
  readonly clause: Clause;
  /** Whose facts are counted together; null when the fact does not concern the clause. */
  readonly subjectOf: (fact: Fact) => string | null;
  readonly open: () => State;
  readonly look: (state: State, fact: Fact, tally: Tally, options: Required<JudgeOptions>) => void;
  /** Whether one fact by itself can break the clause, so that a late one is looked at as well. */
  readonly alone: boolean;
}

/** Counting of one clause over all subjects. */
export interface Counter {
  look(fact: Fact): void;
  lookAlone(fact: Fact): void;
  copy(): Counter;
  readonly tally: Tally;
}

/** Accounts or addresses followed at once; the one seen first goes first. 256 × at most 150 kB = 38 MB a clause, hostile. */
const maxSubjects = 256;

export function counterOf<State>(counting: Counting<State>, tally: Tally, options: Required<JudgeOptions>): Counter {
  return counterFrom(counting, tally, options, new Map());
}

function counterFrom<State>(
  counting: Counting<State>,
  tally: Tally,
  options: Required<JudgeOptions>,
  states: Map<string, State>,
): Counter {
  const look = (fact: Fact): void => {
    const subject = counting.subjectOf(fact);
    if (subject === null) return;
    const state = states.get(subject) ?? counting.open();
    if (!states.has(subject)) admit(states, subject, state);
    counting.look(state, fact, tally, options);
  };
  return {
    tally,
    look,
    lookAlone: (fact) => {
      if (counting.alone) look(fact);
    },
    copy: () => counterFrom(counting, tally.copy(), options, cloneState(states)),
  };
}

function admit<State>(states: Map<string, State>, subject: string, state: State): void {
  for (const oldest of states.keys()) {
    if (states.size < maxSubjects) break;
    states.delete(oldest);
  }
  states.set(subject, state);
}

/** The account of a call; facts that name none are counted together. */
export function accountOf(fact: Fact): string {
  return fact.accountId ?? 'account not told';
}

/** Whether the receiver wrote this fact: it sees the caller's address, and cannot see causes and retries. */
export function writtenByReceiver(fact: CallFact): boolean {
  return fact.clientAddress !== null;
}
