// What somebody wants to do, and what the policy answers.
import type { CallClass, Cause, Door, Known, Method } from './fact.ts';

/** A call that somebody would like to make now. */
export interface Intent {
  readonly accountId: string;
  readonly class: CallClass;
  readonly method: Method;
  /** Path template of the endpoint table. */
  readonly path: string;
  readonly resource: string | null;
  readonly narrowing: 'none' | 'name' | 'installation';
  readonly page: number | null;
  readonly pageSize: number | null;
  readonly cause: Cause;
  readonly door: Door;
  readonly attempt: number;
  readonly retryOf: string | null;
  readonly charging: Known;
  /** When what the caller already holds was read or pushed; null when it holds nothing. Opens the answer `local`. */
  readonly heldSinceMs: number | null;
  /** Address of the caller, where the cloud's side asks; null on the client's side, which is one address. */
  readonly clientAddress: string | null;
}

/** The clauses that stand in code, in the order of the policy. */
export const clauseIds = [
  'rate-limit',
  'token-rate',
  'token-reuse',
  'respect-refusal',
  'documented-only',
  'state-cache',
  'list-cadence',
  'push-first',
] as const;
export type ClauseId = (typeof clauseIds)[number];

/**
 * The policy's answer. `wait` names the clause that asks longest: ask again at `untilMs`, since what happens meanwhile
 * may change the answer. `never` is final for this intent.
 */
export type Decision =
  | { readonly kind: 'go'; readonly note: string | null }
  | { readonly kind: 'wait'; readonly untilMs: number; readonly clause: ClauseId }
  | { readonly kind: 'local'; readonly freshUntilMs: number; readonly clause: ClauseId }
  | { readonly kind: 'never'; readonly clause: ClauseId; readonly instead: string };

/** Something a duty asks for. `byMs` is the deadline after which the duty is broken. */
export interface Due {
  readonly clause: ClauseId;
  readonly act: 'open-stream' | 'reconcile' | 'renew';
  /** Installation, user group or charger; null where the account as a whole is meant. */
  readonly scope: string | null;
  readonly byMs: number;
}
