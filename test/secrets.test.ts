// No secret is left lying about: a day in the life of a house at log level debug, and then a search of everything that it
// said, answered and wrote for every secret that it was told (secrets-confidential).
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, startFairlead } from './command-line.ts';
import { type RecordingProxy, recordingProxy } from './recording-proxy.ts';
import type { RunningCommand } from './running-command.ts';

const typedAtOurDoor = 'a-cloud-password-typed-at-our-door';
const wrongAtTheCloud = 'a-wrong-password-for-the-cloud';
/** Files that hold a secret because they are for that. */
const keyFiles: ReadonlySet<string> = new Set(['admin-key', 'secret-key']);

let emulator: Emulator;
let proxy: RecordingProxy;
let dataDir: string;
let house: RunningCommand;
let url: string;
let said = '';
const answers: [string, string][] = [];
const secrets = new Map<string, string>();
const files = new Map<string, Buffer>();

const adminKey = (): string => readFileSync(join(dataDir, 'admin-key'), 'utf8').trim();

async function start(password: string): Promise<void> {
  house = startFairlead(['up', '--port', '0', '--data-dir', dataDir, '--log-level', 'debug'], {
    FAIRLEAD_USERNAME: emulator.accounts.owner.username,
    FAIRLEAD_PASSWORD: password,
    FAIRLEAD_BASE_URL: proxy.url,
    FAIRLEAD_USER_GROUP_IDS: emulator.accounts.owner.userGroupIds.join(','),
  });
  [, url = ''] = await house.says(/Drop-in API (\S+)/);
}

async function stop(): Promise<void> {
  takeFiles('while it ran');
  const { exitCode, output } = await house.stop('SIGTERM');
  expect(exitCode).toBe(0);
  said += output;
  takeFiles('after it ended');
}

function takeFiles(when: string): void {
  for (const name of readdirSync(dataDir, { recursive: true, encoding: 'utf8' }))
    if (!keyFiles.has(name) && statSync(join(dataDir, name)).isFile())
      files.set(`${name} ${when}, ${files.size}`, readFileSync(join(dataDir, name)));
}

interface Sending {
  readonly method?: string;
  readonly form?: Record<string, string>;
  readonly json?: unknown;
}
async function send(path: string, key: string | null, { method = 'GET', form, json }: Sending = {}): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(form ? { body: new URLSearchParams(form) } : {}),
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
}
/** An answer that must hold no secret. */
async function keep(path: string, key: string | null, sending: Sending = {}): Promise<string> {
  const text = await (await send(path, key, sending)).text();
  answers.push([`${sending.method ?? 'GET'} ${path}`, text]);
  return text;
}

async function live(): Promise<void> {
  const made = await send('/v1/apps', adminKey(), {
    method: 'POST',
    json: { name: 'meter', scopes: ['read', 'command', 'personal'] },
  });
  const { key } = (await made.json()) as { key: string };
  secrets.set('key of an app', key);
  const loggedIn = await send('/oauth/token', null, {
    method: 'POST',
    form: { grant_type: 'password', username: 'meter', password: key },
  });
  const { access_token: token } = (await loggedIn.json()) as { access_token: string };
  secrets.set('token of an app', token);
  const { code } = (await (await send('/v1/open-codes', adminKey(), { method: 'POST' })).json()) as { code: string };
  const entered = await send('/v1/session', null, { method: 'POST', json: { code } });
  secrets.set('session of a page', /=([^;]+)/.exec(entered.headers.get('set-cookie') ?? '')?.[1] ?? '');

  const events = new AbortController();
  const stream = await fetch(`${url}/v1/events`, {
    headers: { authorization: `Bearer ${key}` },
    signal: events.signal,
  });
  const reading = readAll(stream);
  const chargers = JSON.parse(await keep('/v1/chargers', key)).items as { id: string; installationId: string }[];
  for (const { id, installationId } of chargers) {
    for (const path of [`/v1/chargers/${id}`, `/api/chargers/${id}`, `/api/chargers/${id}/state`])
      await keep(path, path.startsWith('/api') ? token : key);
    await keep(`/api/installation/${installationId}`, token);
  }
  for (const path of [
    '/v1/installations',
    '/v1/accounts',
    '/v1/streams',
    '/v1/fair-use',
    '/api/chargers',
    '/api/installation',
  ])
    await keep(path, key);
  for (const command of ['pause', 'resume'])
    await keep(`/v1/chargers/${chargers[0]?.id}/${command}`, key, { method: 'POST' });
  const cloudLogin = { grant_type: 'password', username: 'owner@fairlead.test', password: typedAtOurDoor };
  await keep('/oauth/token', null, { method: 'POST', form: cloudLogin });
  await keep('/oauth/token', null, { method: 'POST', form: { ...cloudLogin, username: 'meter' } });
  await keep('/v1/chargers', `${key}x`);
  await keep(`/v1/chargers?access_token=${key}`, null);
  await keep('/v1/session', null, { method: 'POST', json: { code, password: typedAtOurDoor } });
  await keep(`/${key}`, null);
  for (const path of ['/metrics', '/healthz', '/readyz', '/v1/openapi.json', '/']) await keep(path, null);
  await keep('/v1/apps', adminKey());
  await keep('/v1/doctor', adminKey());
  events.abort();
  answers.push(['GET /v1/events', await reading]);
}

async function readAll(response: Response): Promise<string> {
  let text = '';
  try {
    for await (const chunk of response.body ?? []) text += new TextDecoder().decode(chunk);
  } catch {
    // Ended by us.
  }
  return text;
}

beforeAll(async () => {
  dataDir = emptyFolder();
  emulator = await startEmulator({ httpPort: 0, amqpPort: 0 });
  proxy = await recordingProxy(emulator.url);
  await start(emulator.accounts.owner.password);
  await live();
  await stop();
  emulator.faults.revokeTokens();
  emulator.faults.rotateBusKeys();
  await start(wrongAtTheCloud);
  await keep('/v1/accounts', adminKey());
  await stop();
  await start(emulator.accounts.owner.password);
  await keep('/v1/chargers', adminKey());
  await stop();
  secrets.set('password of the account', emulator.accounts.owner.password);
  secrets.set('wrong password of the account', wrongAtTheCloud);
  secrets.set('password typed at our door', typedAtOurDoor);
  secrets.set('admin key', adminKey());
  secrets.set('secret key', readFileSync(join(dataDir, 'secret-key'), 'utf8').trim());
  for (const [kind, values] of proxy.seen) [...values].forEach((value, n) => void secrets.set(`${kind} ${n}`, value));
});
afterAll(async () => {
  await proxy.close();
  await emulator.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** The names of the secrets that stand in the text: as they are, as in an address, inside JSON, or in Base64. */
function foundIn(text: string): string[] {
  return [...secrets]
    .filter(([, secret]) => spellings(secret).some((spelling) => text.includes(spelling)))
    .map(([name]) => name);
}
function spellings(secret: string): string[] {
  const inner = /"password":"([^"]+)"/.exec(secret)?.[1];
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  // The first 3n bytes have one spelling in Base64, wherever they stand at a multiple of three.
  const base64 = Buffer.from(secret.slice(0, secret.length - (secret.length % 3))).toString('base64');
  return [...forms, base64, ...(inner ? [inner] : [])];
}

describe('the search itself', () => {
  test('knows every kind of secret, those that crossed the wire among them', () => {
    const kinds = new Set([...secrets.keys()].map((name) => name.replace(/ \d+$/, '')));
    expect([...kinds].toSorted()).toEqual(
      [
        'OcppInitialChargePointPassword',
        'Password',
        'Pin',
        'PropertyOcppPassword',
        'WebhooksAuthPayload',
        'access_token',
        'admin key',
        'key of an app',
        'observation',
        'password of the account',
        'password typed at our door',
        'secret key',
        'session of a page',
        'token of an app',
        'wrong password of the account',
      ].toSorted(),
    );
    expect([...secrets].filter(([, value]) => value.length < 8)).toEqual([]);
  });

  test('finds what is there: the admin key in its file, a charger’s name in the store, every kind of spelling', () => {
    expect(foundIn(readFileSync(join(dataDir, 'admin-key'), 'latin1'))).toEqual(['admin key']);
    const store = [...files].filter(([name]) => name.startsWith('fairlead.db'));
    const { serial } = emulator.world.chargers()[0] ?? { serial: '?' };
    expect(store.some(([, bytes]) => bytes.includes(serial))).toBe(true);
    for (const secret of secrets.values())
      for (const spelling of spellings(secret)) expect(foundIn(`x${spelling}y`)).not.toEqual([]);
  });
});

test('no secret was printed or logged', () => {
  expect(said).toContain('"level":"warn"');
  expect(foundIn(said)).toEqual([]);
});

test('nobody was printed or logged: neither who logs in nor a charger by its serial or name (personal-data)', () => {
  const { username } = emulator.accounts.owner;
  const people = [username, ...emulator.world.chargers().flatMap(({ serial, name }) => [serial, name])];
  expect(people.length).toBeGreaterThan(5);
  expect(people.filter((each) => said.includes(each))).toEqual([]);
});

test('no secret was answered', () => {
  expect(answers.find(([path]) => path === 'GET /v1/events')?.[1]).toContain('event: snapshot');
  expect(answers.find(([path]) => path === 'GET /metrics')?.[1]).toContain('fairlead_cloud_calls_total');
  expect(answers.map(([path, text]) => [path, foundIn(text)]).filter(([, found]) => found?.length)).toEqual([]);
});

test('no secret lies in the data directory, but in the two files that are for that', () => {
  expect(files.size).toBeGreaterThan(6);
  const found = [...files].map(([name, bytes]) => [name, foundIn(bytes.toString('latin1'))] as const);
  expect(found.filter(([, names]) => names.length > 0)).toEqual([]);
});
