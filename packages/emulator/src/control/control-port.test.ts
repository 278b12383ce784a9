// The control API on a port of its own, with a key: for emulators that other machines reach.
import { request } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { Emulator, EmulatorOptions } from '../contract.ts';
import { startEmulator } from '../start-emulator.ts';
import { refusalAt } from './control-gate.ts';

const key = 'k'.repeat(16);
/** The machine's own address in a form that is not known to be loopback's, so that nothing is bound beyond it. */
const elsewhere = '127.1';

const running: Emulator[] = [];
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.stop();
});

async function start(options: EmulatorOptions): Promise<Emulator> {
  const emulator = await startEmulator({ fleet: { chargers: 1 }, ...options });
  running.push(emulator);
  return emulator;
}

function statusOf(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    call.once('error', reject).end();
  });
}

describe('beyond loopback', () => {
  test('the public demo passwords are refused unless they are allowed', async () => {
    await expect(startEmulator({ host: elsewhere })).rejects.toMatchObject({
      code: 'address-not-local',
      message: expect.stringContaining('other machines could log in with the public demo passwords'),
    });
  });

  test('without a port of its own there is no control API', async () => {
    const emulator = await start({ host: elsewhere, allowDemoPasswords: true });
    expect(emulator.controlUrl).toBe(null);
    expect(await statusOf(`${emulator.url}/_emulator/world`, { host: '127.0.0.1' })).toBe(403);
  });

  test('a port of its own needs a key', async () => {
    const options = { host: elsewhere, allowDemoPasswords: true, control: { port: 0 } };
    await expect(startEmulator(options)).rejects.toMatchObject({ code: 'bad-control-key' });
  });

  test('it answers there, with the key, and never on the public door', async () => {
    const emulator = await start({ host: elsewhere, allowDemoPasswords: true, control: { port: 0, key } });
    const world = `${emulator.controlUrl}/world`;
    const authorization = `Bearer ${key}`;
    expect(new URL(world).port).not.toBe(new URL(emulator.url).port);
    expect(await statusOf(world)).toBe(401);
    expect(await statusOf(world, { authorization: `Bearer ${key}k` })).toBe(401);
    expect(await statusOf(world, { authorization: `Bearer ${key.slice(1)}` })).toBe(401);
    expect(await statusOf(`${world}?key=${key}`)).toBe(401);
    expect(await statusOf(world, { authorization })).toBe(200);
    expect(await statusOf(`${emulator.url}/_emulator/world`, { authorization })).toBe(404);
    expect(await statusOf(new URL('/api/constants', world).href, { authorization })).toBe(404);
  });

  test('a web page is refused, under every name by which its author may lead it here', async () => {
    const emulator = await start({ host: elsewhere, allowDemoPasswords: true, control: { port: 0, key } });
    const world = `${emulator.controlUrl}/world`;
    const authorization = `Bearer ${key}`;
    for (const host of [
      'evil.example',
      '127.0.0.1.evil.example',
      'localhost.evil.example:8713',
      'evil.example.',
      'a b',
    ])
      expect([host, await statusOf(world, { host, authorization })]).toEqual([host, 421]);
    for (const host of ['192.0.2.7:8713', '[2001:db8::7]:8713', 'emulator', 'emulator:8713', 'localhost', elsewhere])
      expect([host, await statusOf(world, { host, authorization })]).toEqual([host, 200]);
    expect(await statusOf(world, { authorization, origin: 'http://127.0.0.1:8700' })).toBe(403);
    expect(await statusOf(world, { authorization, origin: 'null' })).toBe(403);
  });
});

test('on loopback names of elsewhere are refused also with the key', () => {
  const at = (host: string) =>
    refusalAt(
      { boundTo: '127.0.0.1', key },
      { clientAddress: '127.0.0.1', headers: { host, authorization: `Bearer ${key}` } },
    )?.status;
  expect(['localhost:1', '127.0.0.1:1', '[::1]:1'].map(at)).toEqual([undefined, undefined, undefined]);
  expect(['emulator', '192.0.2.7', 'evil.example'].map(at)).toEqual([421, 421, 421]);
});

test('on loopback a port of its own needs no key, and leaves the HTTP door to the cloud', async () => {
  const emulator = await start({ control: { port: 0 } });
  expect(await statusOf(`${emulator.controlUrl}/world`)).toBe(200);
  expect(await statusOf(`${emulator.url}/_emulator/world`)).toBe(404);
});

test.each(['short', 'k'.repeat(15), 'with a blank in it', 'ключ'.repeat(5), 'k'.repeat(513)])(
  'what is no key is refused without being repeated: %s',
  async (bad) => {
    const refusal = await startEmulator({ control: { port: 0, key: bad } }).catch((error: Error) => error);
    expect(refusal).toMatchObject({ code: 'bad-control-key' });
    expect((refusal as Error).message).not.toContain(bad);
  },
);

test('in-process doors have no port', async () => {
  const options = { doors: 'in-process', clock: manualClock(), control: { port: 0 } } as const;
  await expect(startEmulator(options)).rejects.toMatchObject({ code: 'control-needs-sockets' });
});

test('a port that is taken is named with its own flag, and nothing stays open', async () => {
  const first = await start({ control: { port: 0 } });
  const port = Number(new URL(first.controlUrl ?? '').port);
  const taken = startEmulator({ control: { port } });
  await expect(taken).rejects.toMatchObject({
    code: 'port-in-use',
    message: expect.stringContaining('--control-port'),
  });
});

describe('a door that is dark for the cloud', () => {
  const dark = async (emulator: Emulator, told: object) =>
    (await fetch(`${emulator.controlUrl}/http`, { method: 'POST', body: JSON.stringify(told) })).status;
  const fate = (emulator: Emulator) =>
    statusOf(`${emulator.url}/api/constants`).catch((error: NodeJS.ErrnoException) => error.code);

  test('on a shared door cloud calls are reset, the control API answers and brings it back', async () => {
    const emulator = await start({});
    expect(await dark(emulator, { do: 'go-dark', how: 'refused' })).toBe(409);
    expect(await fate(emulator)).toBe(200);
    expect(await dark(emulator, { do: 'go-dark' })).toBe(204);
    expect(await fate(emulator)).toBe('ECONNRESET');
    expect(await dark(emulator, { do: 'come-back' })).toBe(204);
    expect(await fate(emulator)).toBe(200);
  });

  test('it is brought back once, by a reset too, however many ask for it at a time', async () => {
    const emulator = await start({ control: { port: 0 } });
    emulator.faults.goDark();
    await Promise.all([emulator.faults.comeBack(), emulator.reset(), emulator.reset(), emulator.faults.comeBack()]);
    expect(await fate(emulator)).toBe(200);
  });

  test('with a control port nobody listens, until it comes back on the same port', async () => {
    const emulator = await start({ control: { port: 0 } });
    expect(await dark(emulator, { do: 'go-dark' })).toBe(204);
    expect(await fate(emulator)).toBe('ECONNREFUSED');
    expect(await dark(emulator, { do: 'come-back' })).toBe(204);
    expect(await fate(emulator)).toBe(200);
  });
});
