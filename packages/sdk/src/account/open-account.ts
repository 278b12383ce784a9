// One account: its governor, its logins, its stream and its mirror, put together.
// Invariant: everything that leaves goes through the outlet; everything that is known is in the mirror.
import type { CallFact, Decision, Fact } from '@fairlead/policy';
import { removeSecrets, stateIds } from '@fairlead/protocol';
import type { Account, AccountOptions, Answer, CallRequest } from '../account.ts';
import { heldBefore } from '../commands/confirmation.ts';
import { commandNamed } from '../commands/public-command.ts';
import { failure } from '../explain/failure.ts';
import type { Ending } from '../governor/flight.ts';
import { discreetError } from '../log/discreet-log.ts';
import { reportMetrics } from '../metrics/report-metrics.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import { sleepWatch } from '../sleep-watch.ts';
import { serviceBusSource } from '../stream/service-bus-source.ts';
import type { Followed } from '../view/stated-age.ts';
import { checkedAccount } from './checked-account.ts';
import { checkedOptions } from './checked-options.ts';
import { observationsOf } from './cloud-rows.ts';
import { openConfirmingReads } from './confirming-reads.ts';
import { eventBus } from './event-bus.ts';
import { followInstallations, kindsOf } from './follow-installations.ts';
import { followLists } from './list-loop.ts';
import { type Lists, mayRead, openLists } from './lists.ts';
import { openLookUps } from './look-ups.ts';
import { openOutlet } from './outlet.ts';
import { ProbeGate } from './probe-gate.ts';
import { Readiness } from './readiness.ts';
import { openSafetyPolls } from './safety-polls.ts';
import { sendCommand } from './send-command.ts';
import { type Settings, settingsOf } from './settings.ts';
import { StandingWatch } from './standing.ts';
import { openStreams } from './streams.ts';
import { openUpkeep } from './upkeep.ts';

/** How long `close` waits for what is on its way. */
const closeGraceMs = 10_000;
/** How long connection details may wait for the weather. */
const detailsWaitMs = 60_000;
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
 * @throws SdkError `invalid-option` when an option cannot be used
 */
export function openAccount(options: AccountOptions): Account {
  return checkedAccount(openCore(options).account);
}

/** An account with what the rooms above it build on. */
export interface AccountCore {
  readonly account: Account;
  readonly mirror: Mirror;
  readonly settings: Settings;
  /** Aborted when the account is closed. */
  readonly ended: AbortSignal;
  /** What the policy would answer to this call now; nothing is sent. */
  ask(request: CallRequest): Decision;
  /** The bare ending of a call: for writers, which decide by whether it can have been carried out. */
  submit(request: CallRequest): Promise<Ending>;
  /** An update of the charger was accepted: what it set is read back once. */
  updated(charger: ChargerRow): void;
  /** Facts of earlier runs. */
  readonly history: readonly Fact[];
  readonly lists: Lists;
  /** A call as `account.call` makes it, its answer as it came: whoever reads it takes the secrets out. */
  read(request: CallRequest): Promise<Answer>;
  /** Whether the stream tells of every charger. */
  allCovered(): boolean;
  /** Whether some charger is told of by the list alone: no stream does, and its state may not be read. */
  listsAlone(): boolean;
  /** How a charger is followed now: what the stated ages of its values are made from. */
  followedOf(charger: ChargerRow): Followed;
}

export function openCore(options: AccountOptions): AccountCore {
  const settings = settingsOf(checkedOptions(options));
  const { accountId, clock, random, log, journal } = settings;
  const ended = new AbortController();
  const { signal } = ended;
  const bus = eventBus(log);
  const mirror = openMirror({ accountId, keeper: options.keeper ?? memoryKeeper(), clock, log });
  const standing = new StandingWatch((now) => bus.publish({ kind: 'login', ...now }));
  const gate = new ProbeGate(clock, random, () => streams.hurry());
  const readiness = new Readiness();
  const readBefore = new Map<string, number>();
  let started: Promise<void> | null = null;

  const outlet = openOutlet({
    settings,
    mirror,
    onCall: (fact) => {
      journal(fact);
      bus.publish({ kind: 'call', fact });
      publishStatus(fact);
    },
    onLogin: (state, trouble) => standing.login(state, trouble),
    onTimeKnown: () => polls.clockSetBack(),
    onWeather: (trouble) => {
      standing.weather(trouble);
      if (trouble === null) gate.succeeded();
    },
  });

  let published = { atMs: 0, pausedUntilMs: null as number | null, neighbourSuspected: false };
  const publishStatus = ({ answeredAtMs }: CallFact): void => {
    const atMs = answeredAtMs ?? 0;
    const status = outlet.governor.status();
    const { pausedUntilMs, neighbourSuspected } = status;
    const changed = pausedUntilMs !== published.pausedUntilMs || neighbourSuspected !== published.neighbourSuspected;
    if (!changed && atMs - published.atMs < statusEveryMs) return;
    published = { atMs, pausedUntilMs, neighbourSuspected };
    bus.publish({ kind: 'governor', status });
  };

  /** The account's own calls: in foul weather one at a time probes, the others wait. */
  const call = async (request: CallRequest, mostWaitMs?: number): Promise<Answer> => {
    await gate.pass(signal, mostWaitMs);
    try {
      const answer = await outlet.call(request);
      gate.succeeded();
      return answer;
    } catch (error) {
      gate.failed(error);
      throw error;
    }
  };

  const callNow = (request: CallRequest): Promise<Answer> => outlet.call(request);
  const lists = openLists({ mirror, call, callNow, log });
  const lookUps = openLookUps({
    ...{ lists, mirror, clock, log, signal },
    onFound: (chargerId) => polls.replanOne(chargerId),
  });
  const streams = openStreams({
    ...{ settings, mirror },
    // Shorter than the supervisor's patience with one opening, so that no answer comes after it gave up.
    call: (request) => call(request, detailsWaitMs),
    userGroupIds: options.userGroupIds ?? [],
    source: options.source ?? serviceBusSource({ log }),
    detectShared: options.detectSharedSubscription ?? true,
    history: options.history ?? [],
    journal: (told) => {
      // Streams and calls are one history, told by one clock: the wall's may have been put back.
      const fact = told.kind === 'stream' ? { ...told, atMs: outlet.governor.nowMs() } : told;
      outlet.record(fact);
      journal(fact);
    },
    onStatus: (source) => bus.publish({ kind: 'stream', source }),
    onCoverage: () => polls.replan(),
    onUnknownCharger: (chargerId, serial) => lookUps.want(chargerId, serial),
  });
  const polls = openSafetyPolls({
    ...{ mirror, clock, random, log, call, signal, readBefore },
    uncoveredSinceMs: (charger) => streams.uncoveredSinceMs(charger),
    missedAtMs: (charger) => streams.missedAtMs(charger),
    lateAtMs: (charger) => streams.lateAtMs(charger),
    foul: () => standing.now().state !== 'ok',
  });
  const followedOf = openUpkeep({
    ...{ mirror, clock, ratePerSecond: settings.margin.ratePerSecond },
    coverage: (charger) => streams.coverage(charger),
    lastRead: (chargerId) => polls.lastRead(chargerId),
  });
  const followed = followInstallations({
    ...{ mirror, clock, random, log, call, signal },
    kinds: kindsOf(options.reads),
  });

  // Timers stood still while the machine slept: what became due meanwhile is read now.
  const watch = sleepWatch({ clock, slept: () => polls.replan(), setBack: () => polls.clockSetBack() });

  const confirmingReads = openConfirmingReads({
    ...{ mirror, clock, log, call, signal },
    ask: (request) => outlet.ask(request),
    uncoveredSinceMs: (charger) => streams.uncoveredSinceMs(charger),
  });

  const unsubscribe = mirror.subscribe((change) => {
    if (change.kind === 'observation') outlet.noticed(change.observation);
    bus.publish(change);
    if (change.kind !== 'observation' || change.observation.stateId !== stateIds.ChargerOperationMode) return;
    polls.replanOne(change.observation.chargerId);
  });

  const listsAlone = (): boolean =>
    mirror.chargers().some((charger) => !mayRead(charger) && streams.uncoveredSinceMs(charger) !== null);
  const allCovered = (): boolean => mirror.chargers().every((charger) => streams.uncoveredSinceMs(charger) === null);

  const follow = (): Promise<void> =>
    followLists({
      ...{ lists, mirror, clock, random, log, signal },
      listsAlone,
      onInstallations: () => streams.attach(),
      onLists: () => {
        readiness.ready();
        standing.lists(null);
        polls.replan();
        followed.replan();
        lookUps.begin();
      },
      onFailure: (error) => {
        standing.lists(error);
        readiness.failed(error);
      },
    });

  const begin = async (): Promise<void> => {
    const history = options.history ?? [];
    try {
      await mirror.load();
    } catch (cause) {
      throw failure('start the account', 'store-unreadable', {
        cause: discreetError(cause),
      });
    }
    await outlet.restore(history);
    for (const fact of history) {
      noteRead(readBefore, fact);
      lists.restore(fact);
    }
    if (signal.aborted) return;
    watch.start();
    void streams.attach();
    void follow();
  };

  /** What a caller read is held too: how soon a state may be read again depends on what is known of its charger. */
  const takeState = async ({ body, receivedAtMs }: Answer): Promise<void> => {
    try {
      await mirror.apply({ observations: observationsOf(body, receivedAtMs), chargers: [], installations: [] });
    } catch (cause) {
      log.warn({ cause }, 'Failed to hold a state that a caller read: the caller has it, the mirror has not.');
    }
  };

  const account: Account = {
    accountId,
    mirror,
    loginState: () => standing.now(),
    governorStatus: () => outlet.governor.status(),
    streamStatus: () => streams.status(),
    start() {
      started ??= begin();
      return started;
    },
    ready: (waitSignal) => readiness.wait(waitSignal),
    call: async (request) => {
      const answer = await outlet.call(request);
      if (request.endpoint === 'charger-state') await takeState(answer);
      return { ...answer, body: removeSecrets(answer.body).value };
    },
    async sendCommand(chargerId, command, { app, ...rest }) {
      const before = heldBefore(mirror, mirror.find(chargerId)?.id ?? chargerId);
      const sent = await sendCommand(outlet, mirror, {
        ...{ chargerId, command, app, ...rest },
        rules: options.commandRules,
        isCovered: (row) => streams.uncoveredSinceMs(row) === null,
      });
      const charger = mirror.find(chargerId);
      if (sent.outcome === 'accepted' && charger)
        confirmingReads.afterCommand(charger, { command: commandNamed(command), sentAtMs: sent.sentAtMs, before });
      return sent;
    },
    subscribe: (listener) => bus.subscribe(listener),
    async close() {
      ended.abort();
      watch.stop();
      polls.close();
      followed.close();
      confirmingReads.close();
      readiness.close(failure('read the first lists', 'closed'));
      await Promise.all([streams.close(), outlet.governor.close(closeGraceMs)]);
      unsubscribe();
    },
  };
  if (options.metrics) reportMetrics(account, options.metrics, log);
  /** What a caller's read brought is followed like everything else. */
  const listsForCallers: Lists = {
    ...lists,
    async readChargers(reading, readSignal) {
      await lists.readChargers(reading, readSignal);
      polls.replan();
    },
    async lookUpNow(idOrSerial, app, readSignal) {
      await lists.lookUpNow(idOrSerial, app, readSignal);
      const found = mirror.find(idOrSerial);
      if (found) polls.replanOne(found.id);
    },
  };
  return {
    ...{ account, mirror, settings, ended: signal, lists: listsForCallers, read: callNow, allCovered },
    ...{ listsAlone, followedOf },
    ask: (request) => outlet.ask(request),
    submit: (request) => outlet.submit(request),
    updated: (charger) => confirmingReads.afterUpdate(charger),
    history: options.history ?? [],
  };
}

function noteRead(readBefore: Map<string, number>, fact: Fact): void {
  if (fact.kind !== 'call' || fact.class !== 'state' || fact.status !== 200 || fact.resource === null) return;
  readBefore.set(fact.resource, fact.answeredAtMs ?? fact.sentAtMs);
}
