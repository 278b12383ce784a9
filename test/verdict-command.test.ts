// `fairlead verdict`: what the emulator saw, clause by clause, with an exit code for CI.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fairlead, freePorts } from './command-line.ts';

const key = 'a-key-of-the-control-api';
let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ fleet: { chargers: 1, charging: 0 } });
});
afterEach(() => emulator.stop());

const verdict = (...args: readonly string[]) => fairlead(['verdict', '--emulator-port', portOf(emulator.url), ...args]);
const portOf = (url: string): string => new URL(url).port;

async function logIn(): Promise<number> {
  const { username, password } = emulator.accounts.owner;
  const answer = await fetch(`${emulator.url}/oauth/token`, {
    method: 'POST',
    headers: { 'user-agent': 'my-app/1.0 (you@example.org)' },
    body: new URLSearchParams({ grant_type: 'password', username, password }),
  });
  await answer.text();
  return answer.status;
}

test('where nothing is broken it ends with 0 and counts the clauses', async () => {
  expect(await logIn()).toBe(200);
  const { exitCode, out, err } = await verdict();
  expect([exitCode, err]).toEqual([0, '']);
  expect(out).toMatch(
    /^0 clauses broken, [1-9]\d* kept, \d+ that cannot be told, \d+ of which nothing was seen\.\s1\scall was/,
  );
});

test('where a clause is broken it ends with 5 and says which, how, and what to do', async () => {
  await logIn();
  await fetch(`${emulator.url}/api/not-documented`).then((answer) => answer.text());
  const { exitCode, out } = await verdict();
  expect(exitCode).toBe(5);
  expect(out).toMatch(/^broken {4}documented-only \(\w+\), once\n {2}worst {3}\S.+\n(?: {10}.+\n)*? {2}do {6}\S.+\n/m);
  expect(out).toMatch(/[1-9] clauses? broken/);
});

test('before the first call there is nothing to tell, and it ends with 1', async () => {
  const { exitCode, out, err } = await verdict();
  expect([exitCode, out]).toEqual([1, '']);
  expect(err).toMatch(
    /^Failed to tell the verdict: the emulator at \S+ has seen no call\. Let the integration run first\.\n$/,
  );
});

test('as JSON it is the report of the policy', async () => {
  await logIn();
  const { exitCode, out } = await verdict('--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ facts: { calls: 1 }, verdicts: expect.any(Array) });
});

test('where nobody answers it ends with 3', async () => {
  const [closed = ''] = await freePorts(1);
  const { exitCode, out, err } = await fairlead(['verdict'], { FAIRLEAD_EMULATOR_PORT: closed });
  expect([exitCode, out]).toEqual([3, '']);
  expect(err).toContain(`nothing answers at http://127.0.0.1:${closed}. Start the emulator, or name its port`);
});

test('a control API of its own is asked with its key, and without it it ends with 4', async () => {
  const guarded = await startEmulator({ control: { port: 0, key }, fleet: { chargers: 1 } });
  const port = portOf(guarded.controlUrl ?? '');
  const refused = await fairlead(['verdict', '--control-port', port]);
  expect([refused.exitCode, refused.out]).toEqual([4, '']);
  expect(refused.err).toContain('Give it with --control-key-file, --control-key or FAIRLEAD_CONTROL_KEY.');
  const { exitCode, err } = await fairlead(['verdict', '--control-port', port], { FAIRLEAD_CONTROL_KEY: key });
  expect([exitCode, err]).toEqual([1, expect.stringContaining('has seen no call')]);
  await guarded.stop();
});

test('what is no emulator is told as that, and it ends with 1', async () => {
  const server = createServer((_, answer) => answer.end('{"verdicts":7}')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { exitCode, err } = await fairlead(['verdict', '--emulator-port', String(port)]);
  expect(exitCode).toBe(1);
  expect(err).toContain(`what answers at http://127.0.0.1:${port} is no emulator, or one in trouble (status 200).`);
  server.close();
});
