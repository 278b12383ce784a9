// The SDK's front door as types: one account, one governor, one stream supervisor, one mirror.
import type { CallFact, Cause } from '@fairlead/policy';
import type { EndpointId } from '@fairlead/protocol';
import type { PublicCommandId } from './commands/public-command.ts';
import type { Refused } from './commands/refusal.ts';
import type { Observation, Observed } from './mirror/observed.ts';
import type { ChargerRow, InstallationRecord } from './mirror/state-keeper.ts';
import type { Followed } from './view/stated-age.ts';

/**
 * What leaves first while calls wait, the hastiest first: `command` (a person or a load balancer acts), `interactive` (somebody
 * looks at a page), `sync` (lists and reconciliation), `background` (polls, history).
 *
 * None starves. While it waits, one slot in so many is a lane's own: 2 for `command`, 11, 16, and 26 for `background`; a slot
 * is 101 ms at 9.9/s. A command leaves at the next slot or the one after. Inside a lane apps take turns: a first call beside three
 * other apps leaves within four turns of its lane, so from `background` within 26 × 4 slots, 10.5 s. Repeating a call, being
 * cancelled or parked by a floor costs the others nothing.
 */
export const lanes = ['command', 'interactive', 'sync', 'background'] as const;
/** One of the lanes, by name. */
export type Lane = (typeof lanes)[number];

/** A call to a documented endpoint. There is no way to name a path. Source: zaptec-api.md §3.1. */
export interface CallRequest {
  /** Which call, by the id of the table of documented endpoints. @example 'charger-state' */
  readonly endpoint: EndpointId;
  /** Values of the path's parameters, unencoded. Default none. @example { id: charger.id } */
  readonly params?: Readonly<Record<string, string>>;
  /**
   * Parameters of the query by the names of the documents; others are refused. Default none.
   *
   * @example { PageSize: 100 }
   */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** What goes along as JSON. Default nothing. @example { availableCurrent: 16 } */
  readonly body?: unknown;
  /** Why: the policy opens some reads by it. A person who asks is `user`. @example 'user' */
  readonly cause: Cause;
  /** What goes first while calls wait, see `lanes`. @example 'interactive' */
  readonly lane: Lane;
  /** The local app that asks; null for the program itself. @example 'energy-page' */
  readonly app: string | null;
  /** Ends the wait. Default: nobody does. */
  readonly signal?: AbortSignal;
  /**
   * When what the caller holds of this was read, ms; while that is fresh the call ends with `held` instead of waiting.
   * Default: nothing is held.
   *
   * @example row.readAtMs
   */
  readonly heldSinceMs?: number;
  /**
   * Called when the call leaves the governor, once per attempt. Where it throws or rejects, the log is told and the
   * call goes on. Default: nobody is told.
   *
   * @example (sentAtMs) => console.log(new Date(sentAtMs))
   */
  readonly onSent?: (sentAtMs: number) => void;
}

/** An answer of the cloud with a status of 2xx; `body` is undefined when there was none. Source: zaptec-api.md §3.1. */
export interface Answer {
  /** HTTP status, 200 to 299. */
  readonly status: number;
  /** Parsed JSON, or text where it was none; undefined where there was no body. */
  readonly body: unknown;
  /** When it was received, ms since 1970 UTC. */
  readonly receivedAtMs: number;
  /** When the cloud says that it answered (`Date`), ms since 1970 UTC, in whole seconds; absent where it does not say so. */
  readonly saidAtMs?: number;
}

/** What became of a command that was handed over. `unknown`: it may or may not have been carried out. */
export type CommandSent =
  /** The cloud took it; it left at `sentAtMs`, ms since 1970 UTC. */
  | { readonly outcome: 'accepted'; readonly sentAtMs: number }
  /** `sentAtMs` null: nothing of it reached the cloud. `why` is for programs, `reason` for people. */
  | Refused
  /** It left at `sentAtMs` (ms since 1970 UTC), and `reason` says to a person why nobody knows what became of it. */
  | { readonly outcome: 'unknown'; readonly sentAtMs: number; readonly reason: string };

/**
 * `refused`: the cloud said no, the source gave another user's login or one that this process follows already, and a person has to act. `unreachable`: no word about the
 * credentials; it is tried again.
 */
export type LoginState = 'not-yet' | 'ok' | 'refused' | 'unreachable';

/** What the governor allows now, and what waits. A reading, not a promise: the next call may change it. */
export interface GovernorStatus {
  /** Calls a second that are allowed now; lower while a neighbour is suspected. */
  readonly ratePerSecond: number;
  /** Calls that may leave at once after a rest. */
  readonly burst: number;
  /** Requests that may leave now, whole and broken ones: tokens in the bucket. */
  readonly availableRequests: number;
  /** Calls that wait. */
  readonly queued: number;
  /** Until when all traffic of the account waits, ms since 1970 UTC; null when it does not. */
  readonly pausedUntilMs: number | null;
  /** Whether another program seems to use the account: the cloud refused what should have passed. */
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

/** One link to the service bus: a user group or an installation. Instants in ms since 1970 UTC, counts since the start. */
export interface StreamSourceStatus {
  /** Whose bus it is: that of a user group, or of one installation. */
  readonly bus: 'group' | 'installation';
  /** Id of the user group or installation. */
  readonly scope: string;
  /** What is the case now. */
  readonly state: StreamState;
  /** Since when it is in this state. */
  readonly sinceMs: number;
  /** When the last message came, null where none has. */
  readonly lastMessageAtMs: number | null;
  /** Messages that came. */
  readonly messages: number;
  /** Links that were opened after a first one. */
  readonly reconnects: number;
  /** Messages that could not be read; they are counted and completed. */
  readonly undecodable: number;
  /**
   * When the cloud removes the subscription should nobody read it: 14 days after it was last read, in this run or, by the
   * history, in an earlier one. Null while the link is open (it is in use) and where it was never read.
   */
  readonly subscriptionEndsAtMs: number | null;
  /** One sentence on what is wrong and what helps; null when nothing is. */
  readonly trouble: string | null;
}

/**
 * Read side of the mirror. Reading never makes a call. An account's (`Account.mirror`) shows nothing of what has left the
 * account: what the last whole list told of no more, and no look-up or detail since. It is shown again when something does.
 */
export interface MirrorView {
  /** Every charger that is held. */
  chargers(): readonly ChargerRow[];
  /** By id, in lower case as it is held; undefined where it is not. */
  charger(id: string): ChargerRow | undefined;
  /** Accepts a charger id or a serial, in any case. */
  find(idOrSerial: string): ChargerRow | undefined;
  /** Every installation that is held. */
  installations(): readonly InstallationRecord[];
  /** By id, in lower case as it is held; undefined where it is not. */
  installation(id: string): InstallationRecord | undefined;
  /** One value by the cloud's number of it, such as 710. */
  observation(chargerId: string, stateId: number): Observed | undefined;
  /** Every value of a charger by the cloud's numbers; empty where none is held. */
  observations(chargerId: string): ReadonlyMap<number, Observed>;
}

/**
 * What an account tells its listeners, as it happens. For values most programs want `changes()`, which orders and
 * bounds them.
 */
export type AccountEvent =
  /** A value became different: `observation` is the new one, `held` what was held before, undefined where nothing was. */
  | { readonly kind: 'observation'; readonly observation: Observation; readonly held: Observed | undefined }
  /** The row of this charger (`chargerId`, lower case) became different, or is new. */
  | { readonly kind: 'charger'; readonly chargerId: string }
  /** The row of this installation (`installationId`, lower case) became different, or is new. */
  | { readonly kind: 'installation'; readonly installationId: string }
  /** State or trouble of a link to the bus changed; `source` is how it stands. */
  | { readonly kind: 'stream'; readonly source: StreamSourceStatus }
  /** The login's `state` changed, or its `trouble`: one sentence on what helps, null where nothing is wrong. */
  | { readonly kind: 'login'; readonly state: LoginState; readonly trouble: string | null }
  /** What may leave changed; `status` is what the governor allows now. */
  | { readonly kind: 'governor'; readonly status: GovernorStatus }
  /** A call left or ended; `fact` is what the journal is told of it. */
  | { readonly kind: 'call'; readonly fact: CallFact };

/** Called as pino is: fields, then a sentence. */
export interface Log {
  /** What explains a course of things; many lines. */
  debug(fields: object, message: string): void;
  /** What goes as it should and is worth a line. */
  info(fields: object, message: string): void;
  /** What goes on by itself, and somebody may want to look at. */
  warn(fields: object, message: string): void;
  /** What somebody has to act on. */
  error(fields: object, message: string): void;
}

/** One account of the cloud: its governor, its stream and its mirror. Programs that need no single calls use `connect`. */
export interface Account {
  /** As it was opened, default `main`. */
  readonly accountId: string;
  /** What is held. Reading it makes no call. */
  readonly mirror: MirrorView;
  /** How the login stands; `trouble` is one sentence on what helps, null where nothing is wrong. */
  loginState(): { readonly state: LoginState; readonly trouble: string | null };
  /** What may leave now, and what waits. */
  governorStatus(): GovernorStatus;
  /** Each source of the stream. */
  streamStatus(): readonly StreamSourceStatus[];
  /**
   * How a charger is followed now, from which `mostAgeMs` and `chargerOf` state ages; null for an id that is not held.
   *
   * @throws SdkError `invalid-option` for what is no text
   */
  followed(chargerId: string): Followed | null;
  /**
   * How old what is held of an installation, its currents among it, can be at most while the cloud answers, ms; null for an id
   * that is not held. See `Installation.mostAgeMs`.
   *
   * @throws SdkError `invalid-option` for what is no text
   */
  installationMostAgeMs(installationId: string): number | null;
  /**
   * Loads what is kept, then logs in, attaches the stream, lists, and follows. Resolves as soon as the kept state is
   * served.
   *
   * @throws SdkError `store-unreadable` where what is kept cannot be loaded, `closed`; `in-use` where another account of this process
   *   follows this login
   */
  start(): Promise<void>;
  /**
   * Resolves when the first lists are in, or rejects with the reason why they cannot be had.
   *
   * @throws SdkError `invalid-option`; `cancelled` by the signal, `closed`; `credentials-unreadable`, `login-refused`,
   *   `another-login`, `in-use` or `login-failed` where there is no login; `unreachable`, `cloud-refused` or `unreadable-answer`
   *   where the cloud gave no list; `too-early` where it gave them within the hour and nothing of that is held, such as to users
   *   who take turns
   */
  ready(signal?: AbortSignal): Promise<void>;
  /**
   * One call to a documented endpoint, in its turn.
   *
   * @throws SdkError `invalid-option`; `queue-full`, `too-early`, `held`, `forbidden`, `cancelled` or `closed` where it
   *   did not leave; `credentials-unreadable`, `login-refused`, `another-login`, `in-use` or `login-failed` where there
   *   is no token; `unreachable`, `cloud-refused` or `unreadable-answer` where no answer came that can be used; `cancelled` also
   *   where the caller left meanwhile
   */
  call(request: CallRequest): Promise<Answer>;
  /**
   * Sends a public command once, after its preconditions; never repeats it when the outcome is unknown. An accepted one is
   * followed by one state read where no stream tells of the charger.
   *
   * @throws SdkError `invalid-option`, `unknown-charger`; where nothing was sent for a reason of the account
   *   `queue-full`, `cancelled`, `closed`, `credentials-unreadable`, `login-refused`, `another-login`, `in-use` or `login-failed`
   */
  sendCommand(
    chargerId: string,
    command: PublicCommandId,
    options: {
      readonly app: string | null;
      readonly signal?: AbortSignal;
      readonly onSent?: (sentAtMs: number) => void;
    },
  ): Promise<CommandSent>;
  /**
   * Returns its own undo. A listener that throws or rejects is reported to the log and kept.
   *
   * @throws SdkError `invalid-option` for what is no function
   */
  subscribe(listener: (event: AccountEvent) => void): () => void;
  /** Ends the stream, cancels what is queued, waits for what is in flight (at most 10 s, and 2 s more for a store that hangs). */
  close(): Promise<void>;
}
