// A request and an answer as both doors (socket, in-process) hand them to the cloud.

export interface CloudRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly clientAddress: string;
}

/** What is known before the body is read. */
export type RequestHead = Omit<CloudRequest, 'body'>;

/** How an answer fails to arrive; each door does it in its own way. */
export type Delivery =
  | { readonly kind: 'reset' }
  /** Nothing at all, then the connection is cut. */
  | { readonly kind: 'hang'; readonly afterMs: number }
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The length of all of it, half of the bytes, then the connection is cut. */
  | { readonly kind: 'truncated' };

export interface CloudAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How many rows the body holds, where its maker knows; else whoever asks has to parse it. */
  readonly rows?: number;
  /** The body as it is sent, where its maker keeps it; else the door encodes it. */
  readonly bytes?: Uint8Array;
  /** Absent: whole and at once. */
  readonly delivery?: Delivery;
}

/** Whether a client sees a status at all. */
export function arrives({ delivery }: CloudAnswer): boolean {
  return delivery?.kind !== 'reset' && delivery?.kind !== 'hang';
}
