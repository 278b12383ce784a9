// What an account is opened with: what it needs, and what has a default.
import type { Fact } from '@fairlead/policy';
import type { CommandRules } from '@fairlead/protocol';
import type { Log } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { CredentialProvider, OauthProvider, SecretKeeper } from '../credentials/login-ports.ts';
import type { Journal } from '../journal/journal.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { AnswerKind, StateKeeper } from '../mirror/state-keeper.ts';
import type { MessageSource } from '../stream/message-source.ts';

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
  readonly baseUrl?: string | undefined;
  /**
   * Where the account's own login comes from. Read when a login is due, about once a day, and at a start where something is
   * kept or another account of that cloud is open. Needed.
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
  readonly userGroupIds?: readonly string[] | undefined;
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
   * in a folder of its own below it, made with mode 0700. One connection at a time: a second one, of this process too, is refused with
   * `in-use`. A folder that can never be used (a file in its place, no right to write) is refused with `store-unreadable`; a full or faulty disk stops
   * nothing. What is handed in beside it (`keeper`, `secrets`, `journal`, `history`) takes its place. `false`: nothing is kept by itself.
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
