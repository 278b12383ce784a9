// What an account reads by itself: lists, streams, states where no stream tells, installations, and what a write changed.
// Invariant: all of it waits for the weather, through `call`; only what callers ask of the lists does not.
import type { Fact } from '@fairlead/policy';
import { stateIds } from '@fairlead/protocol';
import type { Answer, CallRequest, MirrorView } from '../account.ts';
import { failure } from '../explain/failure.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { ChargerRow, InstallationRecord } from '../mirror/state-keeper.ts';
import { isBehind, timelyMs } from '../mirror/timely.ts';
import { sleepWatch } from '../sleep-watch.ts';
import { serviceBusSource } from '../stream/service-bus-source.ts';
import { type Followed, installationMostAgeMs } from '../view/stated-age.ts';
import type { AccountOptions } from './account-options.ts';
import { type ConfirmingReads, openConfirmingReads } from './confirming-reads.ts';
import type { EventBus } from './event-bus.ts';
import { followInstallations, kindsOf } from './follow-installations.ts';
import { openInstallationUpkeep } from './installation-upkeep.ts';
import { followLists } from './list-loop.ts';
import { listedView } from './listed-view.ts';
import { type Lists, mayRead, openLists } from './lists.ts';
import { openLookUps } from './look-ups.ts';
import type { Outlet } from './outlet.ts';
import { Readiness } from './readiness.ts';
import { openSafetyPolls } from './safety-polls.ts';
import type { Settings } from './settings.ts';
import type { StandingWatch } from './standing.ts';
import { openStreams, type Streams } from './streams.ts';
import { openUpkeep } from './upkeep.ts';

/** How long connection details may wait for the weather. */
const detailsWaitMs = 60_000;

export interface FollowCloudOptions {
  readonly options: AccountOptions;
  /** Facts of earlier runs, from the start on. */
  readonly history: () => readonly Fact[];
  readonly settings: Settings;
  readonly mirror: Mirror;
  readonly outlet: Outlet;
  readonly bus: EventBus;
  readonly standing: StandingWatch;
  /** Waits for the weather, at most so long. */
  readonly call: (request: CallRequest, mostWaitMs?: number) => Promise<Answer>;
  readonly signal: AbortSignal;
}

export interface CloudFollower {
  /** What is held and has not left the account. */
  readonly shown: MirrorView;
  /** For callers: an outage is told, not waited out, and what they read is followed like everything else. */
  readonly lists: Lists;
  readonly streams: Streams;
  readonly confirmingReads: ConfirmingReads;
  /** It is known how much of a leap of the clock passed. */
  timeKnown(): void;
  /** A read of an earlier run. */
  restore(fact: Fact): void;
  begin(): void;
  /** Resolves when the first lists are in, or rejects with the reason why they cannot be had. */
  ready(signal?: AbortSignal): Promise<void>;
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
  /** To be called when the signal aborted. Resolves when every link is closed. */
  close(): Promise<void>;
}

export function followCloud(follower: FollowCloudOptions): CloudFollower {
  const { options, settings, mirror, outlet, bus, standing, call, signal } = follower;
  const { clock, random, log, journal } = settings;
  const readiness = new Readiness();
  const readBefore = new Map<string, number>();
  const startedAtMs = clock.nowMs();
  let newestFactMs = 0;

  const lists = openLists({ mirror, clock, call, callNow: (request) => outlet.call(request), log });
  const shown = listedView(mirror, lists);
  const lookUps = openLookUps({
    ...{ lists, clock, log, signal },
    isKnown: (chargerId) => shown.charger(chargerId) !== undefined,
    onFound: (chargerId) => polls.replanOne(chargerId),
  });
  const streams = openStreams({
    ...{ settings, mirror, shown },
    // Shorter than the supervisor's patience with one opening, so that no answer comes after it gave up.
    call: (request) => call(request, detailsWaitMs),
    userGroupIds: options.userGroupIds ?? [],
    source: options.source ?? serviceBusSource({ log }),
    detectShared: options.detectSharedSubscription ?? true,
    history: follower.history,
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
  const uncoveredSinceMs = (charger: ChargerRow): number | null => streams.uncoveredSinceMs(charger);
  const polls = openSafetyPolls({
    ...{ mirror, clock, random, log, call, signal, readBefore, uncoveredSinceMs },
    missedAtMs: (charger) => streams.missedAtMs(charger),
    lateAtMs: (charger) => streams.lateAtMs(charger),
    openingUntilMs: (charger) => streams.openingUntilMs(charger),
    foul: () => standing.now().state !== 'ok',
  });
  const followedOf = openUpkeep({
    ...{ mirror, clock, ratePerSecond: settings.margin.ratePerSecond },
    coverage: (charger) => streams.coverage(charger),
    aheadMs: outlet.aheadMs,
    lastRead: (chargerId) => polls.lastRead(chargerId),
  });
  const kinds = kindsOf(options.reads);
  const followed = followInstallations({ mirror, clock, random, log, call, signal, kinds });
  const installationFollowed = openInstallationUpkeep({
    ...{ mirror, clock, ratePerSecond: settings.margin.ratePerSecond },
    readsDetails: kinds.includes('detail'),
    isRefused: followed.isRefused,
  });
  const mostAgeOf = (record: InstallationRecord, readAtMs = record.readAtMs): number | null =>
    installationMostAgeMs(readAtMs, installationFollowed(record));
  const confirmingReads = openConfirmingReads({
    ...{ mirror, clock, log, call, signal, uncoveredSinceMs },
    ask: (request) => outlet.ask(request),
  });

  // Timers stood still while the machine slept: what became due meanwhile is read now.
  const watch = sleepWatch({
    clock,
    slept() {
      polls.replan();
      followed.replan();
    },
    setBack() {
      polls.replan();
      followed.replan();
    },
  });

  const unsubscribe = mirror.subscribe((change) => {
    if (change.kind !== 'observation' || change.observation.stateId !== stateIds.ChargerOperationMode) return;
    polls.replanOne(change.observation.chargerId);
  });

  /** Ends with the signal, once what flies is read. */
  let listing: Promise<void> = Promise.resolve();

  const listsAlone = (): boolean =>
    mirror.chargers().some((charger) => !mayRead(charger) && uncoveredSinceMs(charger) !== null);

  const onLists = (): void => {
    readiness.ready();
    standing.lists(null);
    polls.replan();
    followed.replan();
    lookUps.begin();
  };
  const onFailure = (error: unknown): void => {
    standing.lists(error);
    readiness.failed(error);
  };

  return {
    ...{ shown, streams, confirmingReads, listsAlone, mostAgeOf, followedOf },
    firstState: (chargerId) => polls.firstRead(chargerId),
    timeKnown() {
      polls.timeKnown();
      followed.timeKnown();
    },
    lists: {
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
    },
    restore(fact) {
      newestFactMs = Math.max(newestFactMs, fact.kind === 'call' ? (fact.answeredAtMs ?? fact.sentAtMs) : fact.atMs);
      noteRead(readBefore, fact, { mirror, startedAtMs });
      lists.restore(fact, startedAtMs);
    },
    begin() {
      lists.restored();
      if (isBehind(newestFactMs, startedAtMs)) for (const id of readBefore.keys()) readBefore.set(id, 0);
      watch.start();
      void streams.attach();
      listing = followLists({
        ...{ lists, mirror, clock, random, log, signal, listsAlone, onLists, onFailure },
        onInstallations: () => streams.attach(),
      });
    },
    ready: (waitSignal) => readiness.wait(waitSignal),
    allCovered: () => mirror.chargers().every((charger) => uncoveredSinceMs(charger) === null),
    async close() {
      watch.stop();
      readiness.close(failure('read the first lists', 'closed'));
      await Promise.all([polls.close(), followed.close(), confirmingReads.close(), listing, streams.close()]);
      unsubscribe();
    },
  };
}

/** Of an earlier run, whatever a clock says that has been put back since. A read of which nothing is held any more told nothing. */
function noteRead(
  readBefore: Map<string, number>,
  fact: Fact,
  { mirror, startedAtMs }: { readonly mirror: Mirror; readonly startedAtMs: number },
): void {
  if (fact.kind !== 'call' || fact.class !== 'state' || fact.status !== 200 || fact.resource === null) return;
  if (mirror.observations(fact.resource).size === 0) return;
  readBefore.set(fact.resource, timelyMs(fact.answeredAtMs ?? fact.sentAtMs, startedAtMs - 1));
}
