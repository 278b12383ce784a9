// The examples above what the SDK exports, run as they stand, but for folder, address and user name, on the emulated cloud.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { judge } from '@fairlead/policy';
import * as sdk from '@fairlead/sdk';
import { afterEach, expect, test, vi } from 'vitest';
import { clientOptions } from './client-options.ts';
import { brokenClauses, seenBy } from './joint-history.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';
import { publicThings } from './public-members.ts';

const examples = publicThings(new URL('../packages/sdk/src/index.ts', import.meta.url)).flatMap(
  ({ name, kind, docstring }) => {
    const [, example] = /@example\s([\s\S]*?)(?:\n@|$)/.exec(docstring) ?? [];
    return kind === 'type' || example === undefined ? [] : [{ name, example: example.trim() }];
  },
);
const exampleOf = (wanted: string): string => examples.find(({ name }) => name === wanted)?.example ?? '';

/** What lies where the examples say that it does. */
function furnished(emulator: Emulator): string {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-example-'));
  const { username, password } = emulator.accounts.owner;
  writeFileSync(join(folder, 'zaptec.json'), JSON.stringify({ username, password }), { mode: 0o600 });
  writeFileSync(join(folder, 'zaptec-username'), username, { mode: 0o600 });
  writeFileSync(join(folder, 'zaptec-password'), password, { mode: 0o600 });
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'pass'), `#!/bin/sh\necho ${password}\n`, { mode: 0o700 });
  vi.stubEnv('ZAPTEC_USERNAME', username);
  vi.stubEnv('ZAPTEC_PASSWORD', password);
  vi.stubEnv('CREDENTIALS_DIRECTORY', folder);
  vi.stubEnv('PATH', `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`);
  return folder;
}

/** Somebody at a terminal who types the login, line by line, as soon as he is asked. */
function typist({ username, password }: sdk.PasswordLogin): sdk.PromptInput {
  const lines = [username, password];
  const input: sdk.PromptInput = {
    isTTY: true,
    setRawMode() {},
    setEncoding() {},
    resume() {},
    pause() {},
    on: (_event, listener) => setImmediate(() => listener(`${lines.shift()}\r`)),
    off() {},
  };
  return input;
}

interface World {
  readonly emulator: Emulator;
  readonly clock: ManualClock;
  /** What the example wrote by `console.log`. */
  readonly told: unknown[];
  /** Accounts and governors that the example opened. */
  readonly opened: Promise<{ close(): Promise<void>; ready?(): Promise<void> }>[];
  readonly folder: string;
  /** Logins that are being read from the disk or a program, which takes time of its own. */
  reads: number;
}

/** The source of an example's login, counted while it reads. */
function counted(options: sdk.AccountOptions, world: World): sdk.AccountOptions {
  const { credentials } = options;
  const read = async (): Promise<never> => {
    world.reads += 1;
    try {
      return (await credentials.read()) as never;
    } finally {
      world.reads -= 1;
    }
  };
  return { ...options, credentials: { ...credentials, read } as sdk.CredentialProvider };
}

/** What the examples speak of without declaring it: things of whoever reads them, on the emulated cloud. */
function speaksOf(world: World): Readonly<Record<string, unknown>> {
  const { emulator, clock, told, opened } = world;
  const { owner } = emulator.accounts;
  const { credentials, userAgent, userGroupIds, ...doors } = clientOptions(emulator, clock);
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const prompt = { input: typist(owner), output: { write: () => true } };
  const aDay = 86_400_000;
  return {
    ...{ ...sdk, judge, credentials, userAgent, log, clock, groupId: owner.userGroupIds[0], source: doors.source },
    console: { log: (...words: unknown[]) => told.push(...words) },
    fetch: (url: string, init: RequestInit) =>
      emulator.fetch(url.replace('https://api.zaptec.com', emulator.url), init),
    connect(options: sdk.AccountOptions) {
      const connecting = sdk.connect({ ...counted(options, world), ...doors, userGroupIds });
      opened.push(connecting.then((zaptec) => ({ close: () => zaptec.close(), ready: () => zaptec.account.ready() })));
      return connecting;
    },
    openAccount(options: sdk.AccountOptions) {
      const account = sdk.openAccount({ ...counted(options, world), ...doors, userGroupIds });
      opened.push(Promise.resolve(account));
      return account;
    },
    openGovernor: (options: sdk.OpenGovernorOptions) => sdk.openGovernor({ ...options, clock }),
    fromPrompt: () => sdk.fromPrompt(prompt),
    details: () => Promise.reject(new sdk.SdkError('too-early', 'Failed to read: it is early. Wait.')),
    followed: { upkeep: 'stream', nowMs: aDay, readAtMs: aDay, toldUntilMs: aDay, lateMs: 60_203 },
  };
}

/** `expression; // → value`, or with the arrow on the next line: the value is looked at. */
const withChecks = (example: string): string =>
  example.replace(/^(.*?);?(?: |\n)\/\/ → (.*)$/gm, (_line, shown, value) => `isAsTold(${shown.trim()}, ${value});`);

/** Runs it, then whatever it opened until that is ready and closed again. */
async function run(example: string, world: World, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const given = {
    ...speaksOf(world),
    isAsTold: (value: unknown, told: unknown) => expect(value).toEqual(told),
    ...more,
  };
  const text = withChecks(example)
    .replaceAll(/\/(?:var\/lib|etc)\/my-app/g, world.folder)
    .replaceAll('me@example.org', world.emulator.accounts.owner.username);
  expect(text).not.toContain('// →');
  const code = stripTypeScriptTypes(`async () => {\n${text}\n}`);
  const made = new Function(...Object.keys(given), `'use strict'; return (${code})();`);
  const whole = async (): Promise<void> => {
    await made(...Object.values(given));
    for (const each of await Promise.all(world.opened)) {
      await each.ready?.();
      await each.close();
    }
  };
  let isOver = false;
  const running = whole().finally(() => {
    isOver = true;
  });
  running.catch(() => {}); // told when it is awaited
  while (!isOver) {
    if (world.reads === 0) await world.clock.advanceBy(50);
    else await new Promise((resolve) => setImmediate(resolve));
  }
  await running;
}

async function worldOf(): Promise<World> {
  // The examples name no clock: what they keep is dated by the machine's.
  const clock = manualClock(Date.now());
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 2 } });
  return { emulator, clock, told: [], opened: [], folder: furnished(emulator), reads: 0 };
}

async function leave({ emulator, folder }: World): Promise<void> {
  await emulator.stop();
  rmSync(folder, { recursive: true });
}

afterEach(() => vi.unstubAllEnvs());

/** What an example may speak of to nobody: it needs no call. */
const silent = ['explain', 'explainAnswer', 'consentLink', 'HeldAnswers', 'openMirror', 'superviseStream', 'mostAgeMs'];

test('every kind of example is found', () => {
  expect(examples.map(({ name }) => name)).toEqual(expect.arrayContaining(['openAccount', 'openGovernor', ...silent]));
  expect(examples.length).toBeGreaterThan(18);
});

test.each(examples.filter(({ name }) => name !== 'KeeperError'))(
  'the example of $name runs as it stands and breaks no clause',
  async ({ name, example }) => {
    const world = await worldOf();
    await run(example, world);
    const calls = world.emulator.calls();
    expect(calls.length > 0).toBe(!silent.includes(name));
    for (const { status, userAgent } of calls) {
      expect(status).toBe(200);
      expect(String(userAgent)).toMatch(/^[\w-]+\/[\d.]+ \(\+https:/);
    }
    expect(brokenClauses(seenBy(world.emulator))).toEqual([]);
    await leave(world);
  },
);

test('the example of KeeperError is what a keeper throws', async () => {
  const world = await worldOf();
  await expect(run(exampleOf('KeeperError'), world)).rejects.toThrow(sdk.KeeperError);
  await leave(world);
});

test.each([
  ['fileJournal', 'journal.history().length'],
  ['memoryJournal', 'journal.history().length'],
  ['fileKeeper', "(await keeper.load('main')).chargers.length"],
])('what the example of %s is about is kept', async (name, shown) => {
  const world = await worldOf();
  await run(`${exampleOf(name)}\nawait zaptec.account.ready();\nconsole.log(${shown});`, world);
  expect(world.told.at(-1)).toBeGreaterThan(0);
  await leave(world);
});

test('the example of openGovernor waits for as long as a refusal says', async () => {
  const world = await worldOf();
  const { clock, emulator, told } = world;
  const askedAtMs: number[] = [];
  const fetch = (_url: string, init: RequestInit): Promise<Response> => {
    askedAtMs.push(clock.nowMs());
    if (askedAtMs.length > 1) return emulator.fetch(`${emulator.url}/api/constants`, init);
    return Promise.resolve(new Response(null, { status: 429, headers: { 'retry-after': '7' } }));
  };
  await run(exampleOf('openGovernor'), world, { fetch });
  const [refusedAtMs = 0, answeredAtMs = 0, ...more] = askedAtMs;
  expect(answeredAtMs - refusedAtMs).toBeGreaterThanOrEqual(7_000);
  expect(answeredAtMs - refusedAtMs).toBeLessThan(14_000);
  expect(more).toEqual([]);
  expect(told).toEqual([expect.objectContaining({ status: 200, shape: 'json', dateMs: expect.any(Number) })]);
  await leave(world);
});
