// Finds the record of a subject, and makes room for a new one.
// Invariant: who is suspended or terminated is never forgotten to make room; a flood of addresses pushes no account out.
import type { Subject } from '../breach.ts';
import { putLast } from '../oldest-first.ts';
import { type Ladder, maxSubjects } from './ladder.ts';
import { kindAt, openSubject, type SubjectRecord } from './subject-record.ts';

/** The record of this subject, made if there is none; it becomes the last to be forgotten. Null when there is no room. */
export function enter(ladder: Ladder, subject: Subject, nowMs: number): SubjectRecord | null {
  const records = ladder.subjects[subject.kind];
  const known = records.get(subject.id);
  if (known === undefined && records.size >= maxSubjects && !forgetOne(ladder, records, nowMs)) return null;
  const record = known ?? openSubject(subject);
  putLast(records, subject.id, record);
  return record;
}

/** Forgets the subject in good standing that was breached longest ago, or else the warned one. */
function forgetOne(ladder: Ladder, records: Map<string, SubjectRecord>, nowMs: number): boolean {
  let warned: string | null = null;
  for (const [id, record] of records) {
    const kind = kindAt(record, Math.max(nowMs, record.seenAtMs), ladder.rules);
    if (kind === 'good-standing') return records.delete(id);
    if (kind === 'warned') warned ??= id;
  }
  return warned !== null && records.delete(warned);
}
