// One account of the cloud as the house shows it: its mirror, its stream, its usage, its commands.
// Invariant: nothing here spans accounts, and reading never makes a call.
import type { CallFact, Fact } from '@fairlead/policy';
import { sensitivityOfObservation } from '@fairlead/protocol';
import {
  type Account,
  type ChargerRow,
  type ChargerStanding,
  freshnessOf,
  type Log,
  StateReads,
  signsOf,
  streamUpFor,
} from '@fairlead/sdk';
import type { Clock } from '../clock.ts';
import { type CommandDesk, commandDesk } from '../commands/command-desk.ts';
import type { AccountConfig } from '../config.ts';
import type {
  AccountView,
  ChargerDetailView,
  ChargerView,
  CommandView,
  FairUseView,
  InstallationView,
  StreamView,
} from '../contract.ts';
import type { Store } from '../store/store.ts';
import { type FairUse, fairUse } from '../usage/fair-use.ts';
import { chargerView } from '../views/charger-view.ts';
import { installationView } from '../views/installation-view.ts';
import { observationView } from '../views/observation-view.ts';
import { streamView } from '../views/stream-view.ts';
import type { LoginShelf } from './login-shelf.ts';

const dayMs = 86_400_000;
/** Calls of a day at most, as at a start: a polite day is some thousand. */
const mostFacts = 20_000;

export interface HouseAccount {
  readonly id: string;
  /** Address of its cloud. */
  readonly baseUrl: string;
  /** User groups whose bus is read; none: the installations'. */
  readonly userGroupIds: readonly string[];
  readonly account: Account;
  readonly commands: CommandDesk;
  /** In the order of their ids. */
  chargers(): readonly ChargerRow[];
  chargerView(charger: ChargerRow): ChargerView;
  /** How far this charger's values can be trusted now. */
  standing(charger: ChargerRow): ChargerStanding;
  /** Personal values only for whoever may see them. */
  chargerDetail(charger: ChargerRow, personal: boolean): ChargerDetailView;
  /** All, or only these, in the order of their ids; looks once at every charger, so ask for many at a time. */
  installationViews(only?: ReadonlySet<string>): readonly InstallationView[];
  /** Age of the charger heard of longest ago among those that no live stream tells of; null when there is none. */
  oldestUncoveredMs(nowMs: number): number | null;
  streamView(): StreamView;
  fairUseView(): FairUseView;
  accountView(): AccountView;
  /** Told every step of every command; returns its own undo. */
  onCommand(listener: (command: CommandView) => void): () => void;
  /** Called with every fact, those of earlier runs first. */
  learn(fact: Fact): void;
  /** Calls of the last day that are stored, of whoever runs the account; oldest first. */
  callsOfDay(): Promise<readonly CallFact[]>;
}

export interface HouseAccountOptions {
  readonly account: Account;
  readonly shelf: LoginShelf;
  readonly configured: Pick<AccountConfig, 'baseUrl' | 'userGroupIds'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

export function houseAccount({ account, shelf, configured, store, clock, log }: HouseAccountOptions): HouseAccount {
  const { accountId, mirror } = account;
  const { baseUrl, userGroupIds } = configured;
  const usage: FairUse = fairUse(account, clock, new URL(baseUrl).host);
  const stateReads = new StateReads();
  const commandListeners = new Set<(command: CommandView) => void>();
  const told = (command: CommandView): void => {
    for (const listener of commandListeners) listener(command);
  };
  const commands = commandDesk({ account, shelf: shelf.name, store, clock, log, told });

  const standing = (charger: ChargerRow): ChargerStanding => {
    const signs = signsOf(mirror, charger.id, stateReads.lastMs(charger.id), clock.nowMs());
    const up = streamUpFor(account.streamStatus(), charger.installationId);
    const aheadMs = account.followed(charger.id)?.aheadMs ?? 0;
    return { ...signs, freshness: freshnessOf(signs, up, clock.nowMs(), aheadMs) };
  };
  const viewOf = (charger: ChargerRow): ChargerView => {
    const { freshness, lastSeenAtMs } = standing(charger);
    return chargerView(charger, {
      accountId,
      mirror,
      followed: account.followed(charger.id),
      freshness,
      lastSeenAtMs,
      commands: commands.underWay(charger.id),
    });
  };

  return {
    id: accountId,
    ...{ baseUrl, userGroupIds, account, commands },
    chargers: () => mirror.chargers().toSorted(byId),
    chargerView: viewOf,
    standing,
    chargerDetail(charger, personal) {
      const of = { accountId, chargerId: charger.id, deviceType: charger.deviceType };
      const followed = account.followed(charger.id);
      return {
        ...viewOf(charger),
        observations: [...mirror.observations(charger.id)]
          .filter(([stateId]) => maySee(stateId, personal))
          .sort(([left], [right]) => left - right)
          .map(([stateId, observed]) => observationView({ ...of, followed, stateId }, observed)),
      };
    },
    installationViews(only) {
      const counts = Map.groupBy(mirror.chargers(), ({ installationId }) => installationId);
      return mirror
        .installations()
        .filter(({ id }) => only === undefined || only.has(id))
        .toSorted(byId)
        .map((record) =>
          installationView(accountId, record, {
            chargerCount: counts.get(record.id)?.length ?? 0,
            mostAgeMs: account.installationMostAgeMs(record.id),
          }),
        );
    },
    oldestUncoveredMs(nowMs) {
      const sources = account.streamStatus();
      const ages = mirror
        .chargers()
        .filter(({ active, installationId }) => active && !streamUpFor(sources, installationId))
        .map(({ id }) => signsOf(mirror, id, stateReads.lastMs(id), nowMs).lastReadAtMs)
        .filter((readAtMs) => readAtMs !== null)
        .map((readAtMs) => Math.max(0, nowMs - readAtMs));
      return ages.reduce((oldest: number | null, ageMs) => Math.max(oldest ?? 0, ageMs), null);
    },
    streamView: () => streamView(accountId, account.streamStatus()),
    fairUseView: () => usage.view(),
    accountView() {
      const { state, trouble } = account.loginState();
      return { accountId, login: state, trouble };
    },
    onCommand(listener) {
      commandListeners.add(listener);
      return () => void commandListeners.delete(listener);
    },
    learn(fact) {
      usage.learn(fact);
      stateReads.learn(fact);
    },
    async callsOfDay() {
      const facts = await shelf.facts(clock.nowMs() - dayMs, mostFacts);
      return facts.filter((fact) => fact.kind === 'call');
    },
  };
}

/** Secret ones never get this far; personal ones need the scope. */
export function maySee(stateId: number, personal: boolean): boolean {
  const sensitivity = sensitivityOfObservation(stateId);
  return sensitivity === 'plain' || (sensitivity === 'personal' && personal);
}

function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return left.id < right.id ? -1 : 1;
}
