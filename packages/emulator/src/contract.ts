// The emulator's front door as types.
import type {
  CallFact,
  ClauseId,
  OperatorAction,
  Report,
  Standing,
  Step,
  StreamFact,
  Subject,
  Tier,
} from '@fairlead/policy';
import type { FaultMatch, HowOften, HttpFault, PlannedFault } from './faults/http-fault.ts';
import type { Scenario, ScenarioControl, ScenarioName } from './scenarios/scenario.ts';
import type { SwitchValues } from './switches/switch-table.ts';
import type { Switches } from './switches/switches.ts';

export type { FaultMatch, HowOften, HttpFault, PlannedFault } from './faults/http-fault.ts';
export type {
  Scenario,
  ScenarioControl,
  ScenarioLine,
  ScenarioName,
  ScenarioState,
  ScenarioStep,
} from './scenarios/scenario.ts';

/** The clock that the emulator needs; a manual one only with the in-process doors. */
export interface Clock {
  nowMs(): number;
  monotonicMs(): number;
  setTimer(callback: () => void, delayMs: number): unknown;
  clearTimer(timer: unknown): void;
}

/** A message as the in-process door hands it over: same body and order as over AMQP. */
export interface BusMessage {
  readonly body: Uint8Array;
  readonly sequenceNumber: number;
  readonly enqueuedAtMs: number;
  readonly deliveryCount: number;
}

export interface BusDetails {
  readonly host: string;
  readonly port: number;
  readonly useSsl: boolean;
  readonly username: string;
  readonly password: string;
  readonly topic: string;
  readonly subscription: string;
}

/** Structurally the SDK's MessageSource; the emulator never imports the SDK. */
export interface InProcessSource {
  open(
    details: BusDetails,
    handler: {
      message(message: BusMessage): Promise<'complete' | 'abandon'>;
      lost(loss: { readonly condition: string; readonly message: string; readonly permanent: boolean }): void;
    },
    options: { readonly credit: number },
  ): Promise<{ close(): Promise<void> }>;
}

export interface EmulatorOptions {
  /** `sockets` (real time) or `in-process` (no socket; any clock). Default `sockets`. */
  readonly doors?: 'sockets' | 'in-process';
  /** Only with `in-process`; refused with sockets. */
  readonly clock?: Clock;
  /** Address to bind, default 127.0.0.1. */
  readonly host?: string;
  /** Lets other machines log in with the public demo passwords: without it `host` is loopback. Default false. */
  readonly allowDemoPasswords?: boolean;
  /**
   * The control API on a port of its own (0: a free one) instead of the HTTP door; only with sockets. The key, 16 to 512
   * visible characters, is asked of every call; needed where `host` is not loopback: without a port of its own there is no
   * control API then. Default: on the HTTP door, without a key.
   */
  readonly control?: { readonly port: number; readonly key?: string };
  /** Ports; 0 (the default here, not at the command line) picks a free one. */
  readonly httpPort?: number;
  readonly amqpPort?: number;
  /** Default: no TLS listener. */
  readonly amqpTlsPort?: number;
  /** Same seed, same world. Default 1. */
  readonly seed?: number;
  /** The world to start with, default `demo`; or a snapshot to go on with. */
  readonly fleet?:
    | 'demo'
    | {
        readonly chargers: number;
        readonly charging?: number;
        readonly installations?: number;
        /** How many were added to their installations and never came online. Default 0. */
        readonly neverOnline?: number;
        /** How many that do not charge were taken out of use: `Active` is false, and no car comes. Default 0. */
        readonly inactive?: number;
        /** Models, in turn. Default Go, Pro, Go, Go 2. */
        readonly models?: readonly ('Go' | 'Go 2' | 'Pro' | 'Home')[];
        /** 1 IT one-phase, 2 IT three-phase, 3 TN one-phase, 4 TN three-phase. Default 4. */
        readonly networkType?: 1 | 2 | 3 | 4;
      };
  readonly snapshot?: EmulatorSnapshot;
  /** What happens from the start on: one of the six that come along, or one of your own. Default: nothing. */
  readonly scenario?: ScenarioName | Scenario;
  /** How much faster cars charge; clocks stay honest. Default 1. */
  readonly tempo?: number;
  /** What sources disagree on or are silent about, where it differs from the defaults. */
  readonly switches?: Partial<SwitchValues>;
  /**
   * What becomes of how an account stands. `forecast`: it is told in the header `X-Fairlead-Standing` of each answer, and
   * nobody is shut out. `enforce`: who is suspended or terminated gets 403, and who is terminated no token either; a
   * stream that is open goes on. Limits bite either way. Default `forecast`.
   */
  readonly ladder?: 'forecast' | 'enforce';
}

/** JSON-serialisable; holds no key, token or password. Opaque but for its version. */
export interface EmulatorSnapshot {
  readonly version: 1;
  readonly savedAt: string;
  readonly world: unknown;
}

export interface DemoAccount {
  readonly username: string;
  readonly password: string;
  /** JWT `sub`. */
  readonly sub: string;
  /** User groups that it owns: whose connection details it may read. */
  readonly userGroupIds: readonly string[];
}

export interface DemoAccounts {
  /** Owns every installation, and the user group whose bus carries them all. */
  readonly owner: DemoAccount;
  /** Has the role Service (Maintainer) everywhere. */
  readonly service: DemoAccount;
  /** A plain user everywhere: rows with fewer fields, no details, no commands. */
  readonly user: DemoAccount;
  /** May log in and sees nothing. */
  readonly stranger: DemoAccount;
  /** Sees nothing until an owner consents at `/access/request/<lookupKey>`; then its group's bus carries that installation. */
  readonly partner: DemoAccount & { readonly lookupKey: string };
}

/** What is really the case, for tests and the operator; a client cannot see it so. */
export interface ChargerTruth {
  readonly id: string;
  readonly serial: string;
  readonly name: string;
  readonly installationId: string;
  readonly mode: number;
  readonly observations: ReadonlyMap<number, { readonly value: string | null; readonly atUs: number }>;
  /** Null: none stands there. */
  readonly car: CarThere | null;
}

/** A car at a charger, as no client can see it. */
export interface CarThere {
  /** What it still took when its meter was last counted, kWh. */
  readonly takesKwh: number;
  readonly maxCurrentA: number;
  readonly phases: 1 | 3;
  /** Its current was taken away too often: it takes no more until it is unplugged. */
  readonly isAsleep: boolean;
}

/** A car that is plugged by hand. */
export interface CarByHand {
  /** What it still takes, kWh. Default 20. */
  readonly takesKwh?: number;
  readonly maxCurrentA?: number;
  readonly phases?: 1 | 3;
  /** Size of its battery: its appetite falls over the last twentieth. Default: over the last fifth of what it takes. */
  readonly batteryKwh?: number;
  /** How often its current may be taken away before it sleeps until it is unplugged. Default: it always wakes. */
  readonly sleepsAfterStops?: number;
}

export interface World {
  /** What it grew from: the same seed and fleet grow the same world. */
  origin(): Readonly<Required<Pick<EmulatorOptions, 'seed' | 'fleet'>>>;
  chargers(): readonly ChargerTruth[];
  /** A car arrives. @throws EmulatorError `already-plugged`, `impossible-car` */
  plug(chargerId: string, car?: CarByHand): void;
  unplug(chargerId: string): void;
  /**
   * Somebody shows a card where a car waits for one.
   * @throws EmulatorError `no-card-wanted` where none waits
   */
  card(chargerId: string, token: string): void;
  /**
   * The cloud corrects an ended session: its record becomes void and names a new one, which says the same and is the answer.
   * @throws EmulatorError `unknown-session` for one that has not ended since the world was opened, or is void
   */
  replaceSession(sessionId: string): string;
  /** The charger loses the cloud: its car goes on with the offline current, and nothing that it does is seen. */
  setOffline(chargerId: string): void;
  /** It is back and says again all that is the case; or it is switched on for the first time. */
  setOnline(chargerId: string): void;
  /** Names of its model's warnings (zaptec-api.md §5.8), all there are now: none clears them. */
  warn(chargerId: string, names: readonly string[]): void;
  /** Another system balances this charger's load: the cloud answers its updates with 403. */
  manageElsewhere(chargerId: string, elsewhere: boolean): void;
  /** Who owns the available current of an installation. @throws EmulatorError `unknown-word` */
  setMode(installationId: string, mode: 'manual' | 'schedule' | 'automatic'): void;
  /** Who says that somebody may charge. Only with `native` can a card be required: cars wait until one is shown. @throws EmulatorError `unknown-word` */
  setAuthentication(
    installationId: string,
    by: 'native' | 'webhooks' | 'ocpp' | 'ocpp-native',
    options?: { readonly cardRequired?: boolean },
  ): void;
  /** There is newer firmware for every charger of a model; command 200 installs it. @throws EmulatorError `unknown-word`, `bad-version` */
  releaseFirmware(model: 'Go' | 'Go 2' | 'Pro' | 'Home', version: string): void;
  /** Somebody looks at the page for the first time: the demo's next car sets out. */
  notice(): void;
  /**
   * As the portal and support do: brings back a subscription that was removed since nobody read it for 14 days.
   * @param topic as in the connection details, `installation_<uuid>` or `usergroup_<uuid>`
   */
  activateBus(topic: string): void;
}

export interface Faults {
  /**
   * The next `count` calls that match get this fault, `Infinity`: until undone; or a share of them, or all of a while.
   * Answers its undo. The first of several that fits wins.
   *
   * @example
   * emulator.faults.plan({ kind: 'status', status: 503 }, {}, { share: 0.3, forMs: 900_000 });
   *
   * @throws EmulatorError `bad-fault`
   */
  plan(fault: HttpFault, match?: FaultMatch, often?: number | HowOften): () => void;
  /** What is planned and still to come. */
  planned(): readonly PlannedFault[];
  /** Forgets what is planned and sets the chargers' clocks right. */
  clear(): void;
  /** From now on the times of the chargers are wrong by this much, at once; 0: right again. @throws EmulatorError `bad-fault` */
  skewChargerClocks(ms: number): void;
  /** Cuts every reader of the bus once; each may come back at once. */
  detachReaders(): void;
  /**
   * Deletes the subscription of an installation or user group, as 14 idle days do.
   * @throws EmulatorError `unknown-topic` where there is no such installation or group
   */
  removeSubscription(installationOrGroupId: string): void;
  /** Ends every AMQP connection and refuses new ones until `restoreBus()`. */
  cutBus(): void;
  restoreBus(): void;
  /** New bus keys; open links are cut with the cloud's error. */
  rotateBusKeys(): void;
  /** Tokens issued so far stop working. */
  revokeTokens(): void;
  /** Answers the next `count` calls that match with this status (and an empty or HTML body as the cloud does). */
  failNext(
    match: { readonly path?: string; readonly method?: string },
    answer: { readonly status: number; readonly body?: string; readonly contentType?: string },
    count?: number,
  ): void;
  /** Puts these bytes on the bus of the installation as they are. */
  publishRaw(installationId: string, body: Uint8Array): void;
  /**
   * Until `comeBack()` no HTTP call is answered. `refused`: nobody listens, so that the control API is gone too unless it
   * has a port of its own. `cut`: each call is taken and its connection reset, but for control calls. Default `refused`.
   */
  goDark(how?: 'refused' | 'cut'): void;
  comeBack(): Promise<void>;
}

/** Who acts, and why; when is the clock's. */
export interface Signature {
  readonly who: string;
  readonly why: string;
}

/** The provider's operator. What an action refuses throws EmulatorError `refused-action` and changes nothing. */
export interface Operator {
  /** Everybody of whom something was found. */
  standings(): readonly Standing[];
  standingOf(subject: Subject): Standing;
  /** The latest 256 steps up and down the ladder. */
  steps(): readonly Step[];
  /** The latest 1,024 actions, each with who, why and when. */
  actions(): readonly OperatorAction[];
  tierOf(accountId: string): Tier;
  /** The verdict on every clause as of now, undone duties too; counted anew at most each 10 s. */
  report(): Report;
  reinstate(subject: Subject, by: Signature): void;
  waive(accountId: string, clause: ClauseId, by: Signature): void;
  endWaiver(accountId: string, clause: ClauseId, by: Signature): void;
  /** Null: back to general access. */
  setTier(accountId: string, tier: Tier | null, by: Signature): void;
}

/** The cloud's clock: the machine's, or the one that was handed in. Nobody moves it through the emulator. */
export interface CloudClock {
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** How far the chargers' clocks are off, ms. */
  readonly chargersSkewMs: number;
  /** How many times as fast cars charge. */
  readonly tempo: number;
  readonly isManual: boolean;
}

export interface Emulator {
  /** Base address of the HTTP door, without a slash at the end; for `in-process` a made-up loopback address. */
  readonly url: string;
  readonly amqpPort: number | null;
  readonly amqpTlsPort: number | null;
  /** PEM of the CA that signed the TLS certificate, null without TLS. */
  readonly caPem: string | null;
  /** Where the control API is, `/_emulator` included; null where there is none. */
  readonly controlUrl: string | null;
  /** Of the world as it is now: another seed has other ids. */
  readonly accounts: DemoAccounts;
  /** Clients of the announced OAuth, which work while the switch `future-oauth` is on. */
  readonly oauthClients: {
    readonly app: { readonly clientId: string };
    readonly server: { readonly clientId: string; readonly clientSecret: string };
  };
  /** Same status, headers and bytes as the socket, without one. */
  readonly fetch: typeof globalThis.fetch;
  /** Same frames, locks, completion and redelivery, without AMQP. */
  messageSource(): InProcessSource;
  readonly world: World;
  readonly faults: Faults;
  /** Faults and events in the order of a story, each at its instant. */
  readonly scenario: ScenarioControl;
  /** What sources disagree on or are silent about; each can be turned while clients are connected. */
  readonly switches: Switches;
  /** How accounts stand with the Fair Use policy, and what the provider does about it. */
  readonly operator: Operator;
  /** The last 50,000 calls as facts, oldest first, by the cloud's clock. */
  calls(): readonly CallFact[];
  /**
   * The last 10,000 openings and losses of streams as facts, oldest first. A stream is taken for that of the account which
   * was told its connection details last; the first time that it is told them it has none, which is said as `lost`; one that
   * the bus itself does not take in is `refused`.
   */
  streamEvents(): readonly StreamFact[];
  /** Counts since the start, by status. */
  callCounts(): { readonly total: number; readonly byStatus: ReadonlyMap<number, number> };
  /**
   * The world to go on with. After `stop()` it is put to sleep and nothing is lost. While it runs, what happens next is:
   * take one a minute, and whoever goes on from it within two has meters ahead of all that were shown.
   */
  snapshot(): EmulatorSnapshot;
  /**
   * The world as it was at the start: same seed, fleet and switches, nobody logged in, nothing found, recorded or planned.
   * Ports stay; readers of the bus are detached and find their connection details void. A world that went on from a
   * snapshot begins anew with its own seed and fleet.
   */
  reset(): Promise<void>;
  /**
   * Goes on from a snapshot as a start with it would; switches stay as they are. Ports stay, readers are detached.
   * @throws EmulatorError `bad-snapshot`, `unreadable-snapshot`, `impossible-world`; nothing has changed then
   */
  restore(snapshot: EmulatorSnapshot): Promise<void>;
  clock(): CloudClock;
  stop(): Promise<void>;
}
