// The enforcement ladder (§8): findings become points, points become steps, operators have the last word. No clock.
// Invariant: used linearly. `weigh` and `act` change the ladder they are given; whoever needs two takes a `freezeLadder`.
// Bound: 1,024 accounts × 50 kB and 1,024 addresses × 5 kB (few clauses concern a login), 256 steps × 16 kB, 1,024 operator
// actions, 4,096 waivers and 4,096 tiers below 1 kB each: 70 MB for a hostile history, some kB for a fair one.
import type { Subject } from '../breach.ts';
import type { ClauseId } from '../decision.ts';
import { cloneState } from '../judge/clone-state.ts';
import type { Tier } from '../terms.ts';
import { type LadderNumbers, settleRules } from './ladder-rules.ts';
import { needLadder } from './need-ladder.ts';
import type { OperatorAction } from './operator-action.ts';
import type { Step } from './standing.ts';
import type { SubjectRecord } from './subject-record.ts';

export const maxSubjects = 1024;
export const maxSteps = 256;
export const maxActions = 1024;
export const maxWaivers = 4096;
export const maxTiers = 4096;

/** While it holds, breaches of the clause by the account are counted here and weigh nothing. */
export interface Waiver {
  readonly accountId: string;
  readonly clause: ClauseId;
  readonly fromMs: number;
  /** When an operator ended it; null while it holds. */
  readonly untilMs: number | null;
  /** Breaches that it let pass. */
  breaches: number;
}

export interface Ladder {
  readonly rules: LadderNumbers;
  /** The one that was breached longest ago first. */
  readonly subjects: Readonly<Record<Subject['kind'], Map<string, SubjectRecord>>>;
  /** By clause and account. */
  readonly waivers: Map<string, Waiver>;
  readonly tiers: Map<string, Tier>;
  /** The latest steps, in the order in which they were taken. */
  readonly steps: Step[];
  /** The latest operator actions, in the order in which they were told. */
  readonly actions: OperatorAction[];
  /** Breaches that were left out because their times are no numbers or their clause is unknown. */
  unusable: number;
  /** Breaches of subjects that found no room: more than 1,024 others are suspended or terminated. */
  crowdedOut: number;
}

/**
 * Opens a ladder on which everybody stands well. Default: the numbers of `ladderRules`; those given are put over them.
 * Throws `bad-rules`.
 *
 * @example
 * const { rules } = openLadder({ warningPoints: 20 });
 * [rules.warningPoints, rules.suspensionPoints]; // → [20, 50]
 */
export function openLadder(rules: Partial<LadderNumbers> = {}): Ladder {
  return {
    rules: settleRules(rules),
    subjects: { account: new Map(), address: new Map() },
    waivers: new Map(),
    tiers: new Map(),
    steps: [],
    actions: [],
    unusable: 0,
    crowdedOut: 0,
  };
}

/**
 * Copies, so that both can be used. Throws `bad-ladder`.
 *
 * @example
 * const opened = openLadder();
 * const before = freezeLadder(opened);
 * act(opened, { kind: 'set-tier', accountId: 'main', tier: generalAccess, who: 'me', why: 'a test', atMs: 0 });
 * [before.actions.length, opened.actions.length]; // → [0, 1]
 */
export function freezeLadder(ladder: Ladder): Ladder {
  needLadder(ladder, 'copy a ladder');
  return cloneState(ladder);
}

/** Appends to a log that keeps its latest entries. */
export function log<T>(entries: T[], entry: T, most: number): void {
  entries.push(entry);
  if (entries.length > most) entries.shift();
}
