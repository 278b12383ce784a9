// One configured account, connected to the house's store, journal and secrets. Nothing is sent before `account.start()`.
import type { Fact } from '@fairlead/policy';
import type { Account, AccountOptions, CredentialProvider, Log, MessageSource, SecretBox } from '@fairlead/sdk';
import type { OwnKeeping } from '@fairlead/sdk/own-keeping';
import type { Clock } from '../clock.ts';
import type { AccountConfig } from '../config.ts';
import { type GatewayError, reasonOf } from '../gateway-error.ts';
import type { JournalWriter } from '../journal/journal-writer.ts';
import type { Metrics } from '../outputs/metrics/metrics.ts';
import type { AccountOwners } from '../secrets/account-owners.ts';
import { sealedKeeper } from '../secrets/sealed-keeper.ts';
import type { Store } from '../store/store.ts';
import { selfTests } from '../usage/self-tests.ts';
import { barrableAccount } from './barrable-account.ts';
import { type HouseAccount, houseAccount } from './house-account.ts';
import { atMs, loginShelf } from './login-shelf.ts';
import { tellingKeeper } from './telling-keeper.ts';
import { sameAccount } from './twin-guard.ts';

/** Facts of earlier runs that restore the floors: the slowest floor is a day, and a polite day is some thousand facts. */
const historyMs = 86_400_000;
const maxHistory = 20_000;

export interface AccountSurroundings {
  readonly connect: (options: AccountOptions, keeping: OwnKeeping) => Account;
  readonly store: Store;
  readonly box: SecretBox;
  readonly loginsDir: string;
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

export function openHouseAccount(
  configured: AccountConfig,
  credentials: CredentialProvider,
  around: AccountSurroundings,
): HouseAccount {
  const { store, clock, log, journal, metrics } = around;
  const shelf = loginShelf({ account: configured, store, box: around.box, loginsDir: around.loginsDir, log });
  const write = (fact: Fact): void => journal.write({ ...fact, accountId: shelf.nameFor(fact) });
  const sinceMs = (): number => clock.nowMs() - historyMs;
  let startedAtMs = 0;
  let learntOf: string | null = null;
  /** A token that another login left tells nothing of who runs the account. */
  const seeKept = async (): Promise<void> => {
    const kept = shelf.owner.key === null ? null : await secrets.load('access-token');
    if (kept !== null) seeOwner(kept);
  };
  /** Each fact once: logins were learnt of at the start, and what happened since as it did. */
  const learnOwn = async (): Promise<void> => {
    if (learntOf === shelf.owner.key) return;
    for (const fact of await shelf.own(sinceMs(), maxHistory)) if (atMs(fact) < startedAtMs) house.learn(fact);
  };
  const keeping: OwnKeeping = {
    owner: shelf.owner,
    async earlier() {
      startedAtMs = clock.nowMs();
      learntOf = shelf.owner.key ?? shelf.owner.formerKey;
      await seeKept();
      for (const fact of await shelf.facts(sinceMs(), maxHistory)) house.learn(fact);
      return shelf.binding(sinceMs(), maxHistory);
    },
    recognised() {
      Promise.all([seeKept(), learnOwn(), house.commands.recover()]).catch((cause) =>
        log.error(
          { accountId: configured.id, reason: reasonOf(cause) },
          'Failed to read what this login asked before.',
        ),
      );
    },
  };
  const seeOwner = (kept: string): void => {
    const owner = around.owners.sawToken(configured.id, kept);
    if (owner === null) return;
    const twin = sameAccount(configured.id, owner);
    around.twin(twin);
    account.bar(twin);
  };
  const secrets = sealedKeeper({
    ...{ store, box: around.box, accountId: configured.id, sawToken: seeOwner },
    formerKey: () => shelf.owner.formerKey,
  });
  const asked: AccountOptions = {
    accountId: configured.id,
    baseUrl: configured.baseUrl,
    credentials,
    userAgent: around.userAgent,
    userGroupIds: configured.userGroupIds,
    detectSharedSubscription: configured.detectSharedSubscription,
    keeper: tellingKeeper(store),
    secrets,
    clock,
    log,
    journal: (fact: Fact) => {
      write(fact);
      if (fact.kind === 'call') metrics.called(fact);
      house.learn(fact);
      attest();
    },
    ...(around.random ? { random: around.random } : {}),
    ...(around.fetch ? { fetch: around.fetch } : {}),
    ...(around.source ? { source: around.source } : {}),
  };
  const tests = selfTests({
    accountId: configured.id,
    callsNotJournalled: () => journal.dropped(),
    oldestMirroredMs: (nowMs) => house.oldestUncoveredMs(nowMs),
  });
  /** Rides on the facts that come anyway: no timer of its own, and nothing is attested of an account that does nothing. */
  const attest = (): void => {
    for (const attestation of tests.due(clock.nowMs())) {
      write(attestation);
      house.learn(attestation);
    }
  };
  const account = barrableAccount(around.connect(asked, keeping));
  const house: HouseAccount = houseAccount({ account, shelf, configured, store, clock, log });
  house.onCommand((command) => metrics.commandTold(configured.id, command.state));
  return house;
}
