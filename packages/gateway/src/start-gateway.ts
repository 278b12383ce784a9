// The house put together: store, accounts, doors. The one place where its parts meet.
import { createRequire } from 'node:module';
import {
  type Account,
  type AccountOptions,
  type CredentialProvider,
  type Log,
  type MessageSource,
  openSecretBox,
} from '@fairlead/sdk';
import { type OwnKeeping, openKeptAccount } from '@fairlead/sdk/own-keeping';
import { openAdminKey } from './apps/admin-key.ts';
import { openAppRegistry } from './apps/app-registry.ts';
import { appTokens } from './apps/app-tokens.ts';
import { failureLimit } from './apps/failure-limit.ts';
import { openPageSessions } from './apps/page-sessions.ts';
import { type Clock, systemClock } from './clock.ts';
import { type GatewayConfig, type GatewayConfigInput, parseConfig } from './config.ts';
import { eventHub } from './events/event-hub.ts';
import { type GatewayError, reasonOf } from './gateway-error.ts';
import { watchAccount } from './house/account-watch.ts';
import { firstContact } from './house/first-contact.ts';
import type { House } from './house/house.ts';
import type { HouseAccount } from './house/house-account.ts';
import { type AccountSurroundings, openHouseAccount } from './house/open-house-account.ts';
import { firstLogins, refuseSameLogins } from './house/twin-guard.ts';
import { houseLog } from './house-log.ts';
import { journalWriter } from './journal/journal-writer.ts';
import { hostNames, listen, urlOf } from './listen.ts';
import { httpServer } from './outputs/http-server.ts';
import { gatewayMetrics } from './outputs/metrics/metrics.ts';
import { accountOwners } from './secrets/account-owners.ts';
import { credentialsFrom } from './secrets/credentials-source.ts';
import { dataDir, inDataDir } from './store/data-dir.ts';
import type { Store, StoreOptions } from './store/store.ts';
import { openWorkerStore } from './store/worker-store.ts';

const dayMs = 86_400_000;
const forgetEveryMs = 6 * 3_600_000;
const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

export interface GatewayOptions {
  /** Settings as in `config.ts`; what is left out has its default. */
  readonly config: GatewayConfigInput;
  /** Replaces the configured source of an account's login, by account id: the demo and tests hand theirs in. */
  readonly credentials?: Readonly<Record<string, CredentialProvider>>;
  /** Folder of the built page; default none. */
  readonly dashboardDir?: string | null;
  /** Called each time a browser comes in with a one-time code. */
  readonly onPageOpened?: () => void;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Opens an account, default the SDK's `openKeptAccount`. */
  readonly connect?: (options: AccountOptions, keeping: OwnKeeping) => Account;
  readonly fetch?: typeof globalThis.fetch;
  readonly source?: MessageSource;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly log?: Log;
  /** Opens the store, default in a worker thread; `openStore` opens it in process, where time is a test's. */
  readonly openStore?: (options: StoreOptions) => Promise<Store>;
}

export interface Gateway {
  /** Without a slash at the end. */
  readonly url: string;
  readonly adminKeyFile: string;
  /** A link with a new one-time code: five minutes, one use. */
  openUrl(): string;
  /** Resolves when every account has its first lists, or rejects with the reason why one cannot have them. */
  ready(signal?: AbortSignal): Promise<void>;
  /**
   * Resolves with null when every account is logged in, listed and on its stream, or with one sentence on what is in the
   * way; at the latest when the signal aborts. What was stored is served in any case.
   */
  settled(signal: AbortSignal): Promise<string | null>;
  /** Ends the doors, the stream and the calls, writes what waits, gives the data directory free. */
  close(): Promise<void>;
}

/**
 * Opens the store, the doors, then the accounts; resolves when what was stored is served. The cloud may still be away.
 * @throws GatewayError `config-invalid`, `address-not-local`, `data-dir-unusable`, `store-locked`, `store-corrupt`,
 * `store-newer`, `store-failed`, `port-in-use`, `listen-failed`, `same-account`
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const config = parseConfig(options.config);
  const clock = options.clock ?? systemClock;
  const log = options.log ?? houseLog(config.logLevel);
  const configured = config.accounts.map((account) => ({
    account,
    credentials: options.credentials?.[account.id] ?? credentialsFrom(account.credentials, options.env ?? process.env),
  }));
  await refuseSameLogins(configured);

  // What was opened is closed in the opposite order, also when a later step fails.
  await using opened = new AsyncDisposableStack();
  const store = await (options.openStore ?? openWorkerStore)(storeOptions(config));
  opened.defer(() => store.close());
  const dir = dataDir(config.dataDir);
  const journal = journalWriter(store, clock, log);
  opened.defer(() => journal.close());
  const metrics = gatewayMetrics();
  const events = eventHub(await nextEpoch(store));
  const accounts: HouseAccount[] = [];
  const house: House = {
    accounts,
    apps: await openAppRegistry({
      store,
      nowMs: () => clock.nowMs(),
      demoAccountId: config.demo ? (config.accounts[0]?.id ?? null) : null,
    }),
    tokens: appTokens(() => clock.nowMs()),
    sessions: await openPageSessions(store, () => clock.nowMs()),
    failures: failureLimit(() => clock.nowMs()),
    isAdminKey: openAdminKey(dir.adminKeyFile),
    events,
    store,
    clock,
    log,
  };

  /** At most one for each account. */
  const twins: GatewayError[] = [];
  const around: AccountSurroundings = {
    connect: options.connect ?? openKeptAccount,
    store,
    box: inDataDir(dir.secretKeyFile, () => openSecretBox(dir.secretKeyFile)),
    loginsDir: dir.loginsDir,
    owners: accountOwners(),
    journal,
    metrics,
    clock,
    log,
    userAgent: userAgentOf(config),
    twin: (twin) => void twins.push(twin),
    ...defined({ random: options.random, fetch: options.fetch, source: options.source }),
  };
  for (const { account, credentials } of configured) {
    const each = openHouseAccount(account, credentials, around);
    accounts.push(each);
    opened.defer(() => each.account.close());
    opened.defer(() => each.commands.close());
  }

  // The door is opened before anything is sent: a port in use costs no call.
  let url = '';
  let hosts: ReadonlySet<string> = new Set();
  const openUrl = (code: string): string => `${url}/#open=${code}`;
  const { promise: served, resolve: serve } = Promise.withResolvers<void>();
  const server = await httpServer(house, {
    served,
    metrics,
    factsDropped: () => journal.dropped(),
    hosts: () => hosts,
    openUrl,
    pageOpened: options.onPageOpened ?? (() => undefined),
    dashboardDir: options.dashboardDir ?? null,
  });
  opened.defer(() => server.close());
  opened.defer(serve);
  const address = await listen(server, config);
  url = urlOf(address);
  hosts = hostNames(config, address.port);

  for (const each of accounts) {
    opened.defer(watchAccount({ house: each, hub: events, clock, log }));
    await each.account.start();
    await each.commands.recover();
  }
  serve();
  await firstLogins(accounts, clock);
  const [twin] = twins;
  if (twin) throw twin;
  opened.defer(forgetInTurn(store, clock, log));

  const closing = opened.move();
  let closed: Promise<void> | undefined;
  return {
    url,
    adminKeyFile: dir.adminKeyFile,
    openUrl: () => openUrl(house.sessions.newCode()),
    async ready(signal) {
      await Promise.all(accounts.map(({ account }) => account.ready(signal)));
    },
    settled: (signal) => firstContact(accounts, signal),
    close() {
      closed ??= closing.disposeAsync();
      return closed;
    },
  };
}

/** Only a cloud on this machine is called without a contact (config.ts). */
export function userAgentOf({ contact }: Pick<GatewayConfig, 'contact'>): string {
  return `fairlead-gateway/${version} (+${contact || 'localhost'})`;
}

export function storeOptions(config: GatewayConfig): StoreOptions {
  return {
    dataDir: config.dataDir,
    facts: { maxFacts: config.journalFacts, maxAgeMs: config.journalDays * dayMs },
    commandMaxAgeMs: config.commandDays * dayMs,
    maxCommands: config.commandRows,
    auditMaxAgeMs: config.auditDays * dayMs,
  };
}

/** Rises by one with every start, so that no event id ever names two events. */
async function nextEpoch(store: Store): Promise<string> {
  const epoch = String(Number((await store.meta('', 'epoch')) ?? '0') + 1);
  await store.saveMeta('', 'epoch', epoch);
  return epoch;
}

/** Applies the retention now and every six hours; returns its own undo. */
function forgetInTurn(store: Store, clock: Clock, log: Log): () => void {
  let timer: unknown = null;
  const forget = (): void => {
    store
      .forget(clock.nowMs())
      .catch((cause) =>
        log.error({ reason: reasonOf(cause) }, 'Failed to apply the retention; it is tried again in six hours.'),
      );
    timer = clock.setTimer(forget, forgetEveryMs);
  };
  forget();
  return () => clock.clearTimer(timer);
}

/** The options that were given: absent and undefined are two things to the callee. */
function defined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
