// An account against the rehearsed site, with its calls counted as the cloud saw them.
import type { Fact } from '@fairlead/policy';
import type { AccountOptions } from '../account/account-options.ts';
import { openAccount } from '../account/open-account.ts';
import type { Account, AccountEvent } from '../account.ts';
import type { Clock } from '../clock.ts';
import { account as login } from './open-test-outlet.ts';
import { json, type RehearsedCloud, rehearsedCloud } from './rehearsed-cloud.ts';
import { type RehearsedSite, rehearsedSite } from './rehearsed-site.ts';

export interface TestAccount {
  readonly account: Account;
  readonly cloud: RehearsedCloud;
  readonly site: RehearsedSite;
  readonly facts: Fact[];
  readonly events: AccountEvent[];
  readonly lines: string[];
  /** Counts of what arrived, by the last word of the path. */
  counts(): Readonly<Record<string, number>>;
}

export interface TestAccountOptions extends Partial<Omit<AccountOptions, 'clock'>> {
  readonly clock: Clock;
  readonly chargers?: number;
  readonly site?: RehearsedSite;
}

export function openTestAccount({ clock, chargers = 3, site: given, ...rest }: TestAccountOptions): TestAccount {
  const site = given ?? rehearsedSite(clock, chargers);
  let tokens = 0;
  const cloud = rehearsedCloud({
    clock,
    wayMs: () => 20,
    answer: async (request, body) => {
      if (new URL(request.url).pathname !== '/oauth/token') return site.weather?.() ?? site.answer(request);
      const right = new URLSearchParams(body).get('password') === login.password;
      if (!right) return json({ error: 'invalid_grant' }, 400);
      return json({ access_token: `seeded-token-${++tokens}`, token_type: 'Bearer', expires_in: 86_400 });
    },
  });
  const facts: Fact[] = [];
  const lines: string[] = [];
  const write = (fields: object, message: string): void => void lines.push(`${JSON.stringify(fields)} ${message}`);
  const account = openAccount({
    baseUrl: 'http://127.0.0.1:8710',
    userAgent: 'fairlead-test/1.0 (+https://example.org)',
    credentials: { read: () => Promise.resolve(login) },
    random: () => 0.5,
    fetch: cloud.fetch,
    source: site.source,
    log: { debug: write, info: write, warn: write, error: write },
    journal: (fact) => facts.push(fact),
    ...rest,
    clock,
  });
  const events: AccountEvent[] = [];
  account.subscribe((event) => events.push(event));
  const counts = (): Readonly<Record<string, number>> => {
    const found: Record<string, number> = {};
    for (const { path } of cloud.arrivals) {
      const name = path.split('?')[0]?.split('/').pop() ?? '';
      found[name] = (found[name] ?? 0) + 1;
    }
    return found;
  };
  return { account, cloud, site, facts, events, lines, counts };
}

/** Closes while time passes, since what is on its way needs time to arrive. */
export async function closed(account: Account, clock: { advanceBy(ms: number): Promise<void> }): Promise<void> {
  const done = account.close();
  await clock.advanceBy(20_000);
  await done;
}
