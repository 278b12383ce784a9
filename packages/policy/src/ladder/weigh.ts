// Takes one breach in and answers which step it brings.
// Invariant: a breach never makes a standing milder, and never touches another subject. Time never goes back: what is told
// late counts from when it is told; what is dated in the future counts as of now.
import { isName } from '../border/field-forms.ts';
import { type Breach, isSubject } from '../breach.ts';
import type { Severity } from '../clause.ts';
import { clauseOf } from '../clauses.ts';
import { isClauseId } from '../decision.ts';
import { fold, openRecord, pointsOf } from './clause-record.ts';
import { type Ladder, log, maxSteps } from './ladder.ts';
import type { LadderNumbers } from './ladder-rules.ts';
import { needLadder } from './need-ladder.ts';
import { latestInstantMs } from './operator-action.ts';
import type { Step } from './standing.ts';
import { stepUp } from './step-up.ts';
import { pointsAt, type SubjectRecord } from './subject-record.ts';
import { enter } from './subjects.ts';
import { passWaived } from './waivers.ts';

const noStep: readonly Step[] = [];

/**
 * Weighs one breach and answers the steps that it brings, none or one. `nowMs` is what the clock of the caller shows, where
 * it has one; default: the breach's own instant. Unit ms since 1970. No breach throws: one without a usable time (up to the
 * year 9999), clause, subject, severity or text is counted in `unusable`. Throws `bad-ladder`.
 *
 * @example
 * const opened = openLadder();
 * const subject = { kind: 'account', id: 'main' } as const;
 * const breach = { clause: 'no-sharing', subject, severity: 'critical', atMs: 0, what: 'a token was handed out' } as const;
 * weigh(opened, breach)[0]?.to; // → 'suspended'
 * weigh(opened, { ...breach, atMs: Number.NaN }); // → []
 * opened.unusable; // → 1
 */
export function weigh(ladder: Ladder, told: Breach, nowMs?: number): readonly Step[] {
  needLadder(ladder, 'weigh a breach');
  const isTime = nowMs === undefined || Number.isFinite(nowMs);
  const breach = isTime && isUsable(told) ? { ...told, atMs: Math.min(told.atMs, nowMs ?? told.atMs) } : null;
  if (breach === null || Math.abs(breach.atMs) > latestInstantMs) {
    ladder.unusable += 1;
    return noStep;
  }
  if (passWaived(ladder, breach)) return noStep;
  const held = enter(ladder, breach.subject, breach.atMs);
  if (held === null) {
    ladder.crowdedOut += 1;
    return noStep;
  }
  if (held.termination !== null || breach.atMs < held.settledUpToMs) return noStep;
  const step = weighOne(held, breach, ladder.rules);
  if (step === null) return noStep;
  log(ladder.steps, step, maxSteps);
  return [step];
}

const severities: readonly unknown[] = ['minor', 'major', 'critical'] satisfies Severity[];

/** The types are promises of a caller that may have none. */
function isUsable(told: Breach): boolean {
  if (typeof told !== 'object' || told === null) return false;
  const { clause, subject, severity, atMs, what } = told;
  const isFound = Number.isFinite(atMs) && isClauseId(clause) && severities.includes(severity);
  return isFound && isSubject(subject) && isName(subject.id) && typeof what === 'string';
}

function weighOne(held: SubjectRecord, breach: Breach, rules: LadderNumbers): Step | null {
  const { clause } = breach;
  const nowMs = passTo(held, breach.atMs, rules);
  const severity = weightOf(held, breach, rules);
  const known = held.byClause.get(clause);
  const weight = { severity, nowMs, cutAtMs: held.suspension?.untilMs ?? Number.NEGATIVE_INFINITY };
  const record = known ?? openRecord(breach, weight, rules);
  const worth = known === undefined ? record.points : fold(record, breach, weight, rules);
  held.points += worth;
  held.byClause.set(clause, record);
  return stepUp(held, { clause, severity, atMs: breach.atMs, counts: worth > 0, record }, rules);
}

/** Lets the time pass that was told, and answers it. A warning whose points have fallen far enough has faded. */
function passTo(held: SubjectRecord, atMs: number, rules: LadderNumbers): number {
  const nowMs = Math.max(held.seenAtMs, atMs);
  held.points = pointsAt(held, nowMs, rules);
  held.seenAtMs = nowMs;
  if (held.points <= rules.warningFadesPoints) held.warning = null;
  return nowMs;
}

/**
 * Some clauses weigh more when they are broken in spite of a warning that named them. It is given the same time to be
 * heeded as every other: the second call of one burst does not go on after the warning that the first one brought.
 */
function weightOf(held: SubjectRecord, { clause, severity, atMs }: Breach, rules: LadderNumbers): Severity {
  const { escalates } = clauseOf(clause);
  if (escalates?.seenBy !== 'ladder') return severity;
  const namedAtMs = held.warning?.namedAtMs.get(clause) ?? Number.POSITIVE_INFINITY;
  if (atMs - namedAtMs < rules.heedMs) return severity;
  return pointsOf(severity, rules) < pointsOf(escalates.to, rules) ? escalates.to : severity;
}
