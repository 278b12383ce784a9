// What a client meets when an answer fails, through both doors: the socket and the in-process fetch fail alike.
import { describe, expect, test, vi } from 'vitest';
import type { Emulator, HttpFault } from '../contract.ts';
import { startEmulator } from '../start-emulator.ts';
import { type RehearsedCallers, rehearsedCallers } from '../testing/rehearsed-callers.ts';
import { hangMs } from './http-faults.ts';

/** What became of a call: its status and whole body, or the code of what the platform's fetch threw. */
async function outcome(call: Promise<Response>): Promise<string> {
  try {
    const answer = await call;
    return `${answer.status} ${answer.headers.get('content-type')} ${(await answer.text()).slice(0, 6)}`;
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    return cause?.code ?? message;
  }
}

describe('the same fault through both doors', () => {
  const faults: readonly (readonly [HttpFault, string])[] = [
    [{ kind: 'status', status: 500 }, '500 null '],
    [{ kind: 'status', status: 502 }, '502 text/html <html>'],
    [{ kind: 'status', status: 504, body: 'x', contentType: 'text/plain' }, '504 text/plain x'],
    [{ kind: 'wrong-content-type' }, '200 text/html {"'],
    [{ kind: 'slow', delayMs: 1 }, '200 application/json; charset=utf-8 {"'],
  ];
  test.each(faults)('%j', async (fault, expected) => {
    await using emulator = disposable(await startEmulator());
    emulator.faults.plan(fault, { path: '/api/constants' }, 2);
    const url = `${emulator.url}/api/constants`;
    expect(await outcome(fetch(url))).toContain(expected);
    expect(await outcome(emulator.fetch(url))).toContain(expected);
    expect(emulator.faults.planned()).toEqual([]);
  });

  test('a reset is ECONNRESET or a closed socket, and stands in the journal without a status', async () => {
    await using emulator = disposable(await startEmulator());
    emulator.faults.plan({ kind: 'reset' }, {}, 2);
    const url = `${emulator.url}/api/constants`;
    expect(await outcome(fetch(url))).toMatch(/^(ECONNRESET|UND_ERR_SOCKET)$/);
    expect(await outcome(emulator.fetch(url))).toBe('ECONNRESET');
    expect(emulator.calls().map(({ status }) => status)).toEqual([null, null]);
  });

  test('a truncated body ends in an error after the length of the whole was told', async () => {
    await using emulator = disposable(await startEmulator());
    emulator.faults.plan({ kind: 'truncated' }, {}, 2);
    for (const get of [fetch, emulator.fetch]) {
      const answer = await get(`${emulator.url}/api/constants`);
      expect([answer.status, Number(answer.headers.get('content-length')) > 1000]).toEqual([200, true]);
      await expect(answer.text()).rejects.toThrow('terminated');
    }
  });

  test('a hang answers nothing and can be given up', async () => {
    await using emulator = disposable(await startEmulator());
    emulator.faults.plan({ kind: 'hang' }, {}, 2);
    for (const [index, get] of [fetch, emulator.fetch].entries()) {
      const patience = new AbortController();
      const call = outcome(get(`${emulator.url}/api/constants`, { signal: patience.signal }));
      await vi.waitFor(() => expect(emulator.calls()).toHaveLength(index + 1));
      patience.abort(new Error('gave up'));
      expect(await call).toBe('gave up');
    }
  });
});

test('a hang is cut after 15 s of the clock, and a slow answer comes when it is due', async () => {
  await using cloud = await rehearsedCallers({ fleet: { chargers: 1 } });
  const told: string[] = [];
  const ask = () =>
    outcome(cloud.emulator.fetch(`${cloud.emulator.url}/api/constants`)).then((what) => told.push(what));
  cloud.emulator.faults.plan({ kind: 'hang' });
  void ask();
  await cloud.clock.advanceBy(hangMs - 1);
  expect(told).toEqual([]);
  await cloud.clock.advanceBy(1);
  expect(told).toEqual(['ECONNRESET']);
  cloud.emulator.faults.plan({ kind: 'slow', delayMs: 5_000 });
  void ask();
  await cloud.clock.advanceBy(4_999);
  expect(told).toHaveLength(1);
  await cloud.clock.advanceBy(1);
  expect(told[1]).toMatch(/^200/);
});

describe('before: nothing was carried out; after: the car has stopped, and only the answer is lost', () => {
  const lost: readonly Extract<HttpFault, { when?: unknown }>[] = [
    { kind: 'status', status: 502 },
    { kind: 'status', status: 504 },
    { kind: 'reset' },
    { kind: 'hang' },
  ];
  async function pause(cloud: RehearsedCallers, fault: HttpFault): Promise<{ told: string; mode: number | undefined }> {
    const [charger] = cloud.emulator.world.chargers();
    const { access_token } = (await (await cloud.login('owner')).json()) as { access_token: string };
    const headers = { authorization: `Bearer ${access_token}` };
    cloud.emulator.faults.plan(fault, { path: '/sendCommand/506', method: 'POST' });
    const address = `${cloud.emulator.url}/api/chargers/${charger?.id}/sendCommand/506`;
    const call = outcome(cloud.emulator.fetch(address, { method: 'POST', headers }));
    await cloud.clock.advanceBy(30_000);
    return { told: await call, mode: cloud.emulator.world.chargers()[0]?.mode };
  }
  test.each(lost)('%j', async (fault) => {
    await using cloud = await rehearsedCallers({ fleet: { chargers: 1, charging: 1 } });
    const before = await pause(cloud, { ...fault, when: 'before' });
    const after = await pause(cloud, { ...fault, when: 'after' });
    expect([before.mode, after.mode]).toEqual([3, 5]);
    expect(after.told).toBe(before.told);
    expect(after.told).toMatch(fault.kind === 'status' ? String(fault.status) : 'ECONNRESET');
  });
});

describe('over a socket too: before, the car charges on; after, it has stopped', () => {
  const lost: readonly (readonly [Extract<HttpFault, { when?: unknown }>, RegExp])[] = [
    [{ kind: 'status', status: 502 }, /^502 text\/html <html>$/],
    [{ kind: 'status', status: 504 }, /^504 text\/html <html>$/],
    [{ kind: 'reset' }, /^(ECONNRESET|UND_ERR_SOCKET)$/],
    [{ kind: 'hang', afterMs: 50 }, /^(ECONNRESET|UND_ERR_SOCKET)$/],
  ];
  test.each(lost)('%j', async (fault, told) => {
    const fleet = { chargers: 2, charging: 2 };
    await using emulator = disposable(await startEmulator({ fleet, switches: { 'pause-timing': 'immediate' } }));
    const { username, password } = emulator.accounts.owner;
    const body = new URLSearchParams({ grant_type: 'password', username, password });
    const login = await fetch(`${emulator.url}/oauth/token`, { method: 'POST', body });
    const { access_token } = (await login.json()) as { access_token: string };
    const modes = (): (number | undefined)[] => emulator.world.chargers().map(({ mode }) => mode);
    expect(modes()).toEqual([3, 3]);
    for (const [index, when] of (['before', 'after'] as const).entries()) {
      emulator.faults.plan({ ...fault, when }, { path: '/sendCommand/506', method: 'POST' });
      const address = `${emulator.url}/api/chargers/${emulator.world.chargers()[index]?.id}/sendCommand/506`;
      const headers = { authorization: `Bearer ${access_token}` };
      expect(await outcome(fetch(address, { method: 'POST', headers }))).toMatch(told);
    }
    expect(modes()).toEqual([3, 5]);
  });
});

describe('the switch outage', () => {
  test.each([
    ['502-html', '502 text/html <html>'],
    ['503-html', '503 text/html <html>'],
    ['504-html', '504 text/html <html>'],
    ['reset', 'ECONNRESET'],
    ['hang', 'ECONNRESET'],
  ] as const)('%s: logins and calls alike fail until it is turned back', async (weather, expected) => {
    await using cloud = await rehearsedCallers({ fleet: { chargers: 1 } });
    await cloud.call('owner', '/api/chargers');
    cloud.emulator.switches.set({ outage: weather });
    const logIn = () => cloud.emulator.fetch(`${cloud.emulator.url}/oauth/token`, { method: 'POST' });
    const read = () => cloud.emulator.fetch(`${cloud.emulator.url}/api/chargers`);
    for (const call of [logIn, read]) {
      await cloud.clock.advanceBy(2_000);
      const told = outcome(call());
      await cloud.clock.advanceBy(hangMs);
      expect(await told).toContain(expected);
    }
    cloud.emulator.switches.reset();
    expect((await cloud.call('owner', '/api/chargers')).status).toBe(200);
  });

  test('500-empty: reads fail with an empty 500, commands are carried out', async () => {
    await using cloud = await rehearsedCallers({
      fleet: { chargers: 1, charging: 1 },
      switches: { outage: '500-empty' },
    });
    const [charger] = cloud.emulator.world.chargers();
    expect(await outcome(cloud.call('owner', '/api/chargers'))).toBe('500 null ');
    const command = await cloud.call('owner', `/api/chargers/${charger?.id}/sendCommand/506`, { method: 'POST' });
    expect(command.status).toBe(200);
  });
});

describe('a wave', () => {
  /** What 300 reads met, one a second. */
  async function met(seed: number, share: number, forMs: number) {
    await using cloud = await rehearsedCallers({ seed, fleet: { chargers: 1 } });
    await cloud.login('owner');
    const often = { share, forMs };
    cloud.emulator.faults.plan({ kind: 'status', status: 503 }, { path: '/api/constants' }, often);
    const statuses: number[] = [];
    for (let call = 0; call < 300; call++) {
      await cloud.clock.advanceBy(1_000);
      statuses.push((await cloud.emulator.fetch(`${cloud.emulator.url}/api/constants`)).status);
    }
    return { statuses, left: cloud.emulator.faults.planned().length };
  }

  test('hits its share of the calls while it rolls and none after; which ones follows from the seed', async () => {
    const [wave, again, other] = await Promise.all([met(1, 0.3, 200_000), met(1, 0.3, 200_000), met(2, 0.3, 200_000)]);
    const hits = wave.statuses.slice(0, 199).filter((status) => status === 503);
    expect(hits.length).toBeGreaterThan(40);
    expect(hits.length).toBeLessThan(80);
    expect(new Set(wave.statuses.slice(199))).toEqual(new Set([200]));
    expect(wave.left).toBe(0);
    expect(again).toEqual(wave);
    expect(other.statuses).not.toEqual(wave.statuses);
  });

  test('without a share it hits every call of its time, and says how much of it is left', async () => {
    await using cloud = await rehearsedCallers({ fleet: { chargers: 1 } });
    const { faults, fetch, url } = cloud.emulator;
    faults.plan({ kind: 'hang', afterMs: 2_000 }, {}, { forMs: 10_000 });
    await cloud.clock.advanceBy(4_000);
    expect(faults.planned()).toMatchObject([{ left: Number.POSITIVE_INFINITY, endsInMs: 6_000 }]);
    const hung = outcome(fetch(`${url}/api/constants`));
    await cloud.clock.advanceBy(2_000);
    expect(await hung).toBe('ECONNRESET');
    await cloud.clock.advanceBy(4_000);
    expect((await fetch(`${url}/api/constants`)).status).toBe(200);
  });

  test('what it does not hit, the next plan may', async () => {
    await using cloud = await rehearsedCallers({ fleet: { chargers: 1 } });
    const { faults, fetch, url } = cloud.emulator;
    faults.plan({ kind: 'status', status: 502 }, {}, { share: 0.5 });
    faults.plan({ kind: 'status', status: 504 }, {}, { forMs: 60_000 });
    const statuses = new Set<number>();
    for (let call = 0; call < 40; call++) statuses.add((await fetch(`${url}/api/constants`)).status);
    expect(statuses).toEqual(new Set([502, 504]));
  });
});

describe('planning', () => {
  test('a fault hits what it matches, as often as it was planned, and can be undone', async () => {
    await using cloud = await rehearsedCallers({ fleet: { chargers: 1 } });
    const { faults } = cloud.emulator;
    const undo = faults.plan({ kind: 'status', status: 500 }, { path: '/api/chargers' }, Number.POSITIVE_INFINITY);
    expect((await cloud.call('owner', '/api/installation')).status).toBe(200);
    expect((await cloud.call('owner', '/api/chargers')).status).toBe(500);
    expect((await cloud.call('owner', '/API/Chargers')).status).toBe(500);
    undo();
    expect((await cloud.call('owner', '/api/chargers')).status).toBe(200);
  });

  test('what cannot be is refused in a sentence', async () => {
    await using cloud = await rehearsedCallers({ fleet: { chargers: 1 } });
    const { faults } = cloud.emulator;
    expect(() => faults.plan({ kind: 'slow', delayMs: -1 })).toThrow('Give 0 to 600000 ms.');
    expect(() => faults.plan({ kind: 'hang', afterMs: 600_001 })).toThrow('Give 0 to 600000 ms.');
    expect(() => faults.plan({ kind: 'reset' }, {}, { share: 0 })).toThrow('more than 0 and at most 1');
    expect(() => faults.plan({ kind: 'reset' }, {}, { forMs: 1e12 })).toThrow('at most 1209600000');
    expect(() => faults.plan({ kind: 'status', status: 99 })).toThrow(
      'a status of 99 is not possible. Give 200 to 599.',
    );
    const bare = { kind: 'status' } as { kind: 'status'; status: number };
    expect(() => faults.plan(bare)).toThrow('a fault without a status is not possible. Give 200 to 599.');
    expect(() => faults.plan({ kind: 'reset' }, {}, 0)).toThrow(expect.objectContaining({ code: 'bad-fault' }));
    expect(() => faults.skewChargerClocks(Number.NaN)).toThrow('Failed to skew the clock');
    expect(faults.planned()).toEqual([]);
  });

  test('what a kind does not have is refused, and so is a kind or a moment that there is not', async () => {
    await using cloud = await rehearsedCallers({ fleet: { chargers: 1 } });
    const refusal = (fault: unknown) => () => cloud.emulator.faults.plan(fault as HttpFault);
    expect(refusal({ kind: 'reset', status: 503 })).toThrow('one of the kind reset has no "status". It takes when.');
    expect(refusal({ kind: 'slow', delayMs: 5, when: 'after' })).toThrow('has no "when". It takes delayMs.');
    expect(refusal({ kind: 'truncated', body: 'x' })).toThrow('one of the kind truncated has no "body". Leave it out.');
    expect(refusal({ kind: 'rain' })).toThrow('there is no kind "rain". Give one of status, reset,');
    expect(refusal({ kind: 'toString' })).toThrow('there is no kind "toString".');
    expect(refusal({ kind: 'reset', when: 'later' })).toThrow('"later" the call is carried out. Give before or after.');
    expect(refusal({ kind: 'reset', when: undefined })).not.toThrow();
    expect(cloud.emulator.faults.planned()).toHaveLength(1);
  });

  test('an answer without a body is whole, and what was to be torn is the next one that has one', async () => {
    await using cloud = await rehearsedCallers({ fleet: { chargers: 1 } });
    const { faults, fetch, url } = cloud.emulator;
    faults.plan({ kind: 'truncated' });
    expect(await outcome(fetch(`${url}/api/chargers`))).toBe('401 null ');
    expect(faults.planned()).toMatchObject([{ fault: { kind: 'truncated' }, left: 1 }]);
    expect(await outcome(fetch(`${url}/api/constants`))).not.toMatch(/^200/);
    expect(faults.planned()).toEqual([]);
  });

  test('a token answer that is no JSON harms nobody but its reader', async () => {
    await using cloud = await rehearsedCallers({ fleet: { chargers: 1 } });
    cloud.emulator.faults.plan({ kind: 'status', status: 200, body: 'not json' });
    expect(await outcome(cloud.login('owner'))).toBe('200 null not js');
    expect(cloud.emulator.calls().at(-1)?.tokenLifeMs).toBeNull();
  });
});

describe('the chargers and the bus', () => {
  test.each([3_600_000, -3_600_000])(
    'a clock that is %i ms wrong shows in the times of what is reported',
    async (ms) => {
      await using cloud = await rehearsedCallers({ fleet: { chargers: 1, charging: 1 } });
      const latestMs = () =>
        Math.max(
          ...[...(cloud.emulator.world.chargers()[0]?.observations.values() ?? [])].map(({ atUs }) => atUs / 1000),
        );
      await cloud.clock.advanceBy(600_000);
      cloud.emulator.faults.skewChargerClocks(ms);
      await cloud.clock.advanceBy(7_200_000);
      expect(Math.abs(latestMs() - cloud.clock.nowMs() - ms)).toBeLessThan(600_000);
    },
  );

  test('a removed subscription loses its reader until somebody activates it again', async () => {
    await using cloud = await rehearsedCallers({ fleet: { chargers: 1, charging: 1 } });
    const path = `/api/installation/${cloud.emulator.world.chargers()[0]?.installationId}/messagingConnectionDetails`;
    const open = async (conditions: string[]) => {
      const details = (await (await cloud.call('owner', path)).json()) as Record<string, string>;
      return cloud.emulator.messageSource().open(
        {
          host: details['Host'] ?? '',
          port: Number(details['Port']),
          useSsl: false,
          username: details['Username'] ?? '',
          password: details['Password'] ?? '',
          topic: details['Topic'] ?? '',
          subscription: details['Subscription'] ?? '',
        },
        { message: async () => 'complete', lost: ({ condition }) => conditions.push(condition) },
        { credit: 1 },
      );
    };
    const first: string[] = [];
    await open(first);
    cloud.emulator.faults.removeSubscription(String(cloud.emulator.world.chargers()[0]?.installationId));
    await cloud.clock.advanceBy(1);
    expect(first).toEqual(['amqp:not-found']);
    expect((await cloud.call('owner', path)).status).toBe(404);
    cloud.emulator.world.activateBus(`installation_${cloud.emulator.world.chargers()[0]?.installationId}`);
    const second: string[] = [];
    await open(second);
    cloud.emulator.faults.detachReaders();
    await cloud.clock.advanceBy(1);
    expect(second).toEqual(['amqp:connection:forced']);
    await open([]);
  });
});

function disposable(emulator: Emulator): Emulator & AsyncDisposable {
  return { ...emulator, [Symbol.asyncDispose]: () => emulator.stop() };
}
