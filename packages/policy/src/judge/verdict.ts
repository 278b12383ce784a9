// What the judge says about a clause, always with the evidence it says it on.
import type { Subject } from '../breach.ts';
import type { ClauseKind, Severity, Unit } from '../clause.ts';
import type { ClauseId } from '../decision.ts';
import type { Fact } from '../fact.ts';

/**
 * How near a history came to a limit: `value` was seen where `limit` is asked, as the most or as the least. 0 of 0: nothing
 * that was looked at had anything to keep its distance from, and none may offend.
 */
export interface Approach {
  readonly value: number;
  readonly limit: number;
  readonly asks: 'at-most' | 'at-least';
  readonly unit: Unit;
  readonly fact: Fact;
}

/** One fact that breaks a clause. */
export interface Offence {
  readonly fact: Fact;
  readonly atMs: number;
  /** One clause for a person: `sent 340 ms after the login before it; 1000 ms are asked`. */
  readonly what: string;
  /** How far beyond the limit; only to be compared within a clause. */
  readonly excess: number;
}

/** Offences of one account, or of one address at the login door, less than an hour apart. */
export interface Episode {
  readonly subject: Subject;
  /** The worst of its offences. */
  readonly severity: Severity;
  readonly startAtMs: number;
  readonly endAtMs: number;
  readonly count: number;
}

export type Finding =
  | {
      readonly verdict: 'kept';
      /** Facts that could have broken the clause. */
      readonly lookedAt: number;
      readonly closest: Approach | null;
      /** What is worth telling though it breaks nothing: the most of it that was seen. */
      readonly notes: readonly { readonly what: string; readonly value: number }[];
    }
  | {
      readonly verdict: 'broken';
      readonly lookedAt: number;
      /** The worst of its offences. */
      readonly severity: Severity;
      readonly count: number;
      readonly first: Offence;
      readonly worst: Offence;
      readonly episodes: number;
      /** The episodes that began last, at most 256. */
      readonly latestEpisodes: readonly Episode[];
      readonly remedy: string;
      readonly section: readonly string[];
    }
  | { readonly verdict: 'not-applicable'; readonly reason: string }
  | {
      readonly verdict: 'cannot-tell';
      readonly lookedAt: number;
      /** What evidence is missing, each with how often it was missed. */
      readonly missing: readonly { readonly what: string; readonly count: number }[];
    };

export type Judgement = Finding & {
  readonly clause: ClauseId;
  readonly kind: ClauseKind;
  /**
   * True when some facts came too late to be put in order. Late calls and attestations were judged by what each shows
   * alone; late stream events were left out, so that clauses which listen to streams may know of fewer of them.
   */
  readonly partial: boolean;
};

export interface Report {
  readonly policy: { readonly version: string; readonly date: string; readonly source: string };
  readonly facts: {
    readonly total: number;
    readonly calls: number;
    readonly streamEvents: number;
    readonly attestations: number;
    /** Calls in the form of their sending; only the answered form is judged. */
    readonly inFlight: number;
    /** Calls that were told twice, as journals are merged; counted once. */
    readonly repeated: number;
    /** Facts that came more than 5 s out of order, or stood a day ahead of all around them. */
    readonly late: number;
    /** Facts whose instants are no numbers, or whose kind, class or subject nobody knows; left out. */
    readonly unusable: number;
  };
  /** Earliest and latest instant, null without facts. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly partial: boolean;
  /** One for each clause, in the order of the policy. */
  readonly verdicts: readonly Judgement[];
}
