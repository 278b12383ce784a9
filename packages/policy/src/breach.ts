// One breach as it is found: what the judge tells, and what the ladder weighs.
import type { Severity } from './clause.ts';
import type { ClauseId } from './decision.ts';

/** Whose breach it is. Failed logins carry no account: they count against the address that they came from. */
export interface Subject {
  readonly kind: 'account' | 'address';
  readonly id: string;
}

/** Whether a caller without types names somebody. */
export function isSubject(told: unknown): told is Subject {
  if (typeof told !== 'object' || told === null || !('kind' in told) || !('id' in told)) return false;
  return (told.kind === 'account' || told.kind === 'address') && typeof told.id === 'string';
}

export interface Breach {
  readonly clause: ClauseId;
  readonly subject: Subject;
  readonly severity: Severity;
  readonly atMs: number;
  /** One clause for a person: `sent 340 ms after the login before it; 1000 ms are asked`. */
  readonly what: string;
}
