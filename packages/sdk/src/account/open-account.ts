// One account: its governor, its logins, its stream and its mirror, put together.
// Invariant: everything that leaves goes through the outlet; everything that is known is in the mirror.
import type { CallFact, Fact } from '@fairlead/policy';
import { removeSecrets, stateIds } from '@fairlead/protocol';
import type { Account, AccountOptions, Answer, CallRequest } from '../account.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import { SdkError } from '../sdk-error.ts';
import { sleepWatch } from '../sleep-watch.ts';
import { serviceBusSource } from '../stream/service-bus-source.ts';
import { eventBus } from './event-bus.ts';
import { followLists } from './list-loop.ts';
import { openLists } from './lists.ts';
import { openLookUps } from './look-ups.ts';
import { openOutlet } from './outlet.ts';
import { ProbeGate } from './probe-gate.ts';
import { Readiness } from './readiness.ts';
import { openSafetyPolls } from './safety-polls.ts';
import { sendCommand } from './send-command.ts';
import { type Settings, settingsOf } from './settings.ts';
import { StandingWatch } from './standing.ts';
import { openStreams } from './streams.ts';

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
  return openCore(options).account;
}

/** An account with what the rooms above it build on. */
export interface AccountCore {
  readonly account: Account;
  readonly mirror: Mirror;
  readonly settings: Settings;
  /** Aborted when the account is closed. */
  readonly ended: AbortSignal;
}

export function openCore(options: AccountOptions): AccountCore {
  const settings = settingsOf(options);
  const { accountId, clock, random, log } = settings;
  const ended = new AbortController();
  const { signal } = ended;
  const bus = eventBus(log);
  const mirror = openMirror({ accountId, keeper: options.keeper ?? memoryKeeper(), clock, log });
  const standing = new StandingWatch((now) => bus.publish({ kind: 'login', ...now }));
  const gate = new ProbeGate(clock, random, () => streams.hurry());
  const readiness = new Readiness();
  const readBefore = new Map<string, number>();
  let started: Promise<void> | null = null;

  const journal = (fact: Fact): void => {
    try {
      options.journal?.(fact);
    } catch (cause) {
      log.error({ cause }, 'The journal threw; the fact is lost to it.');
    }
  };

  const outlet = openOutlet({
    settings,
    mirror,
    onCall: (fact) => {
      journal(fact);
      bus.publish({ kind: 'call', fact });
      publishStatus(fact);
    },
    onLogin: (state, trouble) => standing.login(state, trouble),
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

  const lists = openLists({ mirror, call, log });
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
    journal: (fact) => {
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
    foul: () => standing.now().state !== 'ok',
  });

  // Timers stood still while the machine slept: what became due meanwhile is read now.
  const watch = sleepWatch({ clock, slept: () => polls.replan(), setBack: () => polls.clockSetBack() });

  const unsubscribe = mirror.subscribe((change) => {
    bus.publish(change);
    if (change.kind !== 'observation' || change.observation.stateId !== stateIds.ChargerOperationMode) return;
    polls.replanOne(change.observation.chargerId);
  });

  const follow = (): Promise<void> =>
    followLists({
      ...{ lists, mirror, clock, random, log, signal },
      allCovered: () => mirror.chargers().every((charger) => streams.uncoveredSinceMs(charger) === null),
      onInstallations: () => streams.attach(),
      onLists: () => {
        readiness.ready();
        standing.lists(null);
        polls.replan();
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
      throw new SdkError(
        'store-unreadable',
        'Failed to start the account: what earlier runs kept cannot be read. Look at the store before starting again.',
        { cause },
      );
    }
    await outlet.restore(history);
    for (const fact of history) noteRead(readBefore, fact);
    if (signal.aborted) return;
    watch.start();
    void streams.attach();
    void follow();
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
      return { ...answer, body: removeSecrets(answer.body).value };
    },
    sendCommand: (chargerId, command, { app, ...rest }) =>
      sendCommand(outlet, mirror, { chargerId, command, app, ...rest }),
    subscribe: (listener) => bus.subscribe(listener),
    async close() {
      ended.abort();
      watch.stop();
      polls.close();
      readiness.failed(new SdkError('closed', 'Failed to read the first lists: the account was closed before.'));
      await Promise.all([streams.close(), outlet.governor.close(closeGraceMs)]);
      unsubscribe();
    },
  };
  return { account, mirror, settings, ended: signal };
}

function noteRead(readBefore: Map<string, number>, fact: Fact): void {
  if (fact.kind !== 'call' || fact.class !== 'state' || fact.status !== 200 || fact.resource === null) return;
  readBefore.set(fact.resource, fact.answeredAtMs ?? fact.sentAtMs);
}
