// What a caller is told of a wished available current: at once when it is likely to apply, and in the end what became of it.
import type { CurrentPlan } from './current-plan.ts';
import type { PhaseCurrents } from './phase-currents.ts';
import type { Refused } from './refusal.ts';

/** What became of a wish for available current. Currents in A, instants in ms since 1970 UTC. */
export type CurrentOutcome =
  /** `phasesA` was written at `sentAtMs` and taken by the cloud, or seen to be in force after an unknown answer. */
  | { readonly outcome: 'applied'; readonly sentAtMs: number; readonly phasesA: PhaseCurrents }
  /** `phasesA` was in force already; nothing was sent. */
  | { readonly outcome: 'in-force'; readonly phasesA: PhaseCurrents }
  /** A later wish for the same installation, of `phasesA`, took its place before it was sent. */
  | { readonly outcome: 'replaced'; readonly phasesA: PhaseCurrents }
  | Refused
  /** It left at `sentAtMs`, and nobody could tell whether it was carried out; `reason` says why, for a person. */
  | { readonly outcome: 'unconfirmed'; readonly sentAtMs: number; readonly reason: string }
  /** The account was closed before it was sent; `reason` says so to a person. */
  | { readonly outcome: 'withdrawn'; readonly reason: string };

/** What is to become of a wish for available current, as it stands when it was taken. */
export interface CurrentAnswer {
  /**
   * `in-force`: nothing has to be sent. `scheduled`: it goes at `appliesAtMs`. `waits-for-car`: it goes once one is
   * connected. `refused`: it never goes; `note` says why.
   */
  readonly state: 'in-force' | 'scheduled' | 'waits-for-car' | 'refused';
  /** What is to be written, A of phases 1 to 3; null where it was refused. */
  readonly phasesA: PhaseCurrents | null;
  /**
   * When it is written as things stand, ms since 1970 UTC; null while no car is connected, or refused. Cars follow within
   * seconds. A later wish, a car, or the cloud's weather may change it: `done` tells.
   */
  readonly appliesAtMs: number | null;
  /** A reduction that has to wait, since the installation's slot of 15 minutes is spent. A fuse must not depend on it. */
  readonly late: boolean;
  /** The same for a person. */
  readonly note: string;
  /** Never rejects. Pending for as long as the wish is: wait for it only where that is meant. */
  readonly done: Promise<CurrentOutcome>;
}

const fuseWarning =
  'A fuse must not depend on this: protect it by the installation and charger limits that an electrician sets.';

function noteOf(plan: CurrentPlan, nowMs: number): string {
  switch (plan.kind) {
    case 'in-force':
      return 'This is in force already.';
    case 'waits-for-car':
      return 'It is written when a car is connected: before, it would change nothing.';
    case 'write': {
      const inS = Math.ceil((plan.atMs - nowMs) / 1_000);
      if (plan.late) {
        return `Late: the last write is less than 15 minutes ago, so that this reduction goes in ${inS} s. ${fuseWarning}`;
      }
      return inS <= 0 ? 'It is written now.' : `It is written in ${inS} s, unless it is replaced.`;
    }
  }
}

const openNote =
  'It was sent already and no answer says whether it was carried out: it is looked for, and written again only where it was not.';
const readFirst =
  'An earlier run wrote this current and nobody knows what became of it: the installation is read first, within 65 minutes.';

export interface AnswerFacts {
  readonly nowMs: number;
  /** The last failure asks to wait until then. */
  readonly notBeforeMs: number;
  /** Until when a write of an earlier run is looked for at most, before anything is written; null where none is. */
  readonly readUntilMs: number | null;
  /** It was sent already, and is looked for. */
  readonly isLookedFor: boolean;
}

/** What is told at once of a wish with this plan. */
export function answerOf(
  wish: Pick<CurrentAnswer, 'done'> & { readonly phasesA: PhaseCurrents; readonly notes: readonly string[] },
  plan: CurrentPlan,
  { nowMs, notBeforeMs, readUntilMs, isLookedFor }: AnswerFacts,
): CurrentAnswer {
  const { phasesA, notes, done } = wish;
  const note = [isLookedFor ? openNote : noteOf(plan, nowMs), ...notes].join(' ');
  switch (plan.kind) {
    case 'in-force':
      return { state: 'in-force', phasesA, appliesAtMs: nowMs, late: false, note, done };
    case 'waits-for-car':
      return { state: 'waits-for-car', phasesA, appliesAtMs: null, late: false, note, done };
    case 'write': {
      const { late } = plan;
      const appliesAtMs = Math.max(plan.atMs, notBeforeMs);
      if (readUntilMs === null) return { state: 'scheduled', phasesA, appliesAtMs, late, note, done };
      const told = [readFirst, ...(late ? [fuseWarning] : []), ...notes].join(' ');
      return { state: 'scheduled', phasesA, appliesAtMs: Math.max(appliesAtMs, readUntilMs), late, note: told, done };
    }
  }
}
