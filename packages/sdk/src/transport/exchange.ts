// What became of one HTTP exchange, as a value. Nothing in it names the address, the token or a parameter.

/** How the body could be read. `malformed`: said to be JSON, or began like it, and is not. */
export type BodyShape = 'empty' | 'json' | 'html' | 'text' | 'malformed';

export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  readonly shape: BodyShape;
  /** Parsed JSON, text, or undefined. */
  readonly body: unknown;
  readonly bytes: number;
  /** `Retry-After` in milliseconds, null when absent or unreadable. */
  readonly retryAfterMs: number | null;
  /** `Date`: when the cloud says that it answered, ms since 1970 UTC; null or absent where it does not say so. */
  readonly dateMs?: number | null;
  /** Tells equal bodies from different ones; null when empty. */
  readonly digest: string | null;
}

export interface Failed {
  readonly kind: 'failed';
  /** `no`: no byte of the request can have reached the application. `maybe`: nobody knows. */
  readonly reached: 'no' | 'maybe';
  /** Network code such as `ECONNREFUSED`, or `timeout`, `too-large`, `cancelled`, `wrong-answer` (a sender told no status). */
  readonly code: string;
  /** One sentence without secrets. */
  readonly message: string;
}

export type Exchange = Answered | Failed;
