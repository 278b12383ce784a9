// An account whose cloud is the test's hand: a real mirror on the real keeper, and what the test feeds into it.
import type { CallFact } from '@fairlead/policy';
import {
  type Account,
  type AccountEvent,
  type AccountOptions,
  type Batch,
  type CommandSent,
  type Followed,
  installationAgeMs,
  type LoginState,
  memoryKeeper,
  type Observation,
  openMirror,
  type PublicCommandId,
  type StreamSourceStatus,
  systemClock,
} from '@fairlead/sdk';
import type { OwnKeeping } from '@fairlead/sdk/own-keeping';

export interface HandFedAccount extends Account {
  feed(batch: Partial<Batch>): Promise<void>;
  /** One value over the stream, now. */
  observe(chargerId: string, stateId: number, value: string | null, over?: Partial<Observation>): Promise<void>;
  setStream(state: StreamSourceStatus['state']): void;
  setLogin(state: LoginState, trouble?: string): void;
  called(fact: Partial<CallFact>): void;
  /** How every charger is followed; default null: nobody says. */
  follow(followed: Followed | null): void;
  /** Commands that left, in order. */
  readonly sent: { readonly chargerId: string; readonly command: PublicCommandId; readonly app: string | null }[];
  /** What the cloud answers to commands; default: accepted at once. */
  onCommand: (chargerId: string, command: PublicCommandId) => Promise<CommandSent | Error>;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** @param keeping what the gateway binds to a login: no login is made here, so all is nobody's */
export function handFedAccount(options: AccountOptions, keeping: OwnKeeping): HandFedAccount {
  const accountId = options.accountId ?? 'main';
  const clock = options.clock ?? systemClock;
  const mirror = openMirror({ accountId, clock, keeper: options.keeper ?? memoryKeeper(), log: options.log ?? silent });
  const listeners = new Set<(event: AccountEvent) => void>();
  const tell = (event: AccountEvent): void => {
    for (const listener of listeners) listener(event);
  };
  mirror.subscribe(tell);
  let source: StreamSourceStatus | null = null;
  let login: { state: LoginState; trouble: string | null } = { state: 'ok', trouble: null };
  let followed: Followed | null = null;
  const sent: HandFedAccount['sent'] = [];
  let calls = 0;

  const account: HandFedAccount = {
    accountId,
    mirror,
    sent,
    onCommand: async () => ({ outcome: 'accepted', sentAtMs: clock.nowMs() }),
    loginState: () => login,
    governorStatus: () => ({
      ratePerSecond: 9.9,
      burst: 12,
      availableRequests: 12,
      queued: 0,
      pausedUntilMs: null,
      neighbourSuspected: false,
    }),
    streamStatus: () => (source ? [source] : []),
    followed: () => followed,
    installationMostAgeMs: () => installationAgeMs,
    follow(how) {
      followed = how;
    },
    async start() {
      await keeping.earlier();
      await mirror.load();
    },
    ready: async () => {},
    call: async () => {
      throw new Error('The hand-fed account makes no calls.');
    },
    async sendCommand(chargerId, command, { app, onSent }) {
      const answer = account.onCommand(chargerId, command);
      if (!((await Promise.race([answer, Promise.resolve(null)])) instanceof Error)) {
        onSent?.(clock.nowMs());
        sent.push({ chargerId, command, app });
      }
      const given = await answer;
      if (given instanceof Error) throw given;
      return given;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: async () => {},
    feed: (batch) => mirror.apply({ observations: [], chargers: [], installations: [], ...batch }),
    observe: (chargerId, stateId, value, over = {}) =>
      account.feed({
        observations: [
          {
            chargerId,
            stateId,
            value,
            observedAtUs: clock.nowMs() * 1_000,
            receivedAtMs: clock.nowMs(),
            via: 'stream',
            sequenceNumber: 1,
            clockSuspect: false,
            ...over,
          },
        ],
      }),
    setStream(state) {
      source = {
        bus: 'installation',
        scope: installationId,
        state,
        sinceMs: clock.nowMs(),
        lastMessageAtMs: null,
        messages: 0,
        reconnects: 0,
        undecodable: 0,
        subscriptionEndsAtMs: null,
        trouble: null,
      };
      tell({ kind: 'stream', source });
    },
    setLogin(state, trouble) {
      login = { state, trouble: trouble ?? null };
      tell({ kind: 'login', ...login });
    },
    called(over) {
      calls += 1;
      const fact = {
        ...callFact,
        id: String(calls),
        accountId,
        sentAtMs: clock.nowMs(),
        answeredAtMs: clock.nowMs() + 100,
        ...over,
      };
      if (typeof options.journal === 'function') options.journal(fact);
      tell({ kind: 'call', fact });
    },
  };
  return account;
}

export const installationId = '1a57a110-0000-4000-8000-000000000001';
export const chargerId = 'c0ffee00-0000-4000-8000-000000000001';

/** One installation with one charger, as the lists tell them. */
export function lists(readAtMs: number): Partial<Batch> {
  return {
    installations: [
      {
        id: installationId,
        name: 'Fjordveien 12',
        messagingEnabled: true,
        roles: 3,
        readAtMs,
        row: {
          Id: installationId,
          Name: 'Fjordveien 12',
          Address: 'Fjordveien 12',
          MaxCurrent: 25,
          AvailableCurrent: null,
          CurrentUserRoles: 3,
        },
      },
    ],
    chargers: [charger(chargerId, 'ZAP000001', 'Left', readAtMs)],
  };
}

export function charger(id: string, serial: string, name: string, readAtMs: number): Batch['chargers'][number] {
  const row = {
    Id: id,
    DeviceId: serial,
    Name: name,
    OperatingMode: 1,
    IsOnline: true,
    InstallationId: installationId,
    DeviceType: 4,
    CurrentUserRoles: 3,
    Future: { kept: true },
  };
  return { id, serial, name, installationId, deviceType: 4, active: true, roles: 3, readAtMs, row };
}

const callFact: CallFact = {
  v: 1,
  kind: 'call',
  id: '0',
  accountId: 'main',
  app: null,
  door: { scheme: 'http', host: '127.0.0.1:1' },
  class: 'state',
  method: 'GET',
  path: '/api/chargers/{id}/state',
  resource: chargerId,
  installationId: null,
  command: null,
  sets: null,
  narrowing: 'none',
  page: null,
  pageSize: null,
  window: null,
  status: 200,
  sentAtMs: 0,
  answeredAtMs: 0,
  retryAfterMs: null,
  tokenLifeMs: null,
  attempt: 1,
  retryOf: null,
  cause: 'routine',
  bytes: null,
  rows: null,
  code: null,
  changed: 'unknown',
  charging: 'unknown',
  connected: 'unknown',
  allowed: 'unknown',
  shown: 'unknown',
  userAgent: null,
  clientAddress: null,
};
