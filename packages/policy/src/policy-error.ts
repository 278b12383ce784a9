// The only errors this package throws: a caller configured the law itself wrongly, asked with what is no intent, or an
// operator asked for what cannot be. A fact that is recorded or judged, and a breach that is weighed, never throw: they
// have happened, and what is none is counted.

/**
 * `bad-terms`, `bad-rules`: no usable limit or round trip, no usable ladder. `bad-action`: an operator action that says too little or what
 * nobody can do. `not-found`: an action on nobody known. `no-room`: a stated bound is reached. `bad-time`: no instant.
 * `bad-subject`: neither an account nor an address. `unknown-clause`: no clause of this policy. `bad-policy`: no policy.
 * `wrong-account`: a ledger was asked about an account that is not its own. `judge-finished`: a fact came after the end. `bad-intent`: no
 * intent: an unknown class, a field that is missing or wrong. `bad-fact`: no fact to be written, no sequence of facts.
 * `bad-ledger`, `bad-ladder`: none that this package made.
 */
export type PolicyErrorCode =
  | 'bad-terms'
  | 'bad-rules'
  | 'bad-action'
  | 'not-found'
  | 'no-room'
  | 'bad-time'
  | 'bad-subject'
  | 'unknown-clause'
  | 'bad-policy'
  | 'wrong-account'
  | 'judge-finished'
  | 'bad-intent'
  | 'bad-fact'
  | 'bad-ledger'
  | 'bad-ladder';

/**
 * Base error of the policy. `code` is stable, `message` is for a person.
 *
 * @example
 * const { code, message } = new PolicyError('no-room', 'Failed to waive: 4096 waivers hold already. End one.');
 * [code, message.startsWith('Failed to')]; // → ['no-room', true]
 */
export class PolicyError extends Error {
  readonly code: PolicyErrorCode;

  constructor(code: PolicyErrorCode, message: string) {
    super(message);
    this.name = 'PolicyError';
    this.code = code;
  }
}

/** What was given for a number, to be told in a sentence: a text may be long or a secret, and others are no text at all. */
export function inWords(told: unknown): string {
  if (typeof told === 'number' || told === undefined || told === null) return String(told);
  return typeof told === 'object' ? 'an object' : `a ${typeof told}`;
}
