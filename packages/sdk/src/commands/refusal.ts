// Why something was not done, as a closed list that a program can switch over; the sentence beside it is for a person.
import type { CommandRefusal } from '@fairlead/protocol';

/** Nothing was carried out, and this is why. Source: zaptec-api.md §5.10. */
export type RefusalWhy =
  /** What the charger's state forbids, known before anything is sent: `no-car`, `already-paused`, `not-paused` … */
  | CommandRefusal
  /** The account's role does not allow it: 403, which is asked again after 24 h, or known from the list before anything is sent. */
  | 'role'
  /** The cloud rejected the command (528): the charger is not in a state for it. */
  | 'rejected'
  /** Rejected before (528), and 710, 718 and 763 are as they were: not sent again. */
  | 'unchanged'
  /** The cloud knows no such charger, installation or session (404, 512), or the account's list tells of it no more. */
  | 'unknown-thing'
  /** Zaptec Sense or another APM owns the current (`AvailableCurrentMode` 2, 527). */
  | 'automatic'
  /** A schedule owns it (`AvailableCurrentMode` 1). */
  | 'schedule'
  /** The cloud says that this cannot be done here (527), and gives no other reason. */
  | 'not-supported'
  /**
   * A setting or a wished current outside what the documents allow, such as 40 A of a charger; nothing was sent. One that is no
   * setting, is none at all or is of another type is an `SdkError` `invalid-option` instead.
   */
  | 'bad-value'
  /** The policy allows it later only; `retryAtMs` says when. */
  | 'too-early'
  /** Not a byte of it can have reached the cloud (`sentAtMs` null), or the cloud took no calls: 429, or its proxy's own 503. */
  | 'unreachable'
  /** Any other no of the cloud; the reason has its status and code. */
  | 'other';

/** An order that was not carried out, and why. */
export interface Refused {
  /** Tells it from what was carried out. */
  readonly outcome: 'refused';
  /** When it left and was refused, ms since 1970 UTC; null: nothing of it reached the cloud. */
  readonly sentAtMs: number | null;
  /** For a program; closed. */
  readonly why: RefusalWhy;
  /** For a person: what the matter is and what to do. */
  readonly reason: string;
  /** When another try makes sense, ms since 1970 UTC; null where time alone changes nothing. */
  readonly retryAtMs: number | null;
}

/** Refused before anything of it reached the cloud. */
export function notSent(why: RefusalWhy, reason: string, retryAtMs: number | null = null): Refused {
  return { outcome: 'refused', sentAtMs: null, why, reason, retryAtMs };
}
