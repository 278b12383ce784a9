// The governor alone, for programs that bring their own HTTP client and token: they name an endpoint of the table, say what
// they know, and hand over how to send it. Everything else of the SDK is built on the same governor.
// Invariant: a caller's `send` is run once for each `go`, and never before.
import type { Fact } from '@fairlead/policy';
import { type KnownOfCall, nothingKnown } from '../account/known-of-call.ts';
import { settingsOf } from '../account/settings.ts';
import type { CallRequest, GovernorStatus, Log } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { BodyShape, Exchange } from '../transport/exchange.ts';
import { describedCall } from '../transport/governed-call.ts';
import { networkCode, reachOf } from '../transport/network-failure.ts';
import type { Ending, GovernedCall, Sent } from './flight.ts';
import { Governor } from './governor.ts';
import { type Margin, openLaw } from './law.ts';
import type { RoomBounds } from './waiting-room.ts';

/** How long `close` waits for what is on its way. */
const closeGraceMs = 10_000;

/** What a governor that stands alone needs to know of its caller, and what it is told. */
export interface OpenGovernorOptions extends RoomBounds {
  /**
   * Who calls: `product/version (+contact)`, as your client sends it. A library's or a browser's name is refused.
   *
   * @example 'depot-charging/1.4 (+https://depot.example/contact)'
   */
  readonly userAgent: string;
  /** Name of the account in the journal; one governor per account. Default `main`. @example 'depot-north' */
  readonly accountId?: string;
  /** Where your client sends to. Default `https://api.zaptec.com`. @example 'http://127.0.0.1:8710' */
  readonly baseUrl?: string;
  /**
   * What you stay below: requests per second, and requests that may leave at once after a rest. Default 9.9/s and 12: never
   * refused while the way to the cloud varies by less than 303 ms. May be tightened, never loosened.
   *
   * @example { ratePerSecond: 5, burst: 6 } // leaves half of the account to another program of yours
   */
  readonly margin?: Margin;
  /** Time and timers. Default the machine's. @example manualClock() // of a test */
  readonly clock?: Clock;
  /** Uniform in [0, 1), for the jitter of retries. Default `Math.random`. @example () => 0.5 */
  readonly random?: () => number;
  /** Warnings about refusals and mistakes. Default none. @example pino() */
  readonly log?: Log;
  /** Every call as it ends; a fact at which it throws or rejects is lost to it. Default none. @example (fact) => facts.push(fact) */
  readonly journal?: (fact: Fact) => void;
  /** What `journal` was told in earlier runs, oldest first: the floors are restored from it. Default none. @example facts */
  readonly history?: readonly Fact[];
}

/** What the governor needs to know of an answer. */
export interface ToldAnswer {
  readonly status: number;
  /** `Retry-After` in milliseconds; default null: told none. */
  readonly retryAfterMs?: number | null;
  /** What the body was; default `json`. An `empty` 500 passes and is repeated, a 503 in `html` never reached the application. */
  readonly shape?: BodyShape;
  readonly body?: unknown;
  /** Its `Date` header, ms since 1970 UTC; default null. It tells a sleep of the machine from a clock that was set. */
  readonly dateMs?: number | null;
  /** Rows in it, default null: not told. */
  readonly rows?: number | null;
  /** The cloud's own error code, such as 528; default null. A 500 with one is the application's answer and final. */
  readonly code?: number | null;
}

/** A call without its body, which only `send` needs; and what is known of the thing that it is about, default nothing. */
export interface GovernedRequest extends Omit<CallRequest, 'lane' | 'app' | 'cause'>, Partial<KnownOfCall> {
  /** Default `routine`. */
  readonly cause?: CallRequest['cause'];
  /** Default `background`. */
  readonly lane?: CallRequest['lane'];
  /** Default null: the program itself. */
  readonly app?: string | null;
}

/** A governor that stands alone: calls in, endings out. */
export interface OpenedGovernor {
  /**
   * Waits for its turn, has it sent, repeats it where that is allowed, and tells how it ended. Waiting, being refused and
   * being cancelled are endings: it rejects for a caller's mistake alone.
   *
   * @throws SdkError `invalid-option`
   */
  submit(request: GovernedRequest, send: (signal: AbortSignal) => Promise<ToldAnswer>): Promise<Ending>;
  status(): GovernorStatus;
  /** Ends what waits at once, and what is on its way after 10 s. */
  close(): Promise<void>;
}

/**
 * Opens a governor for one account. Its bucket begins empty: what an earlier run sent just before is not known.
 *
 * @example
 * const governor = openGovernor({ userAgent: 'depot-charging/1.4 (+https://depot.example/contact)' });
 * const ending = await governor.submit({ endpoint: 'constants', lane: 'interactive' }, async (signal) => {
 *   const answer = await fetch('https://api.zaptec.com/api/constants', { signal });
 *   return { status: answer.status, body: await answer.json() };
 * });
 * if (ending.kind === 'exchanged') console.log(ending.exchange);
 *
 * @throws SdkError `invalid-option` when an option cannot be used
 */
export function openGovernor(options: OpenGovernorOptions): OpenedGovernor {
  const settings = settingsOf({ ...options, credentials: { read: noLogin } });
  const { accountId, base, userAgent, margin, clock, random, log, journal } = settings;
  const law = openLaw(margin, clock.nowMs(), base.door.host);
  for (const fact of options.history ?? []) law.record(fact);
  const governor = new Governor({
    caller: { accountId, door: base.door, userAgent },
    ...{ law, margin, clock, random, log, bounds: options },
    login: () => null,
    journal,
  });
  const callOf = (request: GovernedRequest, send: (signal: AbortSignal) => Promise<ToldAnswer>): GovernedCall => {
    const { cause = 'routine', lane = 'background', app = null } = request;
    const known = { of: () => ({ ...nothingKnown, ...request }), fixed: true };
    return describedCall(known, { ...request, cause, lane, app }, () => (signal) => sentBy(send, signal));
  };
  return {
    submit(request, send) {
      try {
        return governor.submit(callOf(request, send), request);
      } catch (error) {
        return Promise.reject(error);
      }
    },
    status: () => governor.status(),
    close: () => governor.close(closeGraceMs),
  };
}

async function sentBy(send: (signal: AbortSignal) => Promise<ToldAnswer>, signal: AbortSignal): Promise<Sent> {
  try {
    const { status, retryAfterMs = null, shape = 'json', body, dateMs = null, ...told } = await send(signal);
    const exchange = { kind: 'answered', status, retryAfterMs, shape, body, dateMs, bytes: 0, digest: null } as const;
    return { ...untold, ...told, exchange };
  } catch (error) {
    return { ...untold, exchange: failureOf(error, signal) };
  }
}

const untold = { rows: null, code: null, changed: 'unknown', tokenLifeMs: null, loginHelps: false } as const;

function failureOf(error: unknown, signal: AbortSignal): Exchange {
  if (signal.aborted)
    return { kind: 'failed', reached: 'maybe', code: 'cancelled', message: 'The call was cancelled.' };
  const code = networkCode(error);
  return { kind: 'failed', reached: reachOf(code), code: code ?? 'network', message: 'The connection failed.' };
}

/** The token is the caller's own business. */
const noLogin = (): never => {
  throw new Error('A governor alone reads no credentials.');
};
