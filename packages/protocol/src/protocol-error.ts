// What this room throws: only a caller's mistake. What the cloud sends wrongly is a value, never an exception.

export type ProtocolErrorCode = 'unsafe-parameter' | 'missing-parameter' | 'message-too-long' | 'time-out-of-range';

export interface ProtocolErrorFacts {
  readonly code: ProtocolErrorCode;
  /** Endpoint, parameter or field that is meant; never its value. */
  readonly subject: string;
  readonly cause?: unknown;
}

/** Base error of the protocol room. The message never contains a value that was passed in. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: ProtocolErrorCode;
  readonly subject: string;

  constructor(message: string, facts: ProtocolErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    this.subject = facts.subject;
  }
}
