// What the ladder remembers of one subject.
// Invariant: of fixed size: at most 30 clauses × 500 bytes, two steps × 30 × 500 bytes of evidence: below 50 kB for the
// worst account, about 1 kB for one with a slip.
import type { Subject } from '../breach.ts';
import { clauseOf } from '../clauses.ts';
import type { ClauseId } from '../decision.ts';
import type { ClauseRecord } from './clause-record.ts';
import { faded } from './fading.ts';
import type { LadderNumbers } from './ladder-rules.ts';
import type { Evidence, StandingKind, Step } from './standing.ts';

export interface SubjectRecord {
  readonly subject: Subject;
  /** The latest instant told of this subject; points are those of then. It never goes back. */
  seenAtMs: number;
  points: number;
  readonly byClause: Map<ClauseId, ClauseRecord>;
  warning: {
    /** From when on it can be heeded: its own instant, or the end of the suspension that stands for it. */
    readonly atMs: number;
    readonly step: Step;
    /** Since when which clause is named. */
    readonly namedAtMs: Map<ClauseId, number>;
  } | null;
  /** The latest; ended when `untilMs` has come. */
  suspension: { readonly untilMs: number; readonly step: Step; readonly clause: ClauseId } | null;
  /** How many there were since the last reinstatement: each is longer than the one before. */
  suspensions: number;
  /** When the latest began, so many as it takes to terminate by the next. */
  suspendedAtMs: number[];
  termination: { readonly step: Step; readonly clause: ClauseId } | null;
  /** What happened before an operator reinstated the subject is settled. */
  settledUpToMs: number;
}

export function openSubject(subject: Subject): SubjectRecord {
  return {
    subject: { kind: subject.kind, id: subject.id },
    seenAtMs: Number.NEGATIVE_INFINITY,
    points: 0,
    byClause: new Map(),
    warning: null,
    suspension: null,
    suspensions: 0,
    suspendedAtMs: [],
    termination: null,
    settledUpToMs: Number.NEGATIVE_INFINITY,
  };
}

export function pointsAt(held: SubjectRecord, nowMs: number, rules: LadderNumbers): number {
  return faded(held.points, held.seenAtMs, nowMs, rules.halfLifeMs);
}

/** The standing at `nowMs`, an instant that is not before the latest told one. */
export function kindAt(held: SubjectRecord, nowMs: number, rules: LadderNumbers): StandingKind {
  if (held.termination !== null) return 'terminated';
  if (held.suspension !== null && nowMs < held.suspension.untilMs) return 'suspended';
  const isWarned = held.warning !== null && pointsAt(held, nowMs, rules) > rules.warningFadesPoints;
  return isWarned ? 'warned' : 'good-standing';
}

/** What still counts, the given clause first and the others by what is left of their points. */
export function evidenceOf(
  held: SubjectRecord,
  first: ClauseId,
  nowMs: number,
  rules: LadderNumbers,
): readonly Evidence[] {
  return [...held.byClause]
    .map(([clause, record]) =>
      evidence(clause, record, faded(record.points, record.pointsAtMs, nowMs, rules.halfLifeMs)),
    )
    .filter(({ clause, points }) => clause === first || points >= rules.namedPoints)
    .sort((one, other) => Number(other.clause === first) - Number(one.clause === first) || other.points - one.points);
}

function evidence(clause: ClauseId, record: ClauseRecord, points: number): Evidence {
  const { severity, episodes, breaches, firstAtMs, endAtMs: lastAtMs, what } = record;
  return { clause, severity, points, episodes, breaches, firstAtMs, lastAtMs, what, remedy: clauseOf(clause).remedy };
}
