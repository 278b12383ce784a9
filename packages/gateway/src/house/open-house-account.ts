// One configured account, connected to the house's store, journal and secrets. Nothing is sent before `account.start()`.
import type { Fact } from '@fairlead/policy';
import type { Account, AccountOptions, CredentialProvider, Log, MessageSource, SecretBox } from '@fairlead/sdk';
import type { Clock } from '../clock.ts';
import type { AccountConfig } from '../config.ts';
import type { GatewayError } from '../gateway-error.ts';
import type { JournalWriter } from '../journal/journal-writer.ts';
import type { Metrics } from '../outputs/metrics/metrics.ts';
import type { AccountOwners } from '../secrets/account-owners.ts';
import { sealedKeeper } from '../secrets/sealed-keeper.ts';
import type { Store } from '../store/store.ts';
import { selfTests } from '../usage/self-tests.ts';
import { barrableAccount } from './barrable-account.ts';
import { factsOfCloud } from './facts-of-cloud.ts';
import { type HouseAccount, houseAccount } from './house-account.ts';
import { tellingKeeper } from './telling-keeper.ts';
import { sameAccount } from './twin-guard.ts';

/** Facts of earlier runs that restore the floors: the slowest floor is a day, and a polite day is some thousand facts. */
const historyMs = 86_400_000;
const maxHistory = 20_000;

export interface AccountSurroundings {
  readonly connect: (options: AccountOptions) => Account;
  readonly store: Store;
  readonly box: SecretBox;
  readonly owners: AccountOwners;
  readonly journal: JournalWriter;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Log;
  readonly userAgent: string;
  readonly random?: () => number;
  readonly fetch?: typeof globalThis.fetch;
  readonly source?: MessageSource;
  /** Told when this account turns out to be another one under a second name; it makes no more calls then. */
  readonly twin: (error: GatewayError) => void;
}

export async function openHouseAccount(
  configured: AccountConfig,
  credentials: CredentialProvider,
  around: AccountSurroundings,
): Promise<HouseAccount> {
  const { store, clock, log, journal, metrics } = around;
  const kept = await store.facts(configured.id, clock.nowMs() - historyMs, maxHistory);
  const history = factsOfCloud(kept, configured.baseUrl);
  const seeOwner = (kept: string): void => {
    const owner = around.owners.sawToken(configured.id, kept);
    if (owner === null) return;
    const twin = sameAccount(configured.id, owner);
    around.twin(twin);
    account.bar(twin);
  };
  const opened = around.connect({
    accountId: configured.id,
    baseUrl: configured.baseUrl,
    credentials,
    userAgent: around.userAgent,
    userGroupIds: configured.userGroupIds,
    detectSharedSubscription: configured.detectSharedSubscription,
    keeper: tellingKeeper(store),
    secrets: sealedKeeper({
      store,
      box: around.box,
      accountId: configured.id,
      sawToken: seeOwner,
    }),
    clock,
    log,
    history,
    journal: (fact: Fact) => {
      journal.write(fact);
      if (fact.kind === 'call') metrics.called(fact);
      house.learn(fact);
      attest();
    },
    ...(around.random ? { random: around.random } : {}),
    ...(around.fetch ? { fetch: around.fetch } : {}),
    ...(around.source ? { source: around.source } : {}),
  });
  const tests = selfTests({
    accountId: configured.id,
    callsNotJournalled: () => journal.dropped(),
    oldestMirroredMs: (nowMs) => house.oldestUncoveredMs(nowMs),
  });
  /** Rides on the facts that come anyway: no timer of its own, and nothing is attested of an account that does nothing. */
  const attest = (): void => {
    for (const attestation of tests.due(clock.nowMs())) {
      journal.write(attestation);
      house.learn(attestation);
    }
  };
  const account = barrableAccount(opened);
  const house: HouseAccount = houseAccount({ account, configured, store, clock, log });
  house.onCommand((command) => metrics.commandTold(configured.id, command.state));
  for (const fact of history) house.learn(fact);
  return house;
}
