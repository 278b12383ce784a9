// The SDK's front door as types: one account, one governor, one stream supervisor, one mirror.
import type { CallFact, Cause, Fact } from '@fairlead/policy';
import type { EndpointId } from '@fairlead/protocol';
import type { Clock } from './clock.ts';
import type { Observation, Observed } from './mirror/observed.ts';
import type { ChargerRow, InstallationRecord, StateKeeper } from './mirror/state-keeper.ts';
import type { MessageSource } from './stream/message-source.ts';

/** Higher lanes go first; ageing keeps the lower ones alive. */
export const lanes = ['command', 'interactive', 'sync', 'background'] as const;
export type Lane = (typeof lanes)[number];

/** A call to a documented endpoint. There is no way to name a path. */
export interface CallRequest {
  readonly endpoint: EndpointId;
  /** Values of the path's parameters, unencoded. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly body?: unknown;
  readonly cause: Cause;
  readonly lane: Lane;
  /** The local app that asks; null for the program itself. */
  readonly app: string | null;
  readonly signal?: AbortSignal;
  /** Called when the call leaves the governor, once per attempt. */
  readonly onSent?: (sentAtMs: number) => void;
}

/** An answer of the cloud with a status of 2xx; `body` is undefined when there was none. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly receivedAtMs: number;
}

/** What became of a command that was handed over. `unknown`: it may or may not have been carried out. */
export type CommandSent =
  | { readonly outcome: 'accepted'; readonly sentAtMs: number }
  /** `sentAtMs` null: a precondition said no, nothing was sent. */
  | { readonly outcome: 'refused'; readonly sentAtMs: number | null; readonly reason: string }
  | { readonly outcome: 'unknown'; readonly sentAtMs: number; readonly reason: string };

export type LoginState = 'not-yet' | 'ok' | 'refused' | 'unreachable';

export interface GovernorStatus {
  readonly ratePerSecond: number;
  readonly burst: number;
  /** Whole and broken tokens in the bucket now. */
  readonly availableRequests: number;
  readonly queued: number;
  /** Until when all traffic of the account waits, null when it does not. */
  readonly pausedUntilMs: number | null;
  readonly neighbourSuspected: boolean;
}

/**
 * - `off`: not read: not started, closed, or one of more sources than are read at once (then `trouble` says so)
 * - `connecting`: its first opening, and the way back after a loss
 * - `live`: open, and something came in the last 20 min
 * - `quiet`: open, and nothing came for more than 20 min: two pulses of an idle charger
 * - `stale`: open, and nothing came for more than 65 min, not even an hourly reading; opened anew until something comes
 * - `shared`: somebody else reads this subscription and takes part of the messages
 * - `down`: it cannot be opened; `trouble` says why
 *
 * While a source is neither `live` nor `quiet` its chargers are polled at the floors: every 600 s, while charging every 60 s
 * where no link is open.
 */
export type StreamState = 'off' | 'connecting' | 'live' | 'quiet' | 'stale' | 'shared' | 'down';

export interface StreamSourceStatus {
  readonly bus: 'group' | 'installation';
  readonly scope: string;
  readonly state: StreamState;
  readonly sinceMs: number;
  readonly lastMessageAtMs: number | null;
  readonly messages: number;
  readonly reconnects: number;
  readonly undecodable: number;
  /**
   * When the cloud removes the subscription should nobody read it: 14 days after it was last read, in this run or, by the
   * history, in an earlier one. Null while the link is open (it is in use) and where it was never read.
   */
  readonly subscriptionEndsAtMs: number | null;
  /** One sentence on what is wrong and what helps; null when nothing is. */
  readonly trouble: string | null;
}

/** Read side of the mirror. Reading never makes a call. */
export interface MirrorView {
  chargers(): readonly ChargerRow[];
  charger(id: string): ChargerRow | undefined;
  /** Accepts a charger id or a serial, in any case. */
  find(idOrSerial: string): ChargerRow | undefined;
  installations(): readonly InstallationRecord[];
  observation(chargerId: string, stateId: number): Observed | undefined;
  observations(chargerId: string): ReadonlyMap<number, Observed>;
}

export type AccountEvent =
  | { readonly kind: 'observation'; readonly observation: Observation; readonly held: Observed | undefined }
  | { readonly kind: 'charger'; readonly chargerId: string }
  | { readonly kind: 'installation'; readonly installationId: string }
  | { readonly kind: 'stream'; readonly source: StreamSourceStatus }
  | { readonly kind: 'login'; readonly state: LoginState; readonly trouble: string | null }
  | { readonly kind: 'governor'; readonly status: GovernorStatus }
  | { readonly kind: 'call'; readonly fact: CallFact };

/** Supplies the account's own user name and password, asked only when a login is due. */
export interface CredentialProvider {
  read(): Promise<{ readonly username: string; readonly password: string }>;
}

/** Keeps small secrets over restarts, encrypted; null when nothing is kept. */
export interface SecretKeeper {
  load(name: 'access-token' | 'refused-login'): Promise<string | null>;
  save(name: 'access-token' | 'refused-login', value: string | null): Promise<void>;
}

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface AccountOptions {
  /** Configured name, default `main`. */
  readonly accountId?: string;
  /** Base address of the cloud, default `https://api.zaptec.com`. Plain http only for loopback. */
  readonly baseUrl?: string;
  readonly credentials: CredentialProvider;
  /** `product/version (+contact)`; required, sent with every call. */
  readonly userAgent: string;
  /** User groups whose bus is read, from configuration (no call tells them). Default none. */
  readonly userGroupIds?: readonly string[];
  /** Default 9.9/s, burst 12. May be tightened, never loosened. */
  readonly margin?: { readonly ratePerSecond: number; readonly burst: number };
  /** Makes the HTTP calls, default the global one. A private CA, proxy or pool goes into one of your own. */
  readonly fetch?: typeof globalThis.fetch;
  readonly clock?: Clock;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  /**
   * Where the stream's messages come from, default `serviceBusSource({ log })`. A private CA goes here:
   * `serviceBusSource({ log, ca })`.
   */
  readonly source?: MessageSource;
  /**
   * Whether gaps in a subscription's sequence numbers mean that somebody else reads it (`shared`), and that what they told
   * is read again. Default true; false where a bus numbers its messages in another way.
   */
  readonly detectSharedSubscription?: boolean;
  readonly keeper?: StateKeeper;
  readonly secrets?: SecretKeeper;
  readonly log?: Log;
  /** Every call and stream event as it ends; must not throw. */
  readonly journal?: (fact: Fact) => void;
  /** Facts of earlier runs, newest last: the floors are restored from them. */
  readonly history?: readonly Fact[];
}

export interface Account {
  readonly accountId: string;
  readonly mirror: MirrorView;
  loginState(): { readonly state: LoginState; readonly trouble: string | null };
  governorStatus(): GovernorStatus;
  streamStatus(): readonly StreamSourceStatus[];
  /** Loads what is kept, then logs in, attaches the stream, lists, and follows. Resolves as soon as the kept state is served. */
  start(): Promise<void>;
  /** Resolves when the first lists are in, or rejects with the reason why they cannot be had. */
  ready(signal?: AbortSignal): Promise<void>;
  call(request: CallRequest): Promise<Answer>;
  /** Sends 506 or 507 once, after its preconditions; never repeats it when the outcome is unknown. */
  sendCommand(
    chargerId: string,
    command: 506 | 507,
    options: {
      readonly app: string | null;
      readonly signal?: AbortSignal;
      readonly onSent?: (sentAtMs: number) => void;
    },
  ): Promise<CommandSent>;
  /** Returns its own undo. A listener that throws is reported to the log and kept. */
  subscribe(listener: (event: AccountEvent) => void): () => void;
  /** Ends the stream, cancels what is queued, waits for what is in flight (at most 10 s). */
  close(): Promise<void>;
}
