// The SDK's front door as types: one account, one governor, one stream supervisor, one mirror.
import type { CallFact, Cause, Fact } from '@fairlead/policy';
import type { CommandRules, EndpointId } from '@fairlead/protocol';
import type { Clock } from './clock.ts';
import type { PublicCommandId } from './commands/public-command.ts';
import type { Refused } from './commands/refusal.ts';
import type { Journal } from './journal/journal.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Observation, Observed } from './mirror/observed.ts';
import type { AnswerKind, ChargerRow, InstallationRecord, StateKeeper } from './mirror/state-keeper.ts';
import type { MessageSource } from './stream/message-source.ts';
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

/** A call to a documented endpoint. There is no way to name a path. */
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

/** An answer of the cloud with a status of 2xx; `body` is undefined when there was none. */
export interface Answer {
  /** HTTP status, 200 to 299. */
  readonly status: number;
  readonly body: unknown;
  /** When it was received, ms since 1970 UTC. */
  readonly receivedAtMs: number;
}

/** What became of a command that was handed over. `unknown`: it may or may not have been carried out. */
export type CommandSent =
  | { readonly outcome: 'accepted'; readonly sentAtMs: number }
  /** `sentAtMs` null: nothing of it reached the cloud. `why` is for programs, `reason` for people. */
  | Refused
  | { readonly outcome: 'unknown'; readonly sentAtMs: number; readonly reason: string };

/** `refused`: the cloud said no and a person has to act. `unreachable`: no word about the credentials; it is tried again. */
export type LoginState = 'not-yet' | 'ok' | 'refused' | 'unreachable';

/** What the governor allows now, and what waits. A reading, not a promise: the next call may change it. */
export interface GovernorStatus {
  /** Calls a second that are allowed now; lower while a neighbour is suspected. */
  readonly ratePerSecond: number;
  /** Calls that may leave at once after a rest. */
  readonly burst: number;
  /** Whole and broken tokens in the bucket now. */
  readonly availableRequests: number;
  /** Calls that wait. */
  readonly queued: number;
  /** Until when all traffic of the account waits, null when it does not. */
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
  readonly bus: 'group' | 'installation';
  /** Id of the user group or installation. */
  readonly scope: string;
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

/** Read side of the mirror. Reading never makes a call. */
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
  | { readonly kind: 'observation'; readonly observation: Observation; readonly held: Observed | undefined }
  | { readonly kind: 'charger'; readonly chargerId: string }
  | { readonly kind: 'installation'; readonly installationId: string }
  | { readonly kind: 'stream'; readonly source: StreamSourceStatus }
  | { readonly kind: 'login'; readonly state: LoginState; readonly trouble: string | null }
  | { readonly kind: 'governor'; readonly status: GovernorStatus }
  | { readonly kind: 'call'; readonly fact: CallFact };

/** The account's own user name and password. Never those of somebody else: for other people's chargers there is the consent link. */
export interface PasswordLogin {
  /** As at the portal, such as an e-mail address. */
  readonly username: string;
  /** Of the same account. In memory for as long as the login takes. */
  readonly password: string;
}

/** Supplies the account's own user name and password, asked only when a login is due; nothing of them is kept. */
export interface CredentialProvider {
  /** Default `password`. */
  readonly kind?: 'password';
  /** Asked for each login. What it rejects with is told by its kind alone, an `SdkError` by its sentence. */
  read(): Promise<PasswordLogin>;
  /** Told when the cloud refused what `read` gave: a source that keeps it lets go of it. */
  refused?(): void;
}

/**
 * A client of the OAuth that the cloud has announced and does not offer yet: a client that stands for its own account, or one
 * that a person let in, with the newest refresh token that is known to whoever hands it over. From there on each refresh
 * token is kept, and the next one before it is used, by the `SecretKeeper`.
 */
export type OauthLogin =
  | {
      readonly grant: 'client-credentials';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope?: string;
    }
  | {
      readonly grant: 'refresh-token';
      readonly clientId: string;
      /** Absent for a public client. */
      readonly clientSecret?: string;
      readonly refreshToken: string;
    };

/** Supplies an OAuth client's login, asked only when a login is due. */
export interface OauthProvider {
  /** Tells it from a password. */
  readonly kind: 'oauth';
  /** Asked for each login. What it rejects with is told by its kind alone, an `SdkError` by its sentence. */
  read(): Promise<OauthLogin>;
  /** Told when the cloud refused what `read` gave. */
  refused?(): void;
}

/** What a `SecretKeeper` keeps: the access token, the refresh token, and the mark of a login that was refused. */
export type SecretName = 'access-token' | 'refresh-token' | 'refused-login';

/** Keeps small secrets over restarts, encrypted; null when nothing is kept. */
export interface SecretKeeper {
  /** Null where nothing is kept. Where it rejects the account logs in anew. */
  load(name: SecretName): Promise<string | null>;
  /** Null removes it. Resolves when it is durable. */
  save(name: SecretName, value: string | null): Promise<void>;
}

/** Called as pino is: fields, then a sentence. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What an account is opened with. `credentials` and `userAgent` are needed; everything else has a default. */
export interface AccountOptions {
  /**
   * Name of the account in the journal, in facts and in log lines; of several accounts each has its own. Default
   * `main`.
   *
   * @example accountId: 'depot-north'
   */
  readonly accountId?: string;
  /**
   * Base address of the cloud. Plain http only for loopback. Default `https://api.zaptec.com`.
   *
   * @example baseUrl: 'http://127.0.0.1:8710' // an emulator
   */
  readonly baseUrl?: string;
  /**
   * Where the account's own login comes from. Read only when a login is due, about once a day. Needed.
   *
   * @example credentials: fromEnvironment()
   */
  readonly credentials: CredentialProvider | OauthProvider;
  /**
   * Who calls: `product/version (+contact)`, sent with every call. A library's or a browser's name is refused. Needed.
   *
   * @example userAgent: 'my-app/1.0 (+https://example.org)'
   */
  readonly userAgent: string;
  /**
   * User groups whose bus is read, from configuration (the portal shows them, no call tells them): UUIDs, each once.
   * Default none: each installation's own bus where it has messaging switched on.
   *
   * @example userGroupIds: ['90000000-0000-4000-8000-000000000001']
   */
  readonly userGroupIds?: readonly string[];
  /**
   * What is stayed below: requests per second, and requests that may leave at once after a rest. Default 9.9/s and 12. May be
   * tightened, never loosened.
   *
   * @example { ratePerSecond: 5, burst: 6 } // leaves half of the account to another program of yours
   */
  readonly margin?: { readonly ratePerSecond: number; readonly burst: number };
  /**
   * What is read by itself beside lists and states, for each installation of which the account is Owner or Service, and what
   * that costs in calls a day: `detail` 24 (hourly: no stream tells of an installation's currents), `hierarchy` 1,
   * `firmware` 1. Default all three.
   *
   * @example reads: { hierarchy: false, firmware: false }
   */
  readonly reads?: Readonly<Partial<Record<AnswerKind, boolean>>>;
  /**
   * What sources disagree on about commands. Default `{ resumeWhileScheduled: 'accepted' }`: a resume is taken while a
   * schedule holds the charger.
   *
   * @example commandRules: { resumeWhileScheduled: 'refused' }
   */
  readonly commandRules?: CommandRules;
  /**
   * Makes the HTTP calls. A private CA, proxy or pool goes into one of your own. Default Node's own.
   *
   * @example fetch: (input, init) => fetch(input, init)
   */
  readonly fetch?: typeof globalThis.fetch;
  /**
   * Time of day, steady time and timers, all in ms. Default `systemClock`, the machine's.
   *
   * @example clock: systemClock
   */
  readonly clock?: Clock;
  /** Uniform in [0, 1), for jitter. Default `Math.random`. @example random: () => 0.5 // of a test */
  readonly random?: () => number;
  /**
   * Where the stream's messages come from; a private CA goes here. Default `serviceBusSource({ log })`.
   *
   * @example source: serviceBusSource({ log: console, idleTimeoutMs: 20_000 })
   */
  readonly source?: MessageSource;
  /**
   * Whether gaps in a subscription's sequence numbers mean that somebody else reads it (`shared`), and that what they
   * told is read again. False where a bus numbers its messages in another way. Default true.
   *
   * @example detectSharedSubscription: false
   */
  readonly detectSharedSubscription?: boolean;
  /**
   * Folder in which all is kept that a restart needs to go on politely: journal, sealed tokens, last state; each cloud and account
   * in a folder of its own below it, made with mode 0700. One process at a time: a second one is refused with `in-use`. What is
   * handed in beside it (`keeper`, `secrets`, `journal`, `history`) takes its place. `false`: nothing is kept by itself.
   *
   * Default: `$STATE_DIRECTORY` where systemd sets it and none of those is handed in; else nothing is kept, and the log is
   * told so.
   *
   * @example keepIn: 'zaptec-kept'
   */
  readonly keepIn?: string | false;
  /**
   * Where state is kept over restarts. Default what `keepIn` says, else `memoryKeeper()`: nowhere, so that
   * each state is read anew. See `fileKeeper`.
   *
   * @example keeper: memoryKeeper()
   */
  readonly keeper?: StateKeeper;
  /**
   * Where tokens are kept over restarts. Default what `keepIn` says, else `memorySecrets()`: nowhere, so that
   * each start costs a login. See `fileSecrets`.
   *
   * @example secrets: fileSecrets({ folder: 'zaptec-secrets' })
   */
  readonly secrets?: SecretKeeper;
  /**
   * Called as pino is, with fields and a message; no secret and no personal value stands in either. A line that it does
   * not take, because it throws or rejects, is lost. Default: silent.
   *
   * @example log: console
   */
  readonly log?: Log;
  /**
   * Told what is counted: names in the style of Prometheus, labels from closed sets (`metricTable`). Default: nobody.
   *
   * @example metrics: { count: (name) => counted.push(name), gauge() {} }
   */
  readonly metrics?: Metrics;
  /**
   * Every call and stream event as it ends. A fact at which it throws or rejects is lost to it, and the log is told.
   * A `Journal`, such as `fileJournal` or `memoryJournal`, is told of calls as they leave too, and gives the history.
   * Default: nobody.
   *
   * @example journal: (fact) => facts.push(fact)
   */
  readonly journal?: ((fact: Fact) => void) | Journal;
  /**
   * What `journal` was told in earlier runs, oldest first: the floors are restored from it, of which the slowest is a
   * day. Default what the journal gives, else none: what was asked just before is not known.
   *
   * @example history: facts
   */
  readonly history?: readonly Fact[];
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
  /** How a charger is followed now, from which `mostAgeMs` and `chargerOf` state ages; null for an id that is not held. */
  followed(chargerId: string): Followed | null;
  /**
   * How old what is held of an installation, its currents among it, can be at most while the cloud answers, ms; null for an id
   * that is not held. See `Installation.mostAgeMs`.
   */
  installationMostAgeMs(installationId: string): number | null;
  /** Loads what is kept, then logs in, attaches the stream, lists, and follows. Resolves as soon as the kept state is served. */
  start(): Promise<void>;
  /** Resolves when the first lists are in, or rejects with the reason why they cannot be had. */
  ready(signal?: AbortSignal): Promise<void>;
  /** One call to a documented endpoint, in its turn. @throws SdkError whose code says why there is no answer */
  call(request: CallRequest): Promise<Answer>;
  /**
   * Sends a public command once, after its preconditions; never repeats it when the outcome is unknown. An accepted one is
   * followed by one state read where no stream tells of the charger.
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
  /** Returns its own undo. A listener that throws or rejects is reported to the log and kept. */
  subscribe(listener: (event: AccountEvent) => void): () => void;
  /** Ends the stream, cancels what is queued, waits for what is in flight (at most 10 s). */
  close(): Promise<void>;
}
