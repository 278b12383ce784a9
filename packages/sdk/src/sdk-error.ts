// The one error of this room. Its message is a sentence that a person can act on; it never carries a secret or a body.

/** Why something could not be had. `explain(error)` has each in words. */
export type SdkErrorCode =
  /** An option of the account cannot be used as it is. */
  | 'invalid-option'
  /** The governor's queue is full. */
  | 'queue-full'
  /** The policy asks for a wait longer than a call may queue; `retryAtMs` says until when. */
  | 'too-early'
  /** What is held is fresh enough: read the mirror. */
  | 'held'
  /** The policy forbids this call. */
  | 'forbidden'
  /** The caller's signal ended the wait. */
  | 'cancelled'
  /** The account was closed. */
  | 'closed'
  /** The credentials could not be read. */
  | 'credentials-unreadable'
  /** The cloud said no to the credentials; they are not tried again until they change. `retryAtMs`: when the source is read again. */
  | 'login-refused'
  /** The source gave another user's login than the one that the account runs for; no call goes with it. */
  | 'another-login'
  /** A login could not be completed; it is tried again later. */
  | 'login-failed'
  /** No answer, or only answers of a cloud in trouble, after the bounded tries. */
  | 'unreachable'
  /** The cloud answered with a final refusal; see `status` and `cloudCode`. */
  | 'cloud-refused'
  /** An answer that cannot be read. */
  | 'unreadable-answer'
  /** The account has no such charger, as far as is held. */
  | 'unknown-charger'
  /** The account has no such installation, as far as is held. */
  | 'unknown-installation'
  /** What earlier runs kept cannot be read. */
  | 'store-unreadable'
  /** Another process, or this one, keeps this account in the same folder already, or this one follows its login already. */
  | 'in-use'
  /** The keeper did not take what was read; nothing of it is shown. */
  | 'store-failed';

/** What is known beside the code. */
export interface SdkErrorFacts {
  /** HTTP status of the last answer. */
  readonly status?: number;
  /** Code in the body of the answer, such as 528. */
  readonly cloudCode?: number;
  /** Clause of the policy that says so. */
  readonly clause?: string;
  /** Instant after which another try makes sense, ms since 1970 UTC. */
  readonly retryAtMs?: number;
  /** An SdkError, or an error of others told discreetly (`discreetError`): its message could quote anything. */
  readonly cause?: unknown;
}

/**
 * The one error that this library throws. Its message is *Failed to X: Y. Do Z.* and holds no secret and nothing
 * personal.
 */
export class SdkError extends Error {
  override readonly name = 'SdkError';
  /** Why, for programs; closed: a `switch` over it is whole. */
  readonly code: SdkErrorCode;
  /** HTTP status of the last answer; null where there was none. */
  readonly status: number | null;
  /** Code in the body of that answer, such as 528; null where it had none. */
  readonly cloudCode: number | null;
  /** Clause of the policy that says so; null where none does. */
  readonly clause: string | null;
  /**
   * When another try makes sense, ms since 1970 UTC: of `login-refused` and `another-login` when their source is read again, for
   * it may give others by then. Null where time alone changes nothing.
   */
  readonly retryAtMs: number | null;

  constructor(code: SdkErrorCode, message: string, facts: SdkErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.status = facts.status ?? null;
    this.cloudCode = facts.cloudCode ?? null;
    this.clause = facts.clause ?? null;
    this.retryAtMs = facts.retryAtMs ?? null;
  }
}
