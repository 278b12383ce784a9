// What one subject did against one clause: its latest episode in full, earlier ones as far as their points still count.
// Invariant: of fixed size, below 500 bytes with its text, however many breaches are folded in; points only ever rise by one.
import { cut } from '../border/cut.ts';
import type { Breach } from '../breach.ts';
import type { Severity } from '../clause.ts';
import { faded } from './fading.ts';
import type { LadderNumbers } from './ladder-rules.ts';

export interface ClauseRecord {
  severity: Severity;
  startAtMs: number;
  endAtMs: number;
  /** Full hours of the latest episode that have been counted. */
  hours: number;
  points: number;
  pointsAtMs: number;
  episodes: number;
  breaches: number;
  firstAtMs: number;
  what: string;
}

const maxText = 200;

export function pointsOf(severity: Severity, rules: LadderNumbers): number {
  switch (severity) {
    case 'minor':
      return rules.minorPoints;
    case 'major':
      return rules.majorPoints;
    case 'critical':
      return rules.criticalPoints;
  }
}

/** How one breach weighs: its severity, when it was told, and the end of the latest suspension, which cuts episodes off. */
export interface Weight {
  readonly severity: Severity;
  /** The breach's own instant or later. */
  readonly nowMs: number;
  readonly cutAtMs: number;
}

/** The record of a clause that this breach is the first of. */
export function openRecord(breach: Breach, { severity, nowMs }: Weight, rules: LadderNumbers): ClauseRecord {
  return {
    severity,
    startAtMs: breach.atMs,
    endAtMs: breach.atMs,
    hours: 0,
    points: pointsOf(severity, rules),
    pointsAtMs: nowMs,
    episodes: 1,
    breaches: 1,
    firstAtMs: breach.atMs,
    what: cut(breach.what, maxText),
  };
}

/** Takes one more breach in and tells how many points it is worth. */
export function fold(record: ClauseRecord, breach: Breach, weight: Weight, rules: LadderNumbers): number {
  const { severity, nowMs, cutAtMs } = weight;
  record.points = faded(record.points, record.pointsAtMs, nowMs, rules.halfLifeMs);
  record.pointsAtMs = nowMs;
  const isCutOff = record.startAtMs < cutAtMs && breach.atMs >= cutAtMs;
  const goesOn = breach.atMs - record.endAtMs < rules.episodeGapMs && !isCutOff;
  const worth = goesOn ? extend(record, breach, severity, rules) : begin(record, breach, severity, rules);
  record.breaches += 1;
  record.points += worth;
  return worth;
}

/** Earlier episodes stay evidence for as long as they are named. */
function begin(record: ClauseRecord, { atMs, what }: Breach, severity: Severity, rules: LadderNumbers): number {
  if (record.points < rules.namedPoints) {
    record.episodes = 0;
    record.breaches = 0;
    record.firstAtMs = atMs;
  }
  record.severity = severity;
  record.startAtMs = atMs;
  record.endAtMs = atMs;
  record.hours = 0;
  record.episodes += 1;
  record.what = cut(what, maxText);
  return pointsOf(severity, rules);
}

/**
 * A worse breach is worth the difference, a further full hour the worst severity so far. A late breach may lengthen the
 * episode at its start; one from long before it only worsens it.
 */
function extend(record: ClauseRecord, { atMs, what }: Breach, severity: Severity, rules: LadderNumbers): number {
  const more = pointsOf(severity, rules) - pointsOf(record.severity, rules);
  if (more > 0) {
    record.severity = severity;
    record.what = cut(what, maxText);
  }
  if (record.startAtMs - atMs < rules.episodeGapMs) {
    record.startAtMs = Math.min(record.startAtMs, atMs);
    record.firstAtMs = Math.min(record.firstAtMs, atMs);
  }
  record.endAtMs = Math.max(record.endAtMs, atMs);
  const hours = Math.floor((record.endAtMs - record.startAtMs) / rules.episodeHourMs);
  const further = hours - record.hours;
  record.hours = hours;
  return Math.max(0, more) + further * pointsOf(record.severity, rules);
}
