// What can go wrong with an answer, and with which ones.

/** What goes wrong with one answer. `when`: before anything was carried out (default), or after all of it was. */
export type HttpFault =
  | {
      readonly kind: 'status';
      readonly status: number;
      /** Default: the proxy's own page for 502 to 504, else nothing. */
      readonly body?: string;
      readonly contentType?: string;
      readonly when?: 'before' | 'after';
    }
  /** The connection is reset without an answer. */
  | { readonly kind: 'reset'; readonly when?: 'before' | 'after' }
  /** Nothing comes for `afterMs`, default 15 s and at most 10 min, then the connection is reset. */
  | { readonly kind: 'hang'; readonly afterMs?: number; readonly when?: 'before' | 'after' }
  /** The right answer, late by at most 10 min. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Half of the bytes, then the end of the connection. */
  | { readonly kind: 'truncated' }
  /** The right bytes, called `text/html`. */
  | { readonly kind: 'wrong-content-type' };

/** Which calls: all that fit both; `path` is a part of it, in any case. */
export interface FaultMatch {
  readonly path?: string;
  readonly method?: string;
}

/** How many of the calls that match. With `share` or `forMs` it is a wave. */
export interface HowOften {
  /** Default 1; of a wave `Infinity`. */
  readonly count?: number;
  /** Which part of the calls, drawn from the seed: above 0, at most 1. Default 1. */
  readonly share?: number;
  /** For how long, at most 14 days. Default: until undone. */
  readonly forMs?: number;
}

export interface PlannedFault {
  readonly fault: HttpFault;
  readonly match: FaultMatch;
  readonly left: number;
  /** Absent: every call that matches. */
  readonly share?: number;
  /** Absent: until undone. */
  readonly endsInMs?: number;
}
