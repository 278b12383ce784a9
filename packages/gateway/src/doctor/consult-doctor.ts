// The doctor: opens the accounts as the gateway does (same folder, token, floors), looks, and closes them. What it read is kept,
// so that the next start reads none of it again. Where a gateway holds the folder the cloud is not asked: that one tells.
// Invariant: it rejects for nothing but a configuration that cannot be used; what fails is a finding.
import type { CallFact } from '@fairlead/policy';
import { openSecretBox } from '@fairlead/sdk';
import { openKeptAccount } from '@fairlead/sdk/own-keeping';
import { type Clock, systemClock } from '../clock.ts';
import { type AccountConfig, type GatewayConfig, parseConfig } from '../config.ts';
import type { DoctorView, FindingView } from '../contract.ts';
import { GatewayError } from '../gateway-error.ts';
import { type AccountSurroundings, openHouseAccount } from '../house/open-house-account.ts';
import { refuseSameLogins } from '../house/twin-guard.ts';
import { houseLog } from '../house-log.ts';
import { journalWriter } from '../journal/journal-writer.ts';
import { gatewayMetrics } from '../outputs/metrics/metrics.ts';
import { accountOwners } from '../secrets/account-owners.ts';
import { credentialsFrom } from '../secrets/credentials-source.ts';
import { type GatewayOptions, storeOptions, userAgentOf } from '../start-gateway.ts';
import { dataDir, inDataDir } from '../store/data-dir.ts';
import type { Store } from '../store/store.ts';
import { openWorkerStore } from '../store/worker-store.ts';
import { isoOf } from '../views/instant.ts';
import { examineAccount } from './examine-account.ts';
import { gravestFirst, problem, whom, worstOf } from './finding.ts';
import { firstLook } from './first-look.ts';
import { troubleOf } from './trouble.ts';

/** 200 chargers take 25 s at 9.9 calls a second; a larger house looks twice. */
const lookWithinMs = 60_000;

/** As `startGateway` takes them. */
export interface DoctorOptions
  extends Pick<
    GatewayOptions,
    'config' | 'credentials' | 'env' | 'fetch' | 'source' | 'clock' | 'random' | 'log' | 'openStore'
  > {
  /** Ends the look: accounts and folder are closed, and what was read is kept. Default: it takes its time. */
  readonly signal?: AbortSignal;
}

interface Sickroom {
  readonly options: DoctorOptions;
  readonly config: GatewayConfig;
  readonly clock: Clock;
}

/** @throws GatewayError `config-invalid`, `address-not-local` */
export async function consultDoctor(options: DoctorOptions): Promise<DoctorView> {
  const config = parseConfig(options.config);
  const room: Sickroom = { options, config, clock: options.clock ?? systemClock };
  let store: Store;
  try {
    store = await (options.openStore ?? openWorkerStore)(storeOptions(config));
  } catch (error) {
    return viewOf(
      room,
      [error instanceof GatewayError && error.code === 'store-locked' ? locked(error) : ofHouse(error)],
      0,
    );
  }
  try {
    return await examineAll(room, store);
  } catch (error) {
    return viewOf(room, [ofHouse(error)], 0);
  } finally {
    await store.close();
  }
}

async function examineAll(room: Sickroom, store: Store): Promise<DoctorView> {
  const { config, options } = room;
  const configured = config.accounts.map((account) => ({
    account,
    credentials: options.credentials?.[account.id] ?? credentialsFrom(account.credentials, options.env ?? {}),
  }));
  await refuseSameLogins(configured);
  const owners = accountOwners();
  const findings: FindingView[] = [];
  let calls = 0;
  // One after the other: each alone is well within its limit, and two names for one account do not race.
  for (const { account, credentials } of configured) {
    if (options.signal?.aborted) break;
    const seen = await examineOne(room, store, account, { credentials, owners });
    findings.push(...seen.findings);
    calls += seen.calls;
  }
  return viewOf(room, findings, calls);
}

type Hands = Pick<AccountSurroundings, 'owners'> & { readonly credentials: Parameters<typeof openHouseAccount>[1] };

async function examineOne(room: Sickroom, store: Store, configured: AccountConfig, { credentials, owners }: Hands) {
  const { options, config, clock } = room;
  const log = options.log ?? houseLog('silent');
  const dir = dataDir(config.dataDir);
  const journal = journalWriter(store, clock, log);
  let twin: GatewayError | null = null;
  const made: CallFact[] = [];
  const house = openHouseAccount(configured, credentials, {
    // The tree of an installation tells nothing that the doctor asks for.
    connect: (asked, keeping) => openKeptAccount({ ...asked, reads: { hierarchy: false } }, keeping),
    box: inDataDir(dir.secretKeyFile, () => openSecretBox(dir.secretKeyFile)),
    loginsDir: dir.loginsDir,
    metrics: gatewayMetrics(),
    userAgent: userAgentOf(config),
    twin: (error) => {
      twin = error;
    },
    ...{ store, owners, journal, clock, log },
    ...(options.random && { random: options.random }),
    ...(options.fetch && { fetch: options.fetch }),
    ...(options.source && { source: options.source }),
  });
  const { account, commands } = house;
  const stop = account.subscribe((event) => void (event.kind === 'call' && made.push(event.fact)));
  try {
    await account.start();
    // Now it is known whose they are, and of this run's none is written yet.
    const earlier = await house.callsOfDay();
    const look = await firstLook(account, clock, lookWithinMs, options.signal ?? new AbortController().signal);
    const calls = [...earlier, ...made];
    const { baseUrl, userGroupIds } = configured;
    const findings = examineAccount({
      account,
      baseUrl,
      userGroupIds,
      calls,
      ...look,
      unlisted: twin ?? look.unlisted,
    });
    return { findings, calls: made.length };
  } finally {
    stop();
    await commands.close();
    await account.close();
    await journal.close();
  }
}

/** To ask the cloud beside it would cost what it may ask itself. */
function locked({ facts }: GatewayError): FindingView {
  const finding = problem('store-locked', {
    what: `Another gateway (process ${facts['pid'] ?? 'unknown'}) uses this folder, and did not answer.`,
    why: 'It follows the account, and two that ask for one account break its limits together.',
    remedy: "Name that gateway's port with --port, or stop it and ask again.",
    ask: whom.operator,
  });
  return { accountId: '', ...finding };
}

function ofHouse(error: unknown): FindingView {
  const { code, ...advice } = troubleOf(error);
  return { accountId: '', ...problem(code, advice) };
}

function viewOf({ clock }: Sickroom, findings: readonly FindingView[], calls: number): DoctorView {
  return {
    examinedBy: 'doctor',
    at: isoOf(clock.nowMs()),
    calls,
    level: worstOf(findings),
    findings: gravestFirst(findings),
  };
}
