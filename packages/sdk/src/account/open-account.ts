// One account: its governor, its logins, its stream and its mirror, put together.
// Invariant: everything that leaves goes through the outlet; everything that is known is in the mirror.
import type { CallFact, Decision, Fact } from '@fairlead/policy';
import { removeSecrets } from '@fairlead/protocol';
import type { Account, Answer, CallRequest } from '../account.ts';
import { systemClock } from '../clock.ts';
import { LoginClaim } from '../credentials/login-claim.ts';
import { failure } from '../explain/failure.ts';
import { inTime } from '../in-time.ts';
import { type Kept, keptIn, type OwnKeeping, withKept } from '../keep/keep-in.ts';
import { reportMetrics } from '../metrics/report-metrics.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { mirrorUntil } from '../mirror/open-mirror.ts';
import type { ChargerRow, InstallationRecord } from '../mirror/state-keeper.ts';
import type { Followed } from '../view/stated-age.ts';
import type { AccountOptions } from './account-options.ts';
import { checkedAccount } from './checked-account.ts';
import { checkedOptions } from './checked-options.ts';
import { observationsOf } from './cloud-rows.ts';
import { type CommandDoor, openCommandDoor, toldOf } from './command-door.ts';
import { eventBus } from './event-bus.ts';
import { followCloud } from './follow-cloud.ts';
import type { Lists } from './lists.ts';
import type { BesidePolicy, LocalEnding } from './local-time.ts';
import { openOutlet } from './outlet.ts';
import { ProbeGate } from './probe-gate.ts';
import { type Settings, settingsOf } from './settings.ts';
import { StandingWatch } from './standing.ts';

/** How long `close` waits for what is on its way. */
const closeGraceMs = 10_000;
/** And how much longer for a store that has yet to take what came: it may never. */
const storeGraceMs = 2_000;
/** The governor's status is published at most this often, and whenever it pauses or suspects a neighbour. */
const statusEveryMs = 1_000;

/**
 * Opens an account. Nothing is sent before `start()` or `call()`.
 *
 * @example
 * const zaptec = openAccount({ credentials: fromEnvironment(), userAgent: 'my-app/1.0 (+https://example.org)' });
 * await zaptec.start();
 * await zaptec.ready();
 * for (const charger of zaptec.mirror.chargers()) console.log(charger.name);
 *
 * @throws SdkError `invalid-option` when an option cannot be used, `store-unreadable` when nothing can ever be kept in the folder
 *   that `keepIn` names, `in-use` while another process, or this one, keeps this account there
 */
export function openAccount(options: AccountOptions): Account {
  return checkedAccount(openCore(options).account);
}

/** An account with what the rooms above it build on. */
export interface AccountCore {
  /** Its mirror shows what has not left the account. */
  readonly account: Account;
  /** All that is held, also of what has left. */
  readonly mirror: Mirror;
  readonly settings: Settings;
  /** Aborted when the account is closed. */
  readonly ended: AbortSignal;
  /** What the policy would answer to this call now, its instants by the machine's clock; nothing is sent. */
  ask(request: CallRequest): Decision;
  besidePolicy(): BesidePolicy;
  /** By how much the machine's clock is ahead of the cloud's, ms, as the newest answer told. */
  aheadMs(): number;
  /**
   * The bare ending of a call: for writers, which decide by whether it can have been carried out.
   *
   * @param onBack told when it came back, certainly not carried out, and waits to go again
   */
  submit(request: CallRequest, onBack?: () => void): Promise<LocalEnding>;
  /** An update of the charger was accepted: what it set is read back once. */
  updated(charger: ChargerRow): void;
  /** Facts of earlier runs, from `start()` on: only then it is known whose they are. */
  readonly history: readonly Fact[];
  readonly lists: Lists;
  /** As `Account.ready`, but what is held can be read on after the account was closed. */
  firstLists(signal?: AbortSignal): Promise<void>;
  readonly commands: CommandDoor;
  /** A call as `account.call` makes it, its answer as it came: whoever reads it takes the secrets out. */
  read(request: CallRequest): Promise<Answer>;
  /** Whether the stream tells of every charger. */
  allCovered(): boolean;
  /** Whether some charger is told of by the list alone: no stream does, and its state may not be read. */
  listsAlone(): boolean;
  /** Resolves when the first read of a charger's state is answered or has failed; null where none is to be waited for. */
  firstState(chargerId: string): Promise<void> | null;
  /** How a charger is followed now: what the stated ages of its values are made from. */
  followedOf(charger: ChargerRow): Followed;
  /** How old what is held of an installation can be at most, ms, where it was read at `readAtMs`. */
  mostAgeOf(record: InstallationRecord, readAtMs?: number): number | null;
}

/** @param own what the program keeps itself for each login; default what `keepIn` says */
export function openCore(options: AccountOptions, own: OwnKeeping | null = null): AccountCore {
  const asked = settingsOf(checkedOptions(options));
  const kept = own === null ? keptIn(options, asked) : null;
  try {
    return coreOf(options, asked, kept, own);
  } catch (cause) {
    kept?.close();
    throw cause;
  }
}

function coreOf(options: AccountOptions, asked: Settings, kept: Kept | null, own: OwnKeeping | null): AccountCore {
  const { settings, keeper, earlier } = withKept(options, asked, kept, own);
  const { accountId, clock, random, log, journal } = settings;
  const ended = new AbortController();
  const { signal } = ended;
  const bus = eventBus(log);
  /** Aborted when no store is waited for any longer. */
  const over = new AbortController();
  const mirror = mirrorUntil(over.signal, { accountId, keeper, clock, log });
  const standing = new StandingWatch((now) => bus.publish({ kind: 'login', ...now }));
  const gate = new ProbeGate(clock, random, () => cloud.streams.hurry());
  const claim = new LoginClaim(options.clock ?? systemClock, settings);
  let started: Promise<void> | null = null;
  let isRestored = false;
  let history: readonly Fact[] = [];

  const outlet = openOutlet({
    settings,
    mirror,
    owner: own?.owner ?? kept?.owner,
    claim,
    closed: signal,
    onRecognised: async () => {
      try {
        await mirror.load();
      } catch (cause) {
        log.warn({ cause }, 'Failed to load the state kept: all is read anew.');
      }
      if (isRestored) own?.recognised();
    },
    onCall: (fact) => {
      journal(fact);
      bus.publish({ kind: 'call', fact });
      publishStatus(fact);
    },
    onLogin: (state, trouble) => standing.login(state, trouble),
    onLateLogin: () => gate.tryNow(),
    onTimeKnown: () => cloud.timeKnown(),
    onWeather: (trouble) => {
      standing.weather(trouble);
      if (trouble === null) gate.succeeded();
    },
  });

  let published = { atMs: 0, pausedUntilMs: null as number | null, neighbourSuspected: false };
  const publishStatus = ({ answeredAtMs }: CallFact): void => {
    const atMs = answeredAtMs ?? 0;
    const { pausedUntilMs, neighbourSuspected } = outlet.governor.status();
    const changed = pausedUntilMs !== published.pausedUntilMs || neighbourSuspected !== published.neighbourSuspected;
    if (!changed && atMs - published.atMs < statusEveryMs) return;
    published = { atMs, pausedUntilMs, neighbourSuspected };
    bus.publish({ kind: 'governor', status: outlet.status() });
  };

  /**
   * The account's own calls: in foul weather one at a time probes, the others wait. `close` cuts none of them off: what left
   * counts for its floor and so its answer is held, what waits the governor ends.
   */
  const call = async ({ signal: _, ...request }: CallRequest, mostWaitMs?: number): Promise<Answer> => {
    await gate.pass(signal, mostWaitMs);
    try {
      const answer = await outlet.ownCall(request);
      gate.succeeded();
      return answer;
    } catch (error) {
      gate.failed(error);
      throw error;
    }
  };

  const cloud = followCloud({
    options,
    history: () => history,
    settings,
    mirror,
    outlet,
    bus,
    standing,
    call,
    signal,
  });

  const { shown } = cloud;
  const unsubscribe = mirror.subscribe((change) => {
    if (change.kind === 'observation') outlet.noticed(change);
    bus.publish(change);
  });

  const begin = async (): Promise<void> => {
    await outlet.load();
    history = await earlier();
    isRestored = true;
    await mirror.load();
    outlet.restore(history);
    for (const fact of history) cloud.restore(fact);
    if (signal.aborted) throw failure('start the account', 'closed');
    cloud.begin();
  };

  /** What a caller read is held too: how soon a state may be read again depends on what is known of its charger. */
  const takeState = async (answer: Answer): Promise<void> => {
    try {
      await mirror.apply({ observations: observationsOf(answer), chargers: [], installations: [] });
    } catch (cause) {
      log.warn({ cause }, 'Failed to hold a state that a caller read: the caller has it, the mirror has not.');
    }
  };

  const commands = openCommandDoor({
    ...{ outlet, mirror, shown, clock, rules: settings.commandRules, confirmingReads: cloud.confirmingReads },
    isCovered: (row) => cloud.streams.uncoveredSinceMs(row) === null,
  });

  const account: Account = {
    accountId,
    mirror: shown,
    loginState: () => standing.now(),
    governorStatus: () => outlet.status(),
    streamStatus: () => cloud.streams.status(),
    followed(chargerId) {
      const charger = shown.charger(chargerId);
      return charger ? cloud.followedOf(charger) : null;
    },
    installationMostAgeMs(installationId) {
      const record = shown.installation(installationId);
      return record ? cloud.mostAgeOf(record) : null;
    },
    async start() {
      if (signal.aborted) throw failure('start the account', 'closed');
      started ??= begin();
      await started;
    },
    async ready(waitSignal) {
      if (signal.aborted) throw failure('read the first lists', 'closed');
      await cloud.ready(waitSignal);
    },
    call: async (request) => {
      const answer = await outlet.call(request);
      if (request.endpoint === 'charger-state') await takeState(answer);
      return { ...answer, body: removeSecrets(answer.body).value };
    },
    sendCommand: async (chargerId, command, asked) => toldOf(await commands.send(chargerId, command, asked)),
    subscribe: (listener) => bus.subscribe(listener),
    async close() {
      ended.abort();
      const [done] = await Promise.all([
        inTime(cloud.close(), clock, closeGraceMs + storeGraceMs),
        outlet.governor.close(closeGraceMs),
      ]);
      if (done === 'late')
        log.warn(
          { accountId },
          'The account closed without waiting longer for its store or its stream: what came last may not be kept.',
        );
      over.abort();
      unsubscribe();
      claim.release();
      kept?.close();
    },
  };
  if (options.metrics) reportMetrics(account, options.metrics, log);
  return {
    ...{ account, mirror, settings, ended: signal, lists: cloud.lists, commands },
    ...{ allCovered: cloud.allCovered, listsAlone: cloud.listsAlone, followedOf: cloud.followedOf },
    mostAgeOf: cloud.mostAgeOf,
    firstState: cloud.firstState,
    firstLists: cloud.ready,
    read: (request) => outlet.call(request),
    ask: (request) => outlet.ask(request),
    besidePolicy: outlet.besidePolicy,
    aheadMs: outlet.aheadMs,
    submit: (request, onBack) => outlet.submit(request, onBack),
    updated: (charger) => cloud.confirmingReads.afterUpdate(charger),
    get history() {
      return history;
    },
  };
}
