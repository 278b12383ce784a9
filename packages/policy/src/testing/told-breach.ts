// Writes breaches for tests of the ladder in as few words as the test is about. Instants are hours after noon.
import type { Breach, Subject } from '../breach.ts';
import type { Severity } from '../clause.ts';
import type { ClauseId } from '../decision.ts';
import { noonMs } from './history.ts';

export const main: Subject = { kind: 'account', id: 'main' };
export const hourMs = 3_600_000;

export function atHour(hours: number): number {
  return noonMs + Math.round(hours * hourMs);
}

/** A breach of the account `main`. */
export function told(clause: ClauseId, severity: Severity, atMs: number, subject: Subject = main): Breach {
  return { clause, severity, subject, atMs, what: `broke ${clause}` };
}
