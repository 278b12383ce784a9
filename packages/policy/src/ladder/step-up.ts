// Which step a finding brings: the sentences of the ladder, from the hardest to the mildest.
// Invariant: one finding brings one step at most; while a suspension runs the only step is termination.
import type { Severity } from '../clause.ts';
import type { ClauseId } from '../decision.ts';
import type { ClauseRecord } from './clause-record.ts';
import { sentenceOf, type Told } from './explain.ts';
import type { LadderNumbers } from './ladder-rules.ts';
import type { StandingKind, Step } from './standing.ts';
import { evidenceOf, kindAt, type SubjectRecord } from './subject-record.ts';

export interface Finding {
  readonly clause: ClauseId;
  /** Of the breach that was just weighed. */
  readonly severity: Severity;
  readonly atMs: number;
  /** False where it only goes on within an hour that has been counted. */
  readonly counts: boolean;
  readonly record: ClauseRecord;
}

/** The step that is due at `held.seenAtMs`, taken; null when none is. */
export function stepUp(held: SubjectRecord, finding: Finding, rules: LadderNumbers): Step | null {
  const { warning, suspension, points } = held;
  const isRunning = kindAt(held, held.seenAtMs, rules) === 'suspended';
  if (suspension !== null && isCriticalAfter(finding, suspension.step.atMs)) {
    const { untilMs } = suspension;
    return terminate(held, finding, rules, { rule: 'critical-after-suspension', isRunning, untilMs });
  }
  if (isRunning) return null;
  if (points >= rules.suspensionPoints) return suspendOrTerminate(held, finding, rules, { rule: 'points', points });
  if (warning !== null && wentOn(finding.record, warning.atMs, rules)) {
    const after = warning.step.to === 'suspended' ? 'the suspension that ended' : 'the warning of';
    return suspendOrTerminate(held, finding, rules, { rule: 'went-on', after, afterMs: warning.atMs });
  }
  if (warning === null) return points >= rules.warningPoints ? warn(held, finding, rules) : null;
  return warning.namedAtMs.has(finding.clause) ? null : nameToo(held, warning, finding, rules);
}

/**
 * What was done before the suspension was pronounced could not be held back by it, and the episode that led to it is no new
 * finding for as long as it brings no further points.
 */
function isCriticalAfter({ severity, atMs, counts }: Finding, pronouncedAtMs: number): boolean {
  return severity === 'critical' && counts && atMs > pronouncedAtMs;
}

/** Whether a major episode has gone on for long enough since the warning. One that began later must last as long itself. */
function wentOn(
  { severity, startAtMs, endAtMs }: ClauseRecord,
  warnedAtMs: number,
  { heedMs }: LadderNumbers,
): boolean {
  return severity !== 'minor' && endAtMs - Math.max(startAtMs, warnedAtMs) >= heedMs;
}

function warn(held: SubjectRecord, finding: Finding, rules: LadderNumbers): Step {
  const atMs = held.seenAtMs;
  const step = stepOf(held, 'warned', finding, rules, { rule: 'points', points: held.points });
  held.warning = { atMs, step, namedAtMs: new Map(step.because.clauses.map((clause) => [clause, atMs])) };
  return step;
}

/** The warning comes to name one clause more, which is given its own time to be heeded. */
function nameToo(
  held: SubjectRecord,
  warning: NonNullable<SubjectRecord['warning']>,
  finding: Finding,
  rules: LadderNumbers,
): Step {
  warning.namedAtMs.set(finding.clause, held.seenAtMs);
  return stepOf(held, 'warned', finding, rules, { rule: 'named-too', warnedAtMs: warning.atMs });
}

function suspendOrTerminate(held: SubjectRecord, finding: Finding, rules: LadderNumbers, told: Told): Step {
  const atMs = held.seenAtMs;
  const recent = held.suspendedAtMs.filter((earlierMs) => atMs - earlierMs <= rules.suspensionsWithinMs);
  if (recent.length + 1 >= rules.terminatingSuspensions)
    return terminate(held, finding, rules, { rule: 'suspended-too-often', suspensions: recent.length + 1 });
  const untilMs = atMs + suspensionMs(held.suspensions, rules);
  const step = stepOf(held, 'suspended', finding, rules, told, untilMs);
  held.suspension = { untilMs, step, clause: finding.clause };
  held.suspensions += 1;
  held.suspendedAtMs = [...recent, atMs];
  held.warning = { atMs: untilMs, step, namedAtMs: new Map(step.because.clauses.map((clause) => [clause, untilMs])) };
  serve(held, rules);
  return step;
}

function suspensionMs(earlier: number, rules: LadderNumbers): number {
  return Math.min(rules.firstSuspensionMs * rules.suspensionGrowth ** earlier, rules.longestSuspensionMs);
}

/** The suspension pays for what led to it; every clause keeps its share of the points that stay. */
function serve(held: SubjectRecord, rules: LadderNumbers): void {
  const share = Math.min(1, rules.servedPoints / held.points);
  held.points *= share;
  for (const record of held.byClause.values()) record.points *= share;
}

function terminate(held: SubjectRecord, finding: Finding, rules: LadderNumbers, told: Told): Step {
  const step = stepOf(held, 'terminated', finding, rules, told);
  held.termination = { step, clause: finding.clause };
  return step;
}

function stepOf(
  held: SubjectRecord,
  to: StandingKind,
  { clause }: Finding,
  rules: LadderNumbers,
  told: Told,
  untilMs: number | null = null,
): Step {
  const { subject, seenAtMs: atMs } = held;
  const evidence = evidenceOf(held, clause, atMs, rules);
  const clauses = evidence.map((one) => one.clause);
  const sentence = sentenceOf({ to, untilMs, clauses, told }, rules);
  const from = kindAt(held, atMs, rules);
  return { subject, atMs, from, to, untilMs, because: { rule: told.rule, clauses, sentence }, evidence };
}
