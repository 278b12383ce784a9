// One clause in words for a person, as typed pieces that a page, a report or a screen can lay out.
import { attestations } from '../attestations.ts';
import type { Clause, Limit, Source } from '../clause.ts';
import type { ClauseId } from '../decision.ts';
import { type AttestationSubject, attestationSubjects } from '../fact.ts';
import { PolicyError } from '../policy-error.ts';
import { isStatement } from '../versions/statement-form.ts';
import { whoIn } from './caller.ts';
import { exceptions } from './exceptions.ts';
import { quantity } from './quantity.ts';

export interface ClauseDescription {
  readonly id: ClauseId;
  readonly title: string;
  readonly kind: Clause['kind'];
  /** `§2, §6`. */
  readonly section: string;
  /** `minor`, `minor; major when refusals repeat`, or `none: a program never calls it broken`. */
  readonly weight: string;
  /** `everybody who logs in`. */
  readonly concerns: string;
  readonly why: string;
  /** Where the clause was read, by whom it was said, and when. */
  readonly source: string;
  readonly numbers: readonly NumberDescription[];
  readonly decided: string;
  readonly judged: string;
  /** What may be attested to it: subject, what holds then, who may say it, the most that may be measured. */
  readonly attestations: readonly string[];
  readonly implies: Clause['implies'];
  /** What opens it, by cause. */
  readonly exceptions: readonly { readonly cause: string; readonly opens: string }[];
  readonly examples: Clause['examples'];
  readonly remedy: string;
}

export interface NumberDescription {
  readonly name: string;
  /** `1 h`, `10 requests a second`. */
  readonly value: string;
  readonly source: Source['kind'];
}

/**
 * The clause in words: numbers with their units, whom it concerns, what is an exception to it. Throws `unknown-clause`.
 *
 * @example
 * const { title, numbers } = describe(clauseOf('state-cache'));
 * title; // → 'Leave the state endpoint its 15 s cache'
 * numbers[0]?.value; // → '15 s'
 */
export function describe(clause: Clause): ClauseDescription {
  if (!isStatement(clause) || typeof clause.decided !== 'string' || typeof clause.judged !== 'string') {
    throw new PolicyError(
      'unknown-clause',
      'Failed to describe a clause: it is none. Give one of clauses, or clauseOf(id).',
    );
  }
  const { id, title, kind, why, decided, judged, implies, examples, remedy } = clause;
  return {
    id,
    title,
    kind,
    section: clause.section.map((section) => `§${section}`).join(', '),
    weight: weightOf(clause),
    concerns: whoIn(clause.appliesTo),
    why,
    source: `${clause.source.where} (${clause.source.kind}, read ${clause.source.date})`,
    numbers: clause.limits.map(describeNumber),
    decided,
    judged,
    attestations: attestationSubjects.flatMap((about) => (attestations[about].clause === id ? [attested(about)] : [])),
    implies,
    exceptions: exceptions.flatMap(({ cause, from, opens }) => (from.includes(id) ? [{ cause, opens }] : [])),
    examples,
    remedy,
  };
}

function weightOf({ severity, escalates }: Clause): string {
  if (severity === null) return 'none: a program never calls it broken';
  return escalates === null ? severity : `${severity}; ${escalates.to} when ${escalates.when}`;
}

function describeNumber({ name, value, unit, source }: Limit): NumberDescription {
  return { name, value: quantity(value, unit), source };
}

const saidBy = { operator: 'a person says it', 'self-test': 'a program or a person says it' } as const;

function attested(about: AttestationSubject): string {
  const { by, asks, atMost } = attestations[about];
  const most = atMost === null ? '' : `, at most ${quantity(atMost.value, atMost.unit)}`;
  return `\`${about}\`: ${asks} (${saidBy[by]}${most})`;
}
