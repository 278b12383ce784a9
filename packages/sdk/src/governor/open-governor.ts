// The governor alone, for programs that bring their own HTTP client and token: they name an endpoint of the table, say what
// they know, and hand over how to send it. Everything else of the SDK is built on the same governor.
// Invariant: a caller's `send` is run once for each `go`, and never before.
import type { Fact } from '@fairlead/policy';
import { accountChecks } from '../account/checked-options.ts';
import { type KnownOfCall, nothingKnown } from '../account/known-of-call.ts';
import { historyOf, settingsOf } from '../account/settings.ts';
import { type CallRequest, type GovernorStatus, type Log, lanes } from '../account.ts';
import type { Clock } from '../clock.ts';
import { asker } from '../guarded.ts';
import type { Journal } from '../journal/journal.ts';
import { mustFit } from '../must-fit.ts';
import { type OptionRules, optionsBy } from '../option-table.ts';
import type { Exchange } from '../transport/exchange.ts';
import { describedCall, type Held } from '../transport/governed-call.ts';
import { networkCode, reachOf } from '../transport/network-failure.ts';
import {
  callback,
  count,
  number,
  object,
  oneOf,
  onlyFields,
  optional,
  orNull,
  sendable,
  text,
} from '../value-check.ts';
import type { Ending, GovernedCall, Sent } from './flight.ts';
import { Governor } from './governor.ts';
import { type Margin, openLaw } from './law.ts';
import { sentOf, type ToldAnswer, toldOnce, untold, type WrongAnswer } from './told-answer.ts';
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
  /**
   * Every call as it ends; a fact at which it throws or rejects is lost to it. A `Journal`, such as `fileJournal`, gives the
   * history too. Default none. @example (fact) => facts.push(fact)
   */
  readonly journal?: ((fact: Fact) => void) | Journal;
  /** What `journal` was told in earlier runs, oldest first: the floors are restored from it. Default the journal's own. @example facts */
  readonly history?: readonly Fact[];
}

/** A call without its body, which only `send` needs; and what is known of the thing that it is about, default nothing. */
export interface GovernedRequest extends Omit<CallRequest, 'lane' | 'app' | 'cause'>, Partial<KnownOfCall> {
  /** Why, see `CallRequest`. Default `routine`. @example 'user' */
  readonly cause?: CallRequest['cause'];
  /** What goes first, see `lanes`. Default `background`. @example 'interactive' */
  readonly lane?: CallRequest['lane'];
  /** Whose call it is. Default null: the program itself. @example 'energy-page' */
  readonly app?: string | null;
}

/** Makes the call; may throw or reject, which counts as a connection that failed. */
type CallersSend = (signal: AbortSignal) => Promise<ToldAnswer>;

/** A governor that stands alone: calls in, endings out. */
export interface OpenedGovernor {
  /**
   * Waits for its turn, has it sent, repeats it where that is allowed, and tells how it ended. Waiting, being refused and
   * being cancelled are endings: it rejects for a caller's mistake alone.
   *
   * @throws SdkError `invalid-option`
   */
  submit(request: GovernedRequest, send: (signal: AbortSignal) => Promise<ToldAnswer>): Promise<Ending>;
  /** What may leave now, and what waits. */
  status(): GovernorStatus;
  /**
   * Ends what waits at once, and what is on its way after 10 s. A `send` that ignores its signal is given up a second later: it
   * counts as made, with an outcome that is not known, and the log says so.
   */
  close(): Promise<void>;
}

/**
 * Opens a governor for one account. Its bucket begins empty: what an earlier run sent just before is not known.
 *
 * @example
 * const userAgent = 'depot-charging/1.4 (+https://depot.example/contact)';
 * const governor = openGovernor({ userAgent });
 * const ending = await governor.submit({ endpoint: 'constants', lane: 'interactive' }, async (signal) => {
 *   const answer = await fetch('https://api.zaptec.com/api/constants', { headers: { 'user-agent': userAgent }, signal });
 *   const text = await answer.text();
 *   const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
 *   return {
 *     status: answer.status,
 *     retryAfterMs: Number(answer.headers.get('retry-after')) * 1000 || null,
 *     dateMs: Date.parse(answer.headers.get('date') ?? '') || null,
 *     shape: text === '' ? 'empty' : isJson ? 'json' : 'html',
 *     body: isJson && text !== '' ? JSON.parse(text) : text,
 *   };
 * });
 * if (ending.kind === 'exchanged') console.log(ending.exchange);
 * await governor.close();
 *
 * @throws SdkError `invalid-option` when an option cannot be used
 */
export function openGovernor(given: OpenGovernorOptions): OpenedGovernor {
  const options = optionsBy(given, rules);
  const settings = settingsOf({ ...options, credentials: { read: noLogin } });
  const { accountId, base, userAgent, margin, clock, random, log, journal, leaving } = settings;
  const law = openLaw(margin, clock.nowMs(), base.door.host);
  const governor = new Governor({
    caller: { accountId, door: base.door, userAgent },
    ...{ law, margin, clock, random, log, bounds: options },
    login: () => null,
    ...{ journal, leaving },
  });
  const senderOf = sendersTelling(toldOnce(log));
  for (const fact of historyOf(options)) governor.restore(fact);
  return {
    submit(request, send) {
      try {
        mustFit('submit a call', asked(request, 'request') ?? callback(send, 'send'));
        return governor.submit(
          describedCall(saidByCaller, request, () => senderOf(send)),
          request,
        );
      } catch (error) {
        return Promise.reject(error);
      }
    },
    status: () => governor.status(),
    close: () => governor.close(closeGraceMs),
  };
}

const saidByCaller: Held<GovernedRequest> = {
  fixed: true,
  of: (_concern, said) => ({
    installationId: said.installationId ?? nothingKnown.installationId,
    charging: said.charging ?? nothingKnown.charging,
    connected: said.connected ?? nothingKnown.connected,
    allowed: said.allowed ?? nothingKnown.allowed,
    shown: said.shown ?? nothingKnown.shown,
    changed: said.changed ?? nothingKnown.changed,
  }),
};

/** A call holds nothing but how it is sent while it waits. No async function: its frame and its await were 300 bytes a call. */
function sendersTelling(wrong: WrongAnswer): (send: CallersSend) => GovernedCall['send'] {
  const heard = (answer: ToldAnswer): Sent => sentOf(answer, wrong);
  return (send) => (signal) => {
    const failed = (error: unknown): Sent => untold(failureOf(error, signal));
    try {
      return Promise.resolve(send(signal)).then(heard, failed);
    } catch (error) {
      return Promise.resolve(failed(error));
    }
  };
}

function failureOf(error: unknown, signal: AbortSignal): Exchange {
  if (signal.aborted)
    return { kind: 'failed', reached: 'maybe', code: 'cancelled', message: 'The call was cancelled.' };
  const code = networkCode(error);
  return { kind: 'failed', reached: reachOf(code), code: code ?? 'network', message: 'The connection failed.' };
}

const { userAgent, accountId, baseUrl, margin, clock, random, log, journal, history } = accountChecks;
const rules: OptionRules<OpenGovernorOptions> = {
  task: 'open the governor',
  table: {
    ...{ userAgent, accountId, baseUrl, margin, clock, random, log, journal, history },
    ...{ mostQueued: count, mostQueuedPerApp: count, weightOf: callback },
  },
  needed: { userAgent: 'a userAgent such as "my-app/1.0 (+https://example.org)"' },
};

const known = optional(oneOf('yes', 'no', 'unknown'));
const asked = onlyFields({
  ...{ ...asker, endpoint: text, cause: optional(text), lane: optional(oneOf(...lanes)), onSent: optional(callback) },
  ...{ params: optional(object), query: optional(object), body: optional(sendable), heldSinceMs: optional(number) },
  ...{ charging: known, connected: known, allowed: known, shown: known, changed: known },
  installationId: optional(orNull(text)),
});

/** The token is the caller's own business. */
const noLogin = (): never => {
  throw new Error('A governor alone reads no credentials.');
};
