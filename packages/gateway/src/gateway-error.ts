// The one error of this room. A refusal to an app is a Problem, not an error; this is for what stops the program.

export type GatewayErrorCode =
  | 'config-invalid'
  | 'address-not-local'
  | 'data-dir-unusable'
  | 'store-locked'
  | 'store-corrupt'
  | 'store-newer'
  | 'store-failed'
  | 'port-in-use'
  | 'listen-failed'
  | 'same-account';

export type ErrorFacts = Readonly<Record<string, string | number>>;

/** Message: what failed, why, what to do, in that order; never a secret. */
export class GatewayError extends Error {
  readonly code: GatewayErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: GatewayErrorCode, message: string, facts: ErrorFacts = {}, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'GatewayError';
    this.code = code;
    this.facts = facts;
  }
}

/** The text of whatever was thrown, for the middle of a sentence. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
