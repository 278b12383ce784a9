// How one clause is counted over a history: plain counting, written apart from `decide`.
import type { Breach, Subject } from '../breach.ts';
import type { Clause } from '../clause.ts';
import type { AttestationFact, CallClass, CallFact, Fact, StreamFact } from '../fact.ts';
import { inWords, type PolicyError } from '../policy-error.ts';
import { areHosts, badTerms, generalAccess, isUsableLimit, type Tier, unusableLimit } from '../terms.ts';
import type { Distance } from './distance.ts';
import type { Tally } from './tally.ts';

export interface JudgeOptions {
  /**
   * Median round trip of the client, where the facts were written by the receiver: allowed on top of the 250 ms in which
   * a refusal may still be unread, and of the second in which a replacement's first answer may. Unit ms. Default 0.
   */
  readonly roundTripMs?: number;
  /** Whether the evidence would show stream events at all; an access log would not. Default `recorded`. */
  readonly streamEvents?: 'recorded' | 'not-recorded';
  /**
   * What the accounts may do: all of them, or each by its id (`tierOf` of a ladder). Default `generalAccess`, also for an
   * account for which the function answers no usable tier.
   */
  readonly tier?: Tier | ((accountId: string) => Tier);
  /** Hosts, with their ports, that stand for the cloud in a rehearsal beyond loopback. Default none. */
  readonly doors?: readonly string[];
  /** `as-added`: the facts come in the order in which they happened, and each is judged at once. Default `sorted`. */
  readonly order?: 'sorted' | 'as-added';
  /** Told of every breach as it is found, in the order of the history. */
  readonly onBreach?: (breach: Breach) => void;
}

export interface Settled extends Required<Omit<JudgeOptions, 'onBreach' | 'tier'>> {
  readonly tierOf: (accountId: string) => Tier;
}

/** Throws `bad-terms`. */
export function settle(options: JudgeOptions): Settled {
  needOptions(options, 'open a judge');
  const { roundTripMs = 0, streamEvents = 'recorded', tier = generalAccess, doors = [], order = 'sorted' } = options;
  if (typeof tier !== 'function' && !isUsableLimit(tier)) throw bad(unusableLimit(tier));
  if (!Number.isFinite(roundTripMs) || roundTripMs < 0) {
    throw bad(
      `a round trip of ${inWords(roundTripMs)} ms is no length of time. Give roundTripMs a number of milliseconds from 0 on.`,
    );
  }
  if (streamEvents !== 'recorded' && streamEvents !== 'not-recorded')
    throw bad('streamEvents is neither. Give recorded or not-recorded, or leave it out.');
  if (order !== 'sorted' && order !== 'as-added')
    throw bad('the order is none. Give sorted or as-added, or leave it out.');
  if (!areHosts(doors)) throw bad('the doors are no list of hosts. Give each with its port, or leave them out.');
  return { roundTripMs, streamEvents, tierOf: tiersBy(tier), doors, order };
}

/** Throws `bad-terms` where they are no options at all, or cannot be told of breaches. */
export function needOptions(options: JudgeOptions, failed: string): void {
  if (typeof options !== 'object' || options === null)
    throw badTerms('the options are none. Give an object, or leave them out.', failed);
  if (options.onBreach !== undefined && typeof options.onBreach !== 'function')
    throw badTerms('onBreach is no function. Give one, or leave it out.', failed);
}

const bad = (why: string): PolicyError => badTerms(why, 'open a judge');

/** Nobody has more than general access without a tier that can be counted with. */
function tiersBy(tier: NonNullable<JudgeOptions['tier']>): Settled['tierOf'] {
  if (typeof tier !== 'function') return () => tier;
  return (accountId) => {
    const told = tier(accountId);
    return isUsableLimit(told) ? told : generalAccess;
  };
}

/** Whose facts are counted together. `deployment`: the caller's address where the receiver wrote the fact, else all of them. */
export type Counted = 'account' | 'address' | 'deployment';

/** Counting of one clause. `State` is plain data: primitives, maps, sets and arrays of them, of bounded size. */
export interface Counting<State> {
  readonly clause: Clause;
  readonly per: Counted;
  /** Classes of the calls that concern the clause; empty when none does. */
  readonly classes: 'all' | readonly CallClass[];
  open(): State;
  /**
   * Only answered calls come here, in the order in which they were sent. `distance` from the read of the same thing before
   * it; null where a call has no floor, and where nothing is counted per account.
   */
  call?(state: State, call: CallFact, tally: Tally, options: Settled, distance: Distance | null): void;
  stream?(state: State, event: StreamFact, tally: Tally, options: Settled): void;
  /** An attestation of no account concerns every account and comes under the key of none. */
  attestation?(state: State, attestation: AttestationFact, tally: Tally, options: Settled): void;
  /**
   * The history is over: what was left undone is told now. Called for every subject that was seen at all; again where it
   * was forgotten and came back.
   */
  close?(state: State, end: End, tally: Tally, options: Settled): void;
  /** Whether streams decide its distances: then an account known by its stream alone is missed when it is forgotten. */
  readonly streamed?: true;
  /** Whether one call by itself can break the clause, so that a late one is looked at as well. */
  readonly alone: boolean;
  /** A second counting of the same clause, over other subjects; both fill one tally. It has none beside itself. */
  readonly beside?: Counting<unknown>;
}

export interface End {
  /** Whether only this subject ends, because too many others came: what a later fact might still mend is not to be told. */
  readonly early: boolean;
  /** The latest instant told by any fact. */
  readonly atMs: number;
  /** Account, address or deployment; null where the facts name none. */
  readonly subject: string | null;
  /** Whether somebody without a name did more than log in: an account, though nobody says which. */
  readonly unnamed: boolean;
  /** What was attested of no account in particular. */
  readonly ofAll: readonly AttestationFact[];
}

/** The account of a call; facts that name none are counted together. */
export function accountOf(fact: Fact): string {
  return fact.accountId ?? accountNotTold;
}

/** The account as the one that a breach is held against. */
export function ofAccount(fact: Fact): Subject {
  return { kind: 'account', id: accountOf(fact) };
}

/** Logins count against the address that they came from; where only the client wrote, served ones against its account. */
export function atTheDoor(fact: CallFact): Subject {
  return fact.clientAddress === null ? ofAccount(fact) : { kind: 'address', id: fact.clientAddress };
}

export const accountNotTold = 'account not told';

/** Whether the receiver wrote this fact: it sees the caller's address, and cannot see causes and retries. */
export function writtenByReceiver(fact: CallFact): boolean {
  return fact.clientAddress !== null;
}
