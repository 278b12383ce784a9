// How everybody stands: the judge is fed each call as the journal gets it, and who reads the bus; the ladder weighs what it
// finds, operators have the last word. Nobody is refused here; whoever enforces asks `of`.
// Bound: the judge's and the ladder's own, some 70 MB for a hostile history and some kB for a fair one.
import {
  act,
  type BareStanding,
  bareStandingOf,
  type CallFact,
  type Judge,
  type Ladder,
  type OperatorAction,
  openJudge,
  openLadder,
  PolicyError,
  type Report,
  type Standing,
  type Step,
  type StreamFact,
  type Subject,
  standingOf,
  standings,
  type Tier,
  tierOf,
  weigh,
} from '@fairlead/policy';
import type { Clock } from '../contract.ts';
import { EmulatorError } from '../emulator-error.ts';
import { type SavedLadder, saveLadder } from './saved-ladder.ts';

/** A report copies what was counted so far; whoever asks more often is given the one before. */
const reportEveryMs = 10_000;

export interface Standings {
  record(fact: CallFact | StreamFact): void;
  of(subject: Subject): Standing;
  /** The same without its sentence: asked with every call. */
  bareOf(subject: Subject): BareStanding;
  /** Everybody of whom something was found. */
  all(): readonly Standing[];
  steps(): readonly Step[];
  actions(): readonly OperatorAction[];
  tierOf(accountId: string): Tier;
  /** Every clause with its evidence, duties left undone until now among it; at most 10 s old. */
  report(): Report;
  /** @throws EmulatorError `refused-action` */
  act(action: OperatorAction): readonly Step[];
  /** For the snapshot. What the judge has counted is not in it: it begins anew. */
  saved(): SavedLadder;
}

/**
 * @param door host and port that clients call: it stands for the cloud, also beyond loopback
 * @param ladder how everybody stands already
 */
export function createStandings(clock: Clock, door: () => string, ladder: Ladder = openLadder()): Standings {
  let opened: Judge | undefined;
  let latest: { readonly report: Report; readonly atMs: number } | undefined;
  // Opened with the first call: which port it is that clients call is known only then.
  const judge = (): Judge => {
    opened ??= openJudge({
      order: 'as-added',
      doors: [door()],
      tier: (accountId) => tierOf(ladder, accountId),
      onBreach: (breach) => void weigh(ladder, breach, clock.nowMs()),
    });
    return opened;
  };
  return {
    record: (fact) => judge().add(fact),
    of: (subject) => standingOf(ladder, subject, clock.nowMs()),
    bareOf: (subject) => bareStandingOf(ladder, subject, clock.nowMs()),
    all: () => standings(ladder, clock.nowMs()),
    steps: () => [...ladder.steps],
    actions: () => [...ladder.actions],
    tierOf: (accountId) => tierOf(ladder, accountId),
    report() {
      const atMs = clock.monotonicMs();
      if (latest === undefined || atMs - latest.atMs >= reportEveryMs) latest = { report: judge().report(), atMs };
      return latest.report;
    },
    act(action) {
      try {
        return act(ladder, action);
      } catch (cause) {
        if (cause instanceof PolicyError) throw new EmulatorError('refused-action', cause.message, { cause });
        throw cause;
      }
    },
    saved: () => saveLadder(ladder),
  };
}
