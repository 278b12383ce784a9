// No secret of an OAuth client is said or kept in clear: its own secret, each refresh token of a person, each access token. The SDK
// lives through logins, rotations, refusals, a keeper that fails and a restart, and all that it says and keeps is searched.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { startEmulator } from '@fairlead/emulator';
import { connect, explain, type Log, type OauthLogin, type SecretKeeper, type Zaptec } from '@fairlead/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { letIn } from './let-in.ts';
import { manualClock } from './manual-clock.ts';

const hourMs = 3_600_000;
const clock = manualClock();
const folder = mkdtempSync(join(tmpdir(), 'fairlead-discreet-oauth-'));
const server = { clientId: 'fairlead-demo-server', clientSecret: 'demo-server-secret' };
const wrongSecret = 'S3CRET-of-a-client-value';
/** Whatever stands in a form or an answer of a login and is nobody's to see. */
const secrets = new Set<string>([server.clientSecret, wrongSecret]);
const said: string[] = [];
const states: string[] = [];
let onDisk = '';

const whole = (value: unknown): string =>
  inspect(value, { depth: 20, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null });
const log = Object.fromEntries(
  (['debug', 'info', 'warn', 'error'] as const).map((level) => [
    level,
    (fields: object, line: string) => void said.push(`log ${whole(fields)} ${line}`),
  ]),
) as unknown as Log;

beforeAll(async () => {
  const emulator = await startEmulator({
    ...{ doors: 'in-process', clock, fleet: { chargers: 1, charging: 1 } },
    switches: { 'future-oauth': 'on' },
  });
  const seeing: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const isLogin = new URL(request.url).pathname === '/oauth/token';
    if (isLogin) {
      const form = new URLSearchParams(await request.clone().text());
      for (const name of ['client_secret', 'refresh_token']) if (form.has(name)) secrets.add(form.get(name) ?? '');
    }
    const answer = await emulator.fetch(request);
    if (!isLogin || answer.status !== 200) return answer;
    const told = (await answer.clone().json()) as Readonly<Record<string, unknown>>;
    for (const name of ['access_token', 'refresh_token']) if (typeof told[name] === 'string') secrets.add(told[name]);
    return answer;
  };

  /** One life of a program: what it hears, and what stands in its folder when it ends. */
  const live = async (
    login: () => OauthLogin,
    hours: number,
    more: { readonly accountId: string; readonly secrets?: SecretKeeper },
    meanwhile = async (_: Zaptec): Promise<void> => {},
  ): Promise<void> => {
    const zaptec = await connect({
      ...clientOptions(emulator, clock),
      ...{ fetch: seeing, log, keepIn: folder, ...more },
      credentials: { kind: 'oauth', read: async () => login() },
      journal: (fact) => void said.push(`journal ${JSON.stringify(fact)}`),
      metrics: {
        count: (...told) => void said.push(`metric ${JSON.stringify(told)}`),
        gauge: (...told) => void said.push(`metric ${JSON.stringify(told)}`),
      },
    });
    zaptec.account.subscribe((event) => void said.push(`event ${JSON.stringify(event)}`));
    await clock.advanceBy(60_000);
    await meanwhile(zaptec);
    await clock.advanceBy(hours * hourMs);
    for (const ask of [() => zaptec.constants(), () => zaptec.account.ready()]) {
      const told = await clock.during<unknown>(ask(), 90_000).catch((error: unknown) => [error, explain(error)]);
      said.push(`asked ${whole(told)}`);
    }
    const { state, trouble } = zaptec.account.loginState();
    states.push(state);
    said.push(`state ${trouble}`, `inspect ${whole([zaptec, zaptec.account])}`);
    await clock.during(zaptec.close(), 20_000);
    for (const { parentPath, name } of readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) =>
      entry.isFile(),
    ))
      onDisk += readFileSync(join(parentPath, name), 'latin1');
  };

  const own = { grant: 'client-credentials', ...server } as const;
  await live(() => own, 7, { accountId: 'server' });
  await live(() => ({ ...own, clientSecret: wrongSecret }), 1, { accountId: 'refused' });
  const clientId = 'fairlead-demo-app';
  const refreshToken = await letIn({ emulator, clock }, clientId);
  secrets.add(refreshToken);
  const letInOnce = (): OauthLogin => ({ grant: 'refresh-token', clientId, refreshToken });
  await live(letInOnce, 7, { accountId: 'person' });
  // After a restart its token is refused, and the person's grant is gone.
  await live(letInOnce, 7, { accountId: 'person' }, async () => emulator.faults.revokeTokens());
  const other = await letIn({ emulator, clock }, clientId);
  secrets.add(other);
  const failing: SecretKeeper = {
    load: async () => null,
    save: (name, value) => Promise.reject(new Error(`cannot keep ${name}: ${value}`)),
  };
  const unkept = (): OauthLogin => ({ grant: 'refresh-token', clientId, refreshToken: other });
  await live(unkept, 1, { accountId: 'unkept', secrets: failing });
  await emulator.stop();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const secretsIn = (text: string): string[] => [...secrets].filter((secret) => text.includes(secret));

test('a client, its refusal, a person’s rotations, a revoked grant and a keeper that fails were lived through', () => {
  expect(states).toEqual(['ok', 'refused', 'ok', 'refused', 'unreachable']);
  expect(secrets.size).toBeGreaterThanOrEqual(9);
  expect([...secrets].every((secret) => secret.length > 15)).toBe(true);
});

test.each(['log', 'journal', 'metric', 'event', 'asked', 'state', 'inspect'])('no secret stands in: %s', (where) => {
  const text = said.filter((line) => line.startsWith(`${where} `)).join('\n');
  expect(text.length).toBeGreaterThan(100);
  expect(secretsIn(text)).toEqual([]);
});

test('no file of the folder holds one, sealed is what is kept of them', () => {
  expect(onDisk).toContain('/oauth/token');
  const files = readdirSync(folder, { recursive: true }).map(String);
  expect(files.filter((name) => /(access|refresh)-token\.sealed$/.test(name)).length).toBeGreaterThan(1);
  expect(secretsIn(onDisk)).toEqual([]);
});
