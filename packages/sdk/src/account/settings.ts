// The account's options with every default filled in and every mistake told before anything is sent.
import { type CallFact, defaultMargin, type Fact } from '@fairlead/policy';
import type { CommandRules } from '@fairlead/protocol';
import type { Log } from '../account.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { CredentialProvider, OauthProvider, SecretKeeper } from '../credentials/login-ports.ts';
import { memorySecrets } from '../credentials/memory-secrets.ts';
import { checkedMargin, type Margin } from '../governor/law.ts';
import { callOut } from '../log/call-out.ts';
import { discreetLog } from '../log/discreet-log.ts';
import { silentLog } from '../log/silent-log.ts';
import { type BaseAddress, defaultBaseUrl, parseBaseAddress } from '../transport/base-address.ts';
import { checkedUserAgent } from '../transport/user-agent.ts';
import { watchedClock } from '../watched-clock.ts';
import type { AccountOptions } from './account-options.ts';

export interface Settings {
  readonly accountId: string;
  readonly base: BaseAddress;
  readonly userAgent: string;
  readonly margin: Margin;
  readonly credentials: CredentialProvider | OauthProvider;
  readonly secrets: SecretKeeper;
  readonly fetch: typeof globalThis.fetch;
  /** Watched: who keeps instants is told when it is set. */
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** What happened: calls as they end. */
  readonly journal: (fact: Fact) => void;
  /** A call, before it leaves. */
  readonly leaving: (fact: CallFact) => void;
  readonly commandRules: CommandRules;
}

/** @throws SdkError `invalid-option` */
export function settingsOf(options: AccountOptions): Settings {
  const log = options.log ? discreetLog(options.log) : silentLog;
  return {
    accountId: options.accountId ?? 'main',
    base: parseBaseAddress(options.baseUrl ?? defaultBaseUrl),
    userAgent: checkedUserAgent(options.userAgent),
    margin: checkedMargin(options.margin, defaultMargin),
    credentials: options.credentials,
    secrets: options.secrets ?? memorySecrets(),
    fetch: options.fetch ?? globalThis.fetch,
    clock: watchedClock(options.clock ?? systemClock),
    random: options.random ?? Math.random,
    commandRules: options.commandRules ?? {},
    log,
    ...journalling(options.journal, log),
  };
}

/** A function is told of what has ended; a journal also of what leaves. */
export function journalling(journal: AccountOptions['journal'], log: Log): Pick<Settings, 'journal' | 'leaving'> {
  const isWhole = typeof journal === 'object';
  const write = isWhole ? (fact: Fact): void => journal.write(fact) : journal;
  const tell = (fact: Fact): void =>
    callOut(
      () => write?.(fact),
      (cause) => log.error({ cause }, 'The journal threw; the fact is lost to it.'),
    );
  return { journal: tell, leaving: isWhole ? tell : () => {} };
}

/** Facts of earlier runs with this cloud: calls to another one, such as an emulator, neither bind nor burden it. */
export function historyOf({ history, journal, baseUrl = defaultBaseUrl }: HistorySource): readonly Fact[] {
  const { host } = parseBaseAddress(baseUrl).door;
  const facts = history ?? (typeof journal === 'object' ? journal.history() : []);
  return facts.filter((fact) => fact.kind !== 'call' || fact.door.host === host);
}

type HistorySource = Pick<AccountOptions, 'history' | 'journal' | 'baseUrl'>;
