// What the ladder says of an account, or of an address at the login door, and on what evidence.
import type { Subject } from '../breach.ts';
import type { Severity } from '../clause.ts';
import type { ClauseId } from '../decision.ts';

/** From mild to hard. */
export const standingKinds = ['good-standing', 'warned', 'suspended', 'terminated'] as const;
export type StandingKind = (typeof standingKinds)[number];

/** What one subject did against one clause, as far as it still counts. */
export interface Evidence {
  readonly clause: ClauseId;
  /** The worst of the latest episode. */
  readonly severity: Severity;
  /** What is left of its points. */
  readonly points: number;
  readonly episodes: number;
  readonly breaches: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  /** One breach in the judge's words, the latest that made the episode worse; at most 200 characters. */
  readonly what: string;
  /** What to do about it, in a sentence. */
  readonly remedy: string;
}

/** By which sentence of the ladder a step was taken. */
export type StepRule =
  | 'points'
  | 'named-too'
  | 'went-on'
  | 'suspended-too-often'
  | 'critical-after-suspension'
  | 'reinstated';

export interface Because {
  readonly rule: StepRule;
  /** The clause whose finding brought the step first, then the others that still count. Empty for a reinstatement. */
  readonly clauses: readonly ClauseId[];
  /** One sentence for a person, without personal data. */
  readonly sentence: string;
}

/** One step, brought by a finding or by an operator; never by the mere passing of time. */
export interface Step {
  readonly subject: Subject;
  readonly atMs: number;
  readonly from: StandingKind;
  /** The same as `from` where a standing warning came to name another clause. */
  readonly to: StandingKind;
  /** End of a suspension; null for every other step. */
  readonly untilMs: number | null;
  readonly because: Because;
  readonly evidence: readonly Evidence[];
}

interface Stands {
  readonly subject: Subject;
  /** The instant that is spoken of: the one asked for, or the latest that the ladder has heard of, if that is later. */
  readonly atMs: number;
  readonly points: number;
  /** One sentence for a person, without personal data. */
  readonly sentence: string;
}

/** A standing without its sentence, which takes longer to make than the rest. */
export type BareStanding = Standing extends infer One ? (One extends Standing ? Omit<One, 'sentence'> : never) : never;

export type Standing =
  | (Stands & { readonly kind: 'good-standing' })
  | (Stands & {
      readonly kind: 'warned';
      /** The warning, or the suspension that has ended since. */
      readonly step: Step;
      readonly sinceMs: number;
      /** When the warning has faded if nothing more is found. */
      readonly fadesAtMs: number;
    })
  | (Stands & {
      readonly kind: 'suspended';
      readonly step: Step;
      readonly sinceMs: number;
      readonly untilMs: number;
      /** The clause whose finding brought it. */
      readonly clause: ClauseId;
    })
  | (Stands & {
      readonly kind: 'terminated';
      readonly step: Step;
      readonly sinceMs: number;
      readonly clause: ClauseId;
    });
