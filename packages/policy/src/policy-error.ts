// The only errors this package throws: a caller configured the law itself wrongly. Facts and intents never throw.

export type PolicyErrorCode = 'bad-terms';

/** Base error of the policy. `code` is stable, `message` is for a person. */
export class PolicyError extends Error {
  readonly code: PolicyErrorCode;

  constructor(code: PolicyErrorCode, message: string) {
    super(message);
    this.name = 'PolicyError';
    this.code = code;
  }
}
