// An outlet against the rehearsed cloud, with everything that happens written down.
import type { CallFact, Fact } from '@fairlead/policy';
import type { AccountOptions } from '../account/account-options.ts';
import { type Outlet, openOutlet } from '../account/outlet.ts';
import { settingsOf } from '../account/settings.ts';
import type { CallRequest, LoginState, MirrorView } from '../account.ts';
import type { Clock } from '../clock.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import { json, type RehearsedCloud, type RehearsedCloudOptions, rehearsedCloud } from './rehearsed-cloud.ts';

export const account = { username: 'owner@fairlead.test', password: 'demo-owner' } as const;

export interface TestOutlet {
  readonly outlet: Outlet;
  readonly cloud: RehearsedCloud;
  readonly facts: CallFact[];
  readonly logins: { readonly state: LoginState; readonly trouble: string | null }[];
  /** Lines of the log as text. */
  readonly lines: string[];
}

export interface TestOutletOptions extends Partial<Omit<AccountOptions, 'clock' | 'history'>> {
  readonly clock: Clock;
  readonly wayMs?: () => number;
  readonly answer?: RehearsedCloudOptions['answer'];
  readonly history?: readonly Fact[];
  /** What is held; default nothing. */
  readonly mirror?: MirrorView;
}

/** Grants every login with the right password a token of an hour and answers everything else with an empty page. */
export function openTestOutlet(options: TestOutletOptions): TestOutlet {
  const { clock, wayMs, answer = () => json({ Pages: 1, Data: [] }), history, mirror, ...rest } = options;
  let tokens = 0;
  const cloud = rehearsedCloud({
    clock,
    ...(wayMs ? { wayMs } : {}),
    answer: (request, body) => {
      if (new URL(request.url).pathname !== '/oauth/token') return answer(request, body);
      const form = new URLSearchParams(body);
      const right = form.get('username') === account.username && form.get('password') === account.password;
      if (!right) return json({ error: 'invalid_grant', error_description: `no user ${form.get('username')}` }, 400);
      return json({ access_token: `token-${++tokens}`, token_type: 'Bearer', expires_in: 3600 });
    },
  });
  const facts: CallFact[] = [];
  const logins: { state: LoginState; trouble: string | null }[] = [];
  const lines: string[] = [];
  const write = (fields: object, message: string): void => {
    lines.push(`${JSON.stringify(fields)} ${message}`);
  };
  const settings = settingsOf({
    baseUrl: 'http://127.0.0.1:8710',
    userAgent: 'fairlead-test/1.0 (+https://example.org)',
    credentials: { read: () => Promise.resolve(account) },
    random: () => 0.5,
    fetch: cloud.fetch,
    log: { debug: write, info: write, warn: write, error: write },
    ...rest,
    clock,
  });
  const outlet = openOutlet({
    settings,
    mirror: mirror ?? openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log: settings.log }),
    onCall: (fact) => facts.push(fact),
    onLogin: (state, trouble) => logins.push({ state, trouble }),
    onTimeKnown() {},
    onWeather: (trouble) => void lines.push(`weather: ${trouble ?? 'fair'}`),
  });
  return { outlet, cloud, facts, logins, lines };
}

export function stateOf(id: string, more: Partial<CallRequest> = {}): CallRequest {
  return { endpoint: 'charger-state', params: { id }, cause: 'routine', lane: 'background', app: null, ...more };
}
