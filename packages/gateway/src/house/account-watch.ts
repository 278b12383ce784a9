// From an account's events to the house's: what changed, told soon, but each charger at most once per turn.
import { stateIds } from '@fairlead/protocol';
import type { AccountEvent, Log, Observation } from '@fairlead/sdk';
import type { Clock } from '../clock.ts';
import type { EventHub } from '../events/event-hub.ts';
import { reasonOf } from '../gateway-error.ts';
import { observationView } from '../views/observation-view.ts';
import { snapshotOf } from './house.ts';
import { type HouseAccount, maySee } from './house-account.ts';

/** A charger reports several values at once; one view tells them all. Far under the second that a person notices. */
const gatherMs = 20;
/** The budget changes with every call; a page needs it once a second. */
const fairUseEveryMs = 1_000;
/** Its state is told at once; how many messages came, now and then. */
const streamEveryMs = 2_000;
/** Ages turn `live` into `stale` without any event, and a pulse changes no value: every charger is looked at this often. */
const sweepEveryMs = 15_000;
/** Chargers looked at in one sweep; a larger account takes several. */
const maxSwept = 2_000;

export interface WatchOptions {
  readonly house: HouseAccount;
  readonly hub: EventHub;
  readonly clock: Clock;
  readonly log: Log;
}

/** Returns its own undo. */
export function watchAccount({ house, hub, clock, log }: WatchOptions): () => void {
  const { id: accountId, account } = house;
  const changed = new Set<string>();
  /** Told together: each telling counts the chargers of all installations, which is 5 ms with 30,000 chargers. */
  const changedInstallations = new Set<string>();
  const told = new Map<string, string>();
  /** By scope: at most 64 sources. A new state changes how far each charger's values can be trusted. */
  const streamStates = new Map<string, string>();
  let gathering: unknown = null;
  let fairUseDue: unknown = null;
  let streamDue: unknown = null;
  let sweep: unknown = null;
  let sweptTo = 0;

  const tellChanged = (): void => {
    gathering = null;
    if (changedInstallations.size > 0)
      for (const view of house.installationViews(changedInstallations)) hub.publish('installation', accountId, view);
    changedInstallations.clear();
    for (const chargerId of changed) {
      const charger = account.mirror.charger(chargerId);
      if (!charger) continue;
      const view = house.chargerView(charger);
      told.set(chargerId, `${view.freshness} ${view.lastSeenAt}`);
      hub.publish('charger', accountId, view);
    }
    changed.clear();
  };
  const change = (chargerId: string): void => {
    changed.add(chargerId);
    gathering ??= clock.setTimer(tellChanged, gatherMs);
  };
  const tellFairUse = (): void => {
    fairUseDue ??= clock.setTimer(() => {
      fairUseDue = null;
      const view = house.fairUseView();
      hub.publish('fair-use', accountId, view);
      // A bucket fills and a minute passes without any event.
      if (view.availableRequests < view.burst || view.callsLastMinute > 0) tellFairUse();
    }, fairUseEveryMs);
  };
  const tellStream = (): void => {
    streamDue ??= clock.setTimer(() => {
      streamDue = null;
      hub.publish('stream', accountId, house.streamView());
    }, streamEveryMs);
  };
  const lookAround = (): void => {
    const chargers = account.mirror.chargers();
    const some = chargers.slice(sweptTo, sweptTo + maxSwept);
    sweptTo = sweptTo + maxSwept >= chargers.length ? 0 : sweptTo + maxSwept;
    for (const charger of some) {
      const view = house.chargerView(charger);
      if (told.get(charger.id) !== `${view.freshness} ${view.lastSeenAt}`) change(charger.id);
    }
    sweep = clock.setTimer(lookAround, sweepEveryMs);
  };
  const observed = (observation: Observation, before: string | null): void => {
    const { chargerId, stateId } = observation;
    house.commands.noticed(chargerId);
    change(chargerId);
    if (observation.via === 'stream') tellStream();
    const charger = account.mirror.charger(chargerId);
    // Events go to every app that may read: what is personal is asked for, never broadcast.
    if (maySee(stateId, false)) {
      const followed = account.followed(chargerId);
      const of = { accountId, chargerId, deviceType: charger?.deviceType ?? 0, stateId, followed };
      hub.publish('observation', accountId, observationView(of, observation));
    }
    if (stateId === stateIds.SessionIdentifier) tellSession(chargerId, before, observation);
  };
  const tellSession = (chargerId: string, before: string | null, { value, observedAtUs }: Observation): void => {
    const at = new Date(Math.floor(observedAtUs / 1_000)).toISOString();
    if (before) hub.publish('session', accountId, { accountId, chargerId, sessionId: before, event: 'ended', at });
    if (value) hub.publish('session', accountId, { accountId, chargerId, sessionId: value, event: 'started', at });
  };

  const take = (event: AccountEvent): void => {
    switch (event.kind) {
      case 'observation':
        observed(event.observation, event.held?.value ?? null);
        break;
      case 'charger':
        change(event.chargerId);
        break;
      case 'installation':
        changedInstallations.add(event.installationId);
        gathering ??= clock.setTimer(tellChanged, gatherMs);
        break;
      case 'stream':
        hub.publish('stream', accountId, house.streamView());
        if (streamStates.get(event.source.scope) === event.source.state) break;
        streamStates.set(event.source.scope, event.source.state);
        for (const charger of account.mirror.chargers().slice(0, maxSwept)) change(charger.id);
        break;
      case 'login':
        if (event.trouble !== null) log.warn({ accountId, login: event.state }, event.trouble);
        else if (event.state === 'ok') log.info({ accountId, login: event.state }, 'The account holds a token.');
        hub.publish('snapshot', accountId, snapshotOf([house]));
        break;
      case 'governor':
      case 'call':
        tellFairUse();
        break;
    }
  };

  const stop = account.subscribe((event) => {
    try {
      take(event);
    } catch (thrown) {
      log.error({ accountId, event: event.kind, reason: reasonOf(thrown) }, 'Failed to pass an event on to the pages.');
    }
  });
  const stopCommands = house.onCommand((command) => {
    hub.publish('command', accountId, command);
    change(command.chargerId);
  });
  lookAround();
  return () => {
    stop();
    stopCommands();
    for (const timer of [gathering, fairUseDue, streamDue, sweep]) clock.clearTimer(timer);
  };
}
