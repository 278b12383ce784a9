// Says each step and each standing in one sentence for a person. Names clauses and instants, never whom it is about.
import type { ClauseId } from '../decision.ts';
import { endText, instantText, spanText } from './instant-text.ts';
import type { LadderNumbers } from './ladder-rules.ts';
import type { StandingKind, Step } from './standing.ts';

/** By which sentence of the ladder a step is taken, with the facts that the sentence needs. */
export type Told =
  | { readonly rule: 'points'; readonly points: number }
  | { readonly rule: 'named-too'; readonly warnedAtMs: number }
  | {
      readonly rule: 'went-on';
      readonly after: 'the warning of' | 'the suspension that ended';
      readonly afterMs: number;
    }
  | { readonly rule: 'suspended-too-often'; readonly suspensions: number }
  | { readonly rule: 'critical-after-suspension'; readonly isRunning: boolean; readonly untilMs: number };

interface Explained {
  readonly to: StandingKind;
  readonly untilMs: number | null;
  /** The clause whose finding brought the step first. */
  readonly clauses: readonly ClauseId[];
  readonly told: Told;
}

export function sentenceOf({ to, untilMs, clauses, told }: Explained, rules: LadderNumbers): string {
  return `${opening(to, untilMs)}: ${reason(to, clauses, told, rules)}.`;
}

function opening(to: StandingKind, untilMs: number | null): string {
  if (untilMs !== null) return `Suspended until ${endText(untilMs)}`;
  return to === 'warned' ? 'Formal warning' : 'Terminated until an operator reinstates it';
}

function reason(to: StandingKind, clauses: readonly ClauseId[], told: Told, rules: LadderNumbers): string {
  const [clause = ''] = clauses;
  switch (told.rule) {
    case 'points': {
      const [least, what] = to === 'warned' ? [rules.warningPoints, 'warning'] : [rules.suspensionPoints, 'suspension'];
      return `${listed(clauses)} brought the points to ${pointsText(told.points)}; ${least} bring a ${what}`;
    }
    case 'named-too':
      return `it stands since ${instantText(told.warnedAtMs)} and names ${clause} from now on too`;
    case 'went-on': {
      const afterWhat = `${told.after} ${told.after === 'the warning of' ? instantText(told.afterMs) : endText(told.afterMs)}`;
      return `${clause} went on for ${spanText(rules.heedMs)} after ${afterWhat}`;
    }
    case 'suspended-too-often':
      return `${clause} brought suspension number ${told.suspensions} within ${spanText(rules.suspensionsWithinMs)}`;
    case 'critical-after-suspension':
      return told.isRunning
        ? `${clause} was found critical during the suspension until ${endText(told.untilMs)}`
        : `${clause} was found critical after the suspension that ended ${endText(told.untilMs)}`;
  }
}

export const reinstatedSentence = 'Reinstated by an operator: what was found before is settled.';

export function goodStandingSentence(points: number, rules: LadderNumbers): string {
  const text = pointsText(points);
  if (text === '0') return 'In good standing: nothing counts against it.';
  return `In good standing with ${text} points; ${rules.warningPoints} bring a warning.`;
}

/** A suspension that has ended stands as a warning. */
export function warnedSentence(step: Step, fadesAtMs: number): string {
  const { untilMs, because } = step;
  const since = untilMs === null ? because.sentence : `Warned by the suspension that ended ${endText(untilMs)}.`;
  return `${since} The warning fades at ${endText(fadesAtMs)} if nothing more is found.`;
}

/** To a tenth, and never more than there is: nobody reads `50` where 50 were not reached. */
function pointsText(points: number): string {
  return String(Math.floor(points * 10) / 10);
}

/** Three by name, and how many more. */
function listed(clauses: readonly ClauseId[]): string {
  const named = clauses.slice(0, 3);
  const others = clauses.length - named.length;
  const all = others === 0 ? named : [...named, others === 1 ? 'one other' : `${others} others`];
  const [last = '', ...before] = all.toReversed();
  return before.length === 0 ? last : `${before.toReversed().join(', ')} and ${last}`;
}
