// The resources of the SDK on the rehearsed cloud: what is asked, how often, and what a caller gets in between.
import { type EmulatorOptions, startEmulator } from '@fairlead/emulator';
import type { CallFact, Fact } from '@fairlead/policy';
import { constantsVersion, stateIds } from '@fairlead/protocol';
import { type AccountOptions, connect, consentLink, memoryKeeper, memorySecrets, SdkError } from '@fairlead/sdk';
import { describe, expect, onTestFinished, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { type EmulatedHouse, emulatedHouse } from './emulated-house.ts';
import { brokenClauses, seenBy } from './joint-history.ts';
import { manualClock } from './manual-clock.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

interface House extends EmulatedHouse {
  /** Runs the clock while it waits. */
  within<T>(work: Promise<T>, ms?: number): Promise<T>;
}

/** What callers ask is told apart from what the account reads by itself. */
const reads = { detail: false, hierarchy: false, firmware: false };

async function open(cloud: EmulatorOptions = {}, more: Partial<AccountOptions> = {}): Promise<House> {
  const house = await emulatedHouse({ cloud, client: { random: () => 0.5, reads, ...more } });
  onTestFinished(async () => {
    const broken = brokenClauses(seenBy(house.emulator));
    await house.end();
    expect(broken).toEqual([]);
  });
  return { ...house, within: house.clock.during };
}

async function ready(options?: EmulatorOptions, more?: Partial<AccountOptions>): Promise<House> {
  const house = await open(options, more);
  await house.within(house.zaptec.account.ready());
  return house;
}

async function errorOf(work: Promise<unknown>): Promise<SdkError> {
  const error = await work.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (error instanceof SdkError) return error;
  throw new Error(`no SdkError: ${String(error)}`);
}

function siteOf({ emulator }: House): { readonly installationId: string; readonly chargerId: string } {
  const charging = emulator.world.chargers().find(({ mode }) => mode === 3);
  if (!charging) throw new Error('a world in which nothing charges');
  return { installationId: charging.installationId, chargerId: charging.id };
}

describe('lists', () => {
  test('come from the mirror while fresh, and are read again in pages of 100 when they are too old for the caller', async () => {
    const house = await ready({ fleet: { chargers: 120, charging: 1, installations: 3 } });
    const { zaptec, within, calls } = house;
    const sizes = async (maxAgeMs?: number): Promise<readonly number[]> => {
      const asking = maxAgeMs === undefined ? {} : { maxAgeMs };
      const chargers = await within(Array.fromAsync(zaptec.chargers.list(asking)));
      const installations = await within(Array.fromAsync(zaptec.installations.list(asking)));
      return [chargers.length, installations.length];
    };
    for (let times = 0; times < 5; times++) expect(await sizes()).toEqual([120, 3]);
    expect(await sizes(0)).toEqual([120, 3]);
    expect([calls('/api/chargers').length, calls('/api/installation').length]).toEqual([2, 1]);
    await within(Promise.resolve(), 2 * hourMs);
    expect(await sizes()).toEqual([120, 3]);
    expect([calls('/api/chargers').length, calls('/api/installation').length]).toEqual([2, 1]);
    expect(await sizes(hourMs)).toEqual([120, 3]);
    expect(await sizes(0)).toEqual([120, 3]);
    expect([calls('/api/chargers').length, calls('/api/installation').length]).toEqual([4, 2]);
  });

  test('are read once for fifty callers who want them at the same time, also where one of them leaves', async () => {
    const { zaptec, within, calls } = await ready({ fleet: { chargers: 250, charging: 1 } });
    await within(Promise.resolve(), 2 * hourMs);
    const leaving = new AbortController();
    const left = errorOf(Array.fromAsync(zaptec.chargers.list({ maxAgeMs: hourMs, signal: leaving.signal })));
    const others = Promise.all(
      Array.from({ length: 50 }, () => Array.fromAsync(zaptec.chargers.list({ maxAgeMs: hourMs }))),
    );
    await Promise.resolve();
    leaving.abort();
    expect(await left).toMatchObject({ code: 'cancelled' });
    for (const chargers of await within(others)) expect(chargers).toHaveLength(250);
    expect(calls('/api/chargers').filter(({ page }) => page === 0)).toHaveLength(2);
    expect(calls('/api/chargers')).toHaveLength(6);
  });

  test('are narrowed by role and type without a call', async () => {
    const house = await ready({ fleet: { chargers: 4, charging: 1, models: ['Go', 'Pro'] } });
    const { zaptec, within, emulator } = house;
    await within(Array.fromAsync(zaptec.chargers.list()));
    const before = emulator.calls().length;
    const chargers = (asking: Parameters<typeof zaptec.chargers.list>[0]) =>
      within(Array.fromAsync(zaptec.chargers.list(asking)));
    const sites = (asking: Parameters<typeof zaptec.installations.list>[0]) =>
      within(Array.fromAsync(zaptec.installations.list(asking)));
    expect((await chargers({ deviceType: 'Apollo' })).map(({ model }) => model)).toEqual(['Go', 'Go']);
    expect(await chargers({ deviceType: 'HomeApm' })).toEqual([]);
    expect(await chargers({ roles: ['Service', 'Owner'] })).toHaveLength(4);
    expect(await chargers({ roles: ['Service'] })).toEqual([]);
    const [site] = await sites({ roles: ['Owner'] });
    expect(site?.role).toBe('Owner');
    expect(await sites({ roles: ['Service'] })).toEqual([]);
    expect(await sites({ name: site?.name.toUpperCase().slice(1, -1) ?? '' })).toHaveLength(1);
    expect(await sites({ name: 'nowhere' })).toEqual([]);
    expect((await sites({ type: 'Pro' })).length + (await sites({ type: 'Smart' })).length).toBe(1);
    expect(emulator.calls().length).toBe(before);
  });

  test('are narrowed without a call', async () => {
    const house = await ready({ fleet: { chargers: 20, charging: 1, installations: 2 } });
    const { zaptec, within, calls, emulator } = house;
    const { installationId } = siteOf(house);
    const there = emulator.world.chargers().filter((charger) => charger.installationId === installationId);
    const ids = async (list: AsyncIterable<{ readonly id: string }>) =>
      (await within(Array.fromAsync(list))).map(({ id }) => id).sort();
    const expected = there.map(({ id }) => id).sort();
    expect(await ids(zaptec.chargers.list({ installationId: installationId.toUpperCase() }))).toEqual(expected);
    expect(await ids(zaptec.installations.chargers(installationId))).toEqual(expected);
    const [first] = there;
    expect(await ids(zaptec.chargers.list({ name: first?.serial.toLowerCase() ?? '' }))).toEqual([first?.id]);
    expect(calls('/api/chargers').length).toBe(1);
  });

  test('are served as they are held in an outage, and a list that was never read is an error', async () => {
    const { zaptec, within, emulator } = await ready();
    const undo = emulator.faults.plan({ kind: 'status', status: 503 }, {}, Number.POSITIVE_INFINITY);
    await within(Promise.resolve(), 3 * hourMs);
    expect(await within(Array.fromAsync(zaptec.chargers.list({ maxAgeMs: 0 })), 5 * minuteMs)).toHaveLength(3);
    undo();
    const dark = await open();
    dark.emulator.faults.plan({ kind: 'status', status: 503 }, { path: '/api' }, Number.POSITIVE_INFINITY);
    expect(await errorOf(dark.within(Array.fromAsync(dark.zaptec.chargers.list()), 5 * minuteMs))).toMatchObject({
      code: 'unreachable',
    });
  });
});

describe('one charger', () => {
  test('is found by its serial with one look-up before any list is in, and never by the whole list', async () => {
    const { zaptec, within, calls, emulator } = await open({ fleet: { chargers: 250, charging: 1 } });
    const [some] = emulator.world.chargers().slice(-1);
    emulator.faults.plan({ kind: 'slow', delayMs: 10_000 }, { path: '/api/installation' }, 1);
    const found = await within(zaptec.chargers.find(some?.serial.toLowerCase() ?? ''), 5_000);
    expect(found?.id).toBe(some?.id);
    expect(calls('/api/chargers').map(({ narrowing }) => narrowing)).toEqual(['name']);
    await within(zaptec.account.ready());
    expect(await within(zaptec.chargers.find(some?.id.toUpperCase() ?? ''))).toMatchObject({ serial: some?.serial });
    expect(calls('/api/chargers').filter(({ narrowing }) => narrowing !== 'none')).toHaveLength(1);
  });

  test('that nobody has is asked for once, and a text that is no id and no serial never', async () => {
    const { zaptec, within, calls, emulator } = await ready();
    const before = emulator.calls().length;
    for (const text of ['Left', '', '../x', 'ZAP12', 'ZAP999999\n']) {
      expect(await within(zaptec.chargers.find(text))).toBeNull();
    }
    expect(emulator.calls().length).toBe(before);
    const unknownId = 'c0ffee00-0000-4000-8000-00000000ffff';
    for (let times = 0; times < 3; times++) {
      expect(await within(zaptec.chargers.find('ZAP999999'))).toBeNull();
      expect(await within(zaptec.chargers.find(unknownId))).toBeNull();
    }
    expect(calls('/api/chargers').filter(({ narrowing }) => narrowing === 'name')).toHaveLength(1);
    expect(calls('/api/chargers/{id}').map(({ status }) => status)).toEqual([404]);
    expect(await errorOf(within(zaptec.chargers.detail(unknownId)))).toMatchObject({ code: 'unknown-charger' });
    await within(Promise.resolve(), hourMs);
    expect(await within(zaptec.chargers.find('ZAP999999'))).toBeNull();
    expect(calls('/api/chargers').filter(({ narrowing }) => narrowing === 'name')).toHaveLength(2);
  });

  test('has its detail read once an hour, however often it is asked for; secrets stay outside', async () => {
    const house = await ready();
    const { zaptec, within, calls } = house;
    const { chargerId } = siteOf(house);
    const first = await within(zaptec.chargers.detail(chargerId));
    expect(first).toMatchObject({ reason: null, value: { id: chargerId, warnings: 0n, operatingMode: 3, roles: 3 } });
    expect(Object.keys(first.value.row)).not.toContain('Pin');
    for (let times = 0; times < 5; times++)
      expect(await within(zaptec.chargers.detail(chargerId), minuteMs)).toEqual(first);
    expect(calls('/api/chargers/{id}')).toHaveLength(1);
    await within(Promise.resolve(), hourMs);
    expect((await within(zaptec.chargers.detail(chargerId))).readAtMs).toBeGreaterThan(first.readAtMs ?? 0);
    expect(calls('/api/chargers/{id}')).toHaveLength(2);
  });

  test('has its state read on request only when the floor has passed, and says when that is', async () => {
    const house = await ready();
    const { zaptec, within, calls, clock } = house;
    const { chargerId } = siteOf(house);
    // The first fill has just read it, and the stream tells of it.
    const held = await errorOf(within(zaptec.chargers.readState(chargerId)));
    expect(held).toMatchObject({ code: 'held', clause: 'no-aggressive-polling' });
    expect(held.retryAtMs).toBeGreaterThan(clock.nowMs() + 9 * minuteMs);
    expect(
      calls('/api/chargers/{id}/state').filter(({ resource }) => chargerId.startsWith(resource ?? '-')),
    ).toHaveLength(1);
    await within(Promise.resolve(), 11 * minuteMs);
    const read = await within(zaptec.chargers.readState(chargerId));
    expect(read).toMatchObject({ reason: null, value: { id: chargerId, mode: { value: 'charging' } } });
    expect(
      calls('/api/chargers/{id}/state').filter(({ resource }) => chargerId.startsWith(resource ?? '-')),
    ).toHaveLength(2);
    expect(await errorOf(within(zaptec.chargers.readState(chargerId)))).toMatchObject({ code: 'held' });
    expect(zaptec.account.mirror.observation(chargerId, stateIds.ChargerMaxCurrent)?.via).toBe('poll');
  });
});

test('a program that asks for everything each five minutes costs a day what one that asks seldom does', async () => {
  const house = await ready({ fleet: { chargers: 3, charging: 1 } });
  const { zaptec, within, calls, emulator } = house;
  const { installationId, chargerId } = siteOf(house);
  const sessionId = zaptec.account.mirror.observation(chargerId, stateIds.SessionIdentifier)?.value ?? '';
  const reasons = new Set<string | null>();
  for (let times = 0; times < 288; times++) {
    await within(
      (async () => {
        await Array.fromAsync(zaptec.chargers.list());
        await Array.fromAsync(zaptec.installations.list());
        await zaptec.chargers.find(chargerId);
        const reads = await Promise.all([
          zaptec.chargers.detail(chargerId),
          zaptec.installations.detail(installationId),
          zaptec.installations.hierarchy(installationId),
          zaptec.installations.firmware(installationId),
          zaptec.installations.report(installationId, { from: '2026-10-01', to: '2026-11-01' }),
          zaptec.constants(),
        ]);
        for (const { reason } of reads) reasons.add(reason);
        await zaptec.sessions.get(sessionId);
      })(),
      5 * minuteMs,
    );
  }
  expect(reasons).toEqual(new Set([null]));
  const asked = Object.fromEntries(
    [...new Set(emulator.calls().map(({ path }) => path))].map((path) => [path, calls(path).length]),
  );
  const once = ['/api/installation/{id}/hierarchy', '/api/chargerFirmware/installation/{installationId}'];
  for (const path of [...once, '/api/constants', '/api/chargehistory/installationreport'])
    expect([path, asked[path]]).toEqual([path, 1]);
  for (const path of ['/api/chargers/{id}', '/api/installation/{id}']) expect(asked[path]).toBeLessThanOrEqual(24);
  for (const path of ['/api/chargers', '/api/installation']) expect(asked[path]).toBeLessThanOrEqual(5);
  // Of the one open session; once it ended, never again.
  expect(asked['/api/session/{id}']).toBeLessThanOrEqual(144);
  expect(asked['/api/chargers/{id}/state']).toBeLessThanOrEqual(6);
});

test('ten callers who ask the same at the same time cost one call each question', async () => {
  const house = await ready();
  const { zaptec, within, emulator } = house;
  const { installationId, chargerId } = siteOf(house);
  const sessionId = zaptec.account.mirror.observation(chargerId, stateIds.SessionIdentifier)?.value ?? '';
  const before = emulator.calls().length;
  const asked = Array.from({ length: 10 }, () => [
    zaptec.installations.report(installationId, { from: '2026-10-01', to: '2026-11-01' }),
    zaptec.installations.detail(installationId),
    zaptec.chargers.detail(chargerId),
    zaptec.sessions.get(sessionId),
    zaptec.constants(),
  ]).flat();
  const reads = await within(Promise.all<{ readonly reason: string | null }>(asked));
  expect(new Set(reads.map(({ reason }) => reason))).toEqual(new Set([null]));
  expect(emulator.calls().length - before).toBe(5);
});

describe('who asks', () => {
  test('is named in the journal, opens no exception and goes before the reads of the account', async () => {
    const facts: CallFact[] = [];
    const journal = (fact: Fact): void => {
      if (fact.kind === 'call') facts.push(fact);
    };
    const house = await ready({}, { journal });
    const { zaptec, within } = house;
    const { installationId, chargerId } = siteOf(house);
    const before = facts.length;
    await within(zaptec.installations.detail(installationId, { app: 'heating' }));
    await within(zaptec.chargers.detail(chargerId, { app: 'heating' }));
    await within(zaptec.chargers.find('ZAP999999', { app: 'heating' }));
    await within(Array.fromAsync(zaptec.sessions.archived({ ...octoberOf(installationId), app: 'heating' })));
    expect(facts.slice(before).map(({ app, cause, path }) => [app, cause, path])).toEqual([
      ['heating', 'user', '/api/installation/{id}'],
      ['heating', 'user', '/api/chargers/{id}'],
      ['heating', 'unknown-charger', '/api/chargers'],
      ['heating', 'user', '/api/sessions/archived'],
    ]);
  });

  test('may take a call back before it leaves', async () => {
    const house = await ready();
    const { zaptec, within, emulator } = house;
    const { installationId, chargerId } = siteOf(house);
    const before = emulator.calls().length;
    const signal = AbortSignal.abort();
    const asked: readonly (() => Promise<unknown>)[] = [
      () => zaptec.installations.detail(installationId, { signal }),
      () => zaptec.chargers.detail(chargerId, { signal }),
      () => zaptec.chargers.readState(chargerId, { signal }),
      () => zaptec.chargers.find('ZAP999999', { signal }),
      () => Array.fromAsync(zaptec.sessions.archived({ ...octoberOf(installationId), signal })),
      () => zaptec.installations.report(installationId, { from: '2026-10-01', to: '2026-11-01', signal }),
      () => zaptec.constants({ signal }),
    ];
    for (const ask of asked) expect(await errorOf(within(ask()))).toMatchObject({ code: 'cancelled' });
    expect(emulator.calls().length).toBe(before);
  });
});

describe('a caller who has left', () => {
  test('is told nothing, of what is held and fresh neither', async () => {
    const house = await ready();
    const { zaptec, within, emulator } = house;
    const { installationId, chargerId } = siteOf(house);
    const { serial } = emulator.world.chargers().find(({ id }) => id === chargerId) ?? { serial: '' };
    const october = { from: '2026-10-01', to: '2026-11-01' };
    const asks = (signal?: AbortSignal): readonly (() => Promise<unknown>)[] => {
      const asking = signal === undefined ? {} : { signal };
      return [
        () => Array.fromAsync(zaptec.chargers.list(asking)),
        () => Array.fromAsync(zaptec.installations.list(asking)),
        () => Array.fromAsync(zaptec.installations.chargers(installationId, asking)),
        () => zaptec.chargers.find(serial, asking),
        () => zaptec.installations.find(installationId, asking),
        () => zaptec.chargers.detail(chargerId, asking),
        () => zaptec.installations.detail(installationId, asking),
        () => zaptec.installations.hierarchy(installationId, asking),
        () => zaptec.installations.firmware(installationId, asking),
        () => zaptec.installations.report(installationId, { ...october, ...asking }),
        () => zaptec.constants(asking),
      ];
    };
    for (const ask of asks()) await within(ask());
    for (const [place, ask] of asks(AbortSignal.abort()).entries())
      expect(await errorOf(within(ask())), `ask ${place}`).toMatchObject({ code: 'cancelled' });
  });

  test('ends a list between two rows, and one that was asked for before it left', async () => {
    const { zaptec, within } = await ready();
    await within(Array.fromAsync(zaptec.chargers.list()));
    for (const list of [zaptec.chargers.list, zaptec.installations.list]) {
      const leaving = new AbortController();
      const asked = list({ signal: leaving.signal });
      leaving.abort();
      expect(await errorOf(within(Array.fromAsync<unknown>(asked)))).toMatchObject({ code: 'cancelled' });
    }
    const leaving = new AbortController();
    const rows = zaptec.chargers.list({ signal: leaving.signal })[Symbol.asyncIterator]();
    expect((await within(rows.next())).done).toBe(false);
    leaving.abort();
    expect(await errorOf(within(rows.next()))).toMatchObject({ code: 'cancelled' });
  });
});

const octoberOf = (installationId: string) => ({
  ...{ installationId, from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' },
});

describe('one installation', () => {
  test('is found by id or name without a call, and a name that nobody has is looked up once', async () => {
    const house = await ready();
    const { zaptec, within, calls } = house;
    const { installationId } = siteOf(house);
    const byId = await within(zaptec.installations.find(installationId));
    expect(byId).toMatchObject({ id: installationId, role: 'Owner', active: true });
    expect(await within(zaptec.installations.find(byId?.name.toUpperCase() ?? ''))).toEqual(byId);
    for (let times = 0; times < 3; times++) expect(await within(zaptec.installations.find('Nowhere'))).toBeNull();
    expect(calls('/api/installation').map(({ narrowing }) => narrowing)).toEqual(['none', 'name']);
  });

  test('has detail hourly, tree and firmware daily, and a detail is no change where nothing changed', async () => {
    const house = await ready();
    const { zaptec, within, calls, emulator } = house;
    const { installationId } = siteOf(house);
    const changed: string[] = [];
    zaptec.account.subscribe((event) => {
      if (event.kind === 'installation') changed.push(event.installationId);
    });
    const ask = async () => {
      const detail = await within(zaptec.installations.detail(installationId));
      const tree = await within(zaptec.installations.hierarchy(installationId));
      const firmware = await within(zaptec.installations.firmware(installationId));
      expect([detail.reason, tree.reason, firmware.reason]).toEqual([null, null, null]);
      return { detail: detail.value, tree: tree.value, firmware: firmware.value };
    };
    const { detail, tree, firmware } = await ask();
    expect(detail).toMatchObject({ id: installationId, availableCurrentMode: 'Manual', network: 'TN_3_Phase' });
    expect(detail.row['InstallationUsers'] ?? detail.row['SupportGroup']).toBeDefined();
    const ids = emulator.world
      .chargers()
      .map(({ id }) => id)
      .sort();
    expect(tree.circuits.flatMap(({ chargers }) => chargers.map(({ id }) => id)).sort()).toEqual(ids);
    expect(firmware.map(({ chargerId }) => chargerId).sort()).toEqual(ids);
    for (let times = 0; times < 3; times++) await ask();
    const counts = () =>
      [
        '/api/installation/{id}',
        '/api/installation/{id}/hierarchy',
        '/api/chargerFirmware/installation/{installationId}',
      ].map((path) => calls(path).length);
    expect(counts()).toEqual([1, 1, 1]);
    await within(Promise.resolve(), 2 * hourMs);
    await ask();
    expect(counts()).toEqual([2, 1, 1]);
    await within(Promise.resolve(), dayMs);
    await ask();
    expect(counts()).toEqual([3, 2, 2]);
    expect(changed).toEqual([]);
  });

  test('costs a caller no call where the account reads it by itself, and is as new as that read', async () => {
    const house = await ready({}, { reads: {} });
    const { zaptec, within, calls, emulator } = house;
    const { installationId } = siteOf(house);
    const counts = () =>
      [
        '/api/installation/{id}',
        '/api/installation/{id}/hierarchy',
        '/api/chargerFirmware/installation/{installationId}',
      ].map((path) => calls(path).length);
    const ask = async () => {
      const detail = await within(zaptec.installations.detail(installationId));
      const tree = await within(zaptec.installations.hierarchy(installationId));
      const firmware = await within(zaptec.installations.firmware(installationId));
      expect([detail.reason, tree.reason, firmware.reason]).toEqual([null, null, null]);
      expect([tree.value.circuits.flatMap(({ chargers }) => chargers).length, firmware.value.length]).toEqual([3, 3]);
      return detail;
    };
    expect(counts()).toEqual([1, 1, 1]);
    const first = await ask();
    expect(counts()).toEqual([1, 1, 1]);
    emulator.world.setMode(installationId, 'automatic');
    await within(Promise.resolve(), 1.1 * hourMs);
    expect(counts()).toEqual([2, 1, 1]);
    const second = await ask();
    expect(second.value.availableCurrentMode).toBe('Auto');
    expect(second.readAtMs).toBeGreaterThan(first.readAtMs ?? 0);
    expect(counts()).toEqual([2, 1, 1]);
  });

  test('whose mode a newer list told is no older in its detail', async () => {
    const house = await ready();
    const { zaptec, within, emulator, calls } = house;
    const { installationId } = siteOf(house);
    await within(Promise.resolve(), 30 * minuteMs);
    const before = await within(zaptec.installations.detail(installationId));
    expect(before.value.availableCurrentMode).toBe('Manual');
    emulator.world.setMode(installationId, 'automatic');
    await within(Promise.resolve(), 40 * minuteMs);
    await within(Array.fromAsync(zaptec.installations.list({ maxAgeMs: hourMs })));
    const after = await within(zaptec.installations.detail(installationId));
    expect(after).toMatchObject({ readAtMs: before.readAtMs, value: { availableCurrentMode: 'Auto' } });
    expect(Object.keys(after.value.row)).toEqual(expect.arrayContaining(Object.keys(before.value.row)));
    expect(calls('/api/installation/{id}')).toHaveLength(1);
  });

  test('whose tree is not shown (204) is shown by the chargers of the list, with the reason', async () => {
    const house = await ready();
    const { zaptec, within, emulator, calls } = house;
    const { installationId } = siteOf(house);
    emulator.faults.plan({ kind: 'status', status: 204 }, { path: '/hierarchy' }, 1);
    const tree = await within(zaptec.installations.hierarchy(installationId));
    expect(tree.reason).toContain('204');
    expect(tree.value.circuits.flatMap(({ chargers }) => chargers)).toHaveLength(3);
    expect(tree.value.circuits.map(({ id }) => id)).not.toContain(null);
    expect(await within(zaptec.installations.hierarchy(installationId))).toEqual(tree);
    expect(calls('/api/installation/{id}/hierarchy')).toHaveLength(1);
  });

  test('after a restart with the journal of the run before, what was read then serves', async () => {
    const secrets = memorySecrets();
    const keeper = memoryKeeper();
    const facts: Fact[] = [];
    const journal = (fact: Fact): void => void facts.push(fact);
    const house = await ready({}, { secrets, journal, keeper });
    const { installationId } = siteOf(house);
    const { within, zaptec, emulator, clock } = house;
    const detail = await within(zaptec.installations.detail(installationId));
    const firmware = await within(zaptec.installations.firmware(installationId));
    await within(zaptec.close());
    const again = await connect({
      ...clientOptions(emulator, clock),
      ...{ secrets, keeper, history: facts, reads },
    });
    await within(again.account.ready());
    expect(await within(Array.fromAsync(again.chargers.list()))).toHaveLength(3);
    expect(await within(Array.fromAsync(again.installations.list()))).toHaveLength(1);
    expect(await within(again.installations.detail(installationId))).toEqual(detail);
    expect(house.calls('/api/chargers')).toHaveLength(1);
    await within(Promise.resolve(), 1.2 * hourMs);
    const before = emulator.calls().length;
    expect(await within(again.installations.firmware(installationId))).toEqual(firmware);
    expect(firmware.value.map(({ currentVersion }) => currentVersion)).not.toContain(null);
    expect(emulator.calls().length).toBe(before);
    await within(again.close());
  });

  test('that is nobody’s is refused with its status, and the error tells the code and no id', async () => {
    const { zaptec, within } = await ready();
    const id = '1a57a110-0000-4000-8000-00000000ffff';
    const error = await errorOf(within(zaptec.installations.detail(id)));
    expect(error).toMatchObject({ code: 'cloud-refused', status: 404 });
    expect(error.message).not.toContain(id);
    expect(await within(zaptec.installations.find(id))).toBeNull();
  });
});

describe('sessions', () => {
  const window = { from: new Date(Date.UTC(2026, 9, 1)), to: '2026-11-20T00:00:00Z' };

  test('of the archive come in pages of 200 by cursor, each once, also to a reader that takes minutes for each page', async () => {
    const house = await ready({ fleet: { chargers: 60, charging: 2 } });
    const { zaptec, within, calls, clock } = house;
    const { installationId } = siteOf(house);
    const reading = (async () => {
      const ids: string[] = [];
      for await (const { id } of zaptec.sessions.archived({ ...window, installationId })) {
        ids.push(id);
        if (ids.length % 200 === 0) await new Promise<void>((done) => void clock.setTimer(done, 4 * minuteMs));
      }
      return ids;
    })();
    const ids = await within(reading, 2 * hourMs);
    const pages = calls('/api/sessions/archived');
    expect(pages.length).toBe(Math.ceil(ids.length / 200));
    expect(pages.length).toBeGreaterThan(2);
    expect(new Set(ids).size).toBe(ids.length);
    const truth = await archiveByHand(installationId);
    expect(ids).toEqual(truth);
  });

  test('of a reader that stops are asked for no further', async () => {
    const house = await ready({ fleet: { chargers: 60, charging: 2 } });
    const { zaptec, within, calls, clock } = house;
    const { installationId } = siteOf(house);
    const taken = async () => {
      for await (const session of zaptec.sessions.archived({ ...window, installationId })) return session;
      return null;
    };
    expect(await within(taken())).not.toBeNull();
    await within(Promise.resolve(), 10 * minuteMs);
    expect(calls('/api/sessions/archived')).toHaveLength(1);
    const again = await errorOf(within(Array.fromAsync(zaptec.sessions.archived({ ...window, installationId }))));
    expect(again).toMatchObject({ code: 'too-early', clause: 'no-scraping' });
    expect(again.retryAtMs).toBeGreaterThan(clock.nowMs() + 23 * hourMs);
  });

  test('go on at the cursor of the last page after a failure: at once, and later as well', async () => {
    const house = await ready({ fleet: { chargers: 60, charging: 2 } });
    const { zaptec, within, calls, emulator, clock } = house;
    const { installationId } = siteOf(house);
    const ids: string[] = [];
    let kept: string | null = null;
    const goOn = async (): Promise<void> => {
      const from = kept === null ? {} : { cursor: kept };
      for await (const { sessions, cursor } of zaptec.sessions.archivedPages({ ...window, installationId, ...from })) {
        ids.push(...sessions.map(({ id }) => id));
        kept = cursor;
        if (cursor !== null) emulator.faults.plan({ kind: 'status', status: 400 }, { path: '/archived' }, 1);
      }
    };
    expect(await errorOf(within(goOn()))).toMatchObject({ code: 'cloud-refused', status: 400 });
    expect(kept).not.toBeNull();
    expect(await errorOf(within(goOn()))).toMatchObject({ code: 'cloud-refused' });
    expect(ids).toHaveLength(400);
    await clock.advanceBy(2 * minuteMs);
    emulator.faults.clear();
    const rest = within(
      Array.fromAsync(zaptec.sessions.archived({ ...window, installationId, cursor: kept ?? '' })),
      minuteMs,
    );
    ids.push(...(await rest).map(({ id }) => id));
    expect(ids).toEqual(await archiveByHand(installationId));
    expect(calls('/api/sessions/archived').filter(({ status }) => status === 200)).toHaveLength(
      Math.ceil(ids.length / 200),
    );
  });

  test('of one person are asked for by its id, which no fact tells', async () => {
    const house = await ready();
    const { zaptec, within, calls, facts } = house;
    const { installationId } = siteOf(house);
    const everybodys = await within(Array.fromAsync(zaptec.sessions.archived({ ...window, installationId })));
    const userId = everybodys.find(({ user }) => user?.id)?.user?.id ?? '';
    const own = await within(Array.fromAsync(zaptec.sessions.archived({ ...window, userId })));
    const expected = everybodys.filter(({ user }) => user?.id === userId);
    expect(own.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
    expect(own.length).toBeGreaterThan(0);
    expect(own.length).toBeLessThan(everybodys.length);
    expect(facts.length).toBeGreaterThan(4);
    expect(JSON.stringify(facts)).not.toContain(userId);
    expect(calls('/api/sessions/archived')).toHaveLength(2);
    expect(JSON.stringify(calls('/api/sessions/archived'))).not.toContain(userId);
  });

  test('of two chargers in the same window are two reads, one after the other', async () => {
    const house = await ready();
    const { zaptec, within, calls, emulator } = house;
    const [one, other] = emulator.world.chargers().map(({ id }) => id);
    const both = Promise.all(
      [one ?? '', other ?? ''].map((chargerId) => Array.fromAsync(zaptec.sessions.archived({ ...window, chargerId }))),
    );
    for (const [place, sessions] of (await within(both)).entries()) {
      expect(sessions.length).toBeGreaterThan(0);
      expect(new Set(sessions.map(({ chargerId }) => chargerId))).toEqual(new Set([place === 0 ? one : other]));
    }
    expect(calls('/api/sessions/archived')).toHaveLength(2);
  });

  test('come from the deprecated history only where there is no archive, with the reason at each', async () => {
    const house = await ready({ fleet: { chargers: 12, charging: 1 } });
    const { zaptec, within, calls, emulator } = house;
    const { installationId } = siteOf(house);
    emulator.faults.plan({ kind: 'status', status: 404 }, { path: '/api/sessions/archived' }, 1);
    const old = await within(Array.fromAsync(zaptec.sessions.history({ ...window, installationId })), minuteMs);
    expect(old.length).toBeGreaterThan(100);
    expect(new Set(old.map(({ via }) => via))).toEqual(new Set(['charge-history']));
    expect(old[0]?.reason).toContain('status 404');
    expect(calls('/api/chargehistory')).toHaveLength(Math.ceil(old.length / 100));
    const archived = await within(Array.fromAsync(zaptec.sessions.history({ ...window, installationId })), minuteMs);
    expect(new Set(archived.map(({ via, reason }) => `${via} ${reason}`))).toEqual(new Set(['archive null']));
    expect(archived.map(({ id }) => id).sort()).toEqual(old.map(({ id }) => id).sort());
    // The same session told twice: only precision of the energy differs.
    const byId = new Map(old.map((session) => [session.id, session]));
    for (const {
      via: _via,
      reason: _reason,
      energyKwh,
      energyDetails: _details,
      user,
      tokenName,
      ...rest
    } of archived) {
      expect(byId.get(rest.id)).toMatchObject(rest);
      expect([byId.get(rest.id)?.user, byId.get(rest.id)?.tokenName]).toEqual([user, tokenName]);
      expect(byId.get(rest.id)?.energyKwh ?? 0).toBeCloseTo(energyKwh ?? -1, 2);
    }
    const forbidden = await errorOf(
      within(
        zaptec.account.call({
          ...{ endpoint: 'charge-history', query: { InstallationId: installationId } },
          ...{ cause: 'user', lane: 'interactive', app: null },
        }),
      ),
    );
    expect(forbidden).toMatchObject({ code: 'forbidden', clause: 'deprecated-endpoint' });
  });

  test('tell their energy in increments, whichever way the cloud does', async () => {
    const told = async (words: 'increments' | 'cumulative') => {
      const house = await ready({ switches: { 'energy-details': words } });
      const { installationId } = siteOf(house);
      const sessions = await house.within(
        Array.fromAsync(house.zaptec.sessions.archived({ ...window, installationId })),
      );
      return sessions.flatMap(({ energyDetails }) => energyDetails);
    };
    const [increments, cumulative] = [await told('increments'), await told('cumulative')];
    expect(increments.length).toBeGreaterThan(100);
    expect(cumulative.map(({ atMs }) => atMs)).toEqual(increments.map(({ atMs }) => atMs));
    const apartKwh = increments.map(({ energyKwh }, at) => Math.abs(energyKwh - (cumulative[at]?.energyKwh ?? 99)));
    // The cloud rounds each point to a Wh.
    expect(Math.max(...apartKwh)).toBeLessThan(0.002);
  });

  test('that are open are read again after ten minutes beside a stream, after one without, ended ones never', async () => {
    const house = await ready();
    const { zaptec, within, calls, emulator } = house;
    const { chargerId, installationId } = siteOf(house);
    const id = (await within(zaptec.chargers.find(chargerId)))?.session?.id ?? '';
    const open = await within(zaptec.sessions.get(id));
    expect(open).toMatchObject({ reason: null, value: { id, endedAtMs: null } });
    await within(Promise.resolve(), 9 * minuteMs);
    expect(await within(zaptec.sessions.get(id))).toEqual(open);
    expect(calls('/api/session/{id}')).toHaveLength(1);
    emulator.faults.cutBus();
    await within(Promise.resolve(), 3 * minuteMs);
    expect((await within(zaptec.sessions.get(id))).value.energyKwh).toBeGreaterThan(open.value.energyKwh ?? 0);
    emulator.world.unplug(chargerId);
    await within(Promise.resolve(), 61_000);
    const ended = await within(zaptec.sessions.get(id));
    expect(ended.value.endedAtMs).toBeGreaterThan(ended.value.startedAtMs);
    // One unit for all instants of the front door: those of the session are of the world's day.
    expect(Math.abs((ended.value.endedAtMs ?? 0) - house.clock.nowMs())).toBeLessThan(dayMs);
    for (let times = 0; times < 3; times++) expect(await within(zaptec.sessions.get(id), dayMs)).toEqual(ended);
    expect(calls('/api/session/{id}')).toHaveLength(3);
    expect(await errorOf(within(zaptec.sessions.get(installationId)))).toMatchObject({ status: 404 });
    expect(await errorOf(zaptec.sessions.get('../../x'))).toMatchObject({ code: 'invalid-option' });
  });

  test('get their priority set once, and what left without an answer stays unknown', async () => {
    const house = await ready();
    const { zaptec, within, calls, emulator } = house;
    const { chargerId } = siteOf(house);
    const id = zaptec.account.mirror.observation(chargerId, stateIds.SessionIdentifier)?.value ?? '';
    expect(await within(zaptec.sessions.setPriority(id, { phases: 1, currentA: 16 }))).toMatchObject({
      outcome: 'accepted',
    });
    emulator.faults.plan({ kind: 'reset', when: 'after' }, { path: '/priority' }, 1);
    expect(await within(zaptec.sessions.setPriority(id, { currentA: 12 }))).toMatchObject({ outcome: 'unknown' });
    expect(calls('/api/session/{id}/priority')).toHaveLength(2);
    expect(await zaptec.sessions.setPriority(id, { currentA: 33 })).toMatchObject({ why: 'bad-value', sentAtMs: null });
    for (const priority of [{}, { currentA: Number.NaN }])
      expect(await errorOf(zaptec.sessions.setPriority(id, priority))).toMatchObject({ code: 'invalid-option' });
    expect(calls('/api/session/{id}/priority')).toHaveLength(2);
  });

  test.each([
    [{ from: '2026-11-01', to: '2026-11-20T00:00:00Z' }],
    [{ from: '2026-11-01T00:00:00', to: '2026-11-20T00:00:00Z' }],
    [{ from: '2026-11-20T00:00:00Z', to: '2026-11-20T00:00:00Z' }],
    [{ from: new Date(Number.NaN), to: '2026-11-20T00:00:00Z' }],
  ])('of a window that is none are not asked for: %#', async (wrong) => {
    const house = await ready();
    const { installationId } = siteOf(house);
    const before = house.emulator.calls().length;
    const asked = Array.fromAsync(house.zaptec.sessions.archived({ ...wrong, installationId }));
    expect(await errorOf(house.within(asked))).toMatchObject({ code: 'invalid-option' });
    expect(house.emulator.calls().length).toBe(before);
  });

  test('of neither or of no id are not asked for', async () => {
    const { zaptec, within } = await ready();
    for (const wrong of [{}, { installationId: '../x' }])
      expect(
        await errorOf(within(Array.fromAsync(zaptec.sessions.archived({ ...window, ...wrong } as never)))),
      ).toMatchObject({
        code: 'invalid-option',
      });
  });
});

/** All of it, as another cloud with the same world tells it to whoever asks by hand. */
async function archiveByHand(installationId: string): Promise<readonly string[]> {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 60, charging: 2 } });
  const { username, password } = emulator.accounts.owner;
  const login = await emulator.fetch(`${emulator.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', username, password }),
  });
  const { access_token: token } = (await login.json()) as { readonly access_token: string };
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    await clock.advanceBy(1_000);
    const query = new URLSearchParams({ InstallationId: installationId, PageSize: '200' });
    for (const [name, value] of [
      ['From', '2026-10-01T00:00:00.000Z'],
      ['To', '2026-11-20T00:00:00.000Z'],
    ] as const)
      query.set(name, value);
    if (cursor !== null) query.set('Cursor', cursor);
    const answer = await emulator.fetch(`${emulator.url}/api/sessions/archived?${query}`, {
      headers: { authorization: `Bearer ${token}`, 'user-agent': 'resources-test/1.0 (+https://example.org)' },
    });
    const page = (await answer.json()) as {
      readonly sessions: readonly { readonly id: string }[];
      readonly cursor: string | null;
    };
    ids.push(...page.sessions.map(({ id }) => id));
    cursor = page.cursor;
  } while (cursor !== null);
  await emulator.stop();
  return ids;
}

describe('reports', () => {
  test('say the same in both forms, and the same window is fetched once a day', async () => {
    const house = await ready({ fleet: { chargers: 6, charging: 1 } });
    const { zaptec, within, emulator, calls } = house;
    const { installationId } = siteOf(house);
    const asking = { from: '2026-10-01', to: '2026-11-01T00:00:00', groupedBy: 'charger' } as const;
    const posted = await within(zaptec.installations.report(installationId, asking));
    expect(posted).toMatchObject({ reason: null, value: { groupedBy: 'Charger', from: '2026-10-01T00:00:00' } });
    expect(posted.value.rows.length).toBeGreaterThan(1);
    const again = await within(zaptec.installations.report(installationId, { ...asking, form: 'query' }));
    expect(again).toEqual(posted);
    const path = '/api/chargehistory/installationreport';
    expect(calls(path).map(({ method }) => method)).toEqual(['POST']);
    const other = await ready({ fleet: { chargers: 6, charging: 1 } });
    const asked = other.zaptec.installations.report(installationId, { ...asking, form: 'query' });
    expect((await other.within(asked)).value).toEqual(posted.value);
    expect(other.calls(path).map(({ method }) => method)).toEqual(['GET']);
    const early = await errorOf(within(zaptec.installations.report(installationId, { ...asking, from: '2026-10-02' })));
    expect(early).toMatchObject({ code: 'too-early', clause: 'no-scraping' });
    const [charger] = emulator.world.chargers().map(({ id }) => id);
    const one = await within(zaptec.installations.report(installationId, { ...asking, chargerIds: [charger ?? ''] }));
    expect(one.value.rows).toHaveLength(1);
  });

  test.each([
    [{ from: '2026-10-01T00:00:00Z', to: '2026-11-01' }],
    [{ from: '2026-10-01T00:00:00+02:00', to: '2026-11-01' }],
    [{ from: '1 October', to: '2026-11-01' }],
    [{ from: '2026-13-01', to: '2026-14-01' }],
    [{ from: '2026-11-01', to: '2026-11-01' }],
    [{ from: '2026-10-01', to: '2026-11-01', userIds: ['x/y'] }],
  ])('with a zone, no date or no id are not asked for: %#', async (asking) => {
    const house = await ready();
    const error = await errorOf(house.zaptec.installations.report(siteOf(house).installationId, asking));
    expect(error).toMatchObject({ code: 'invalid-option' });
    expect(house.calls('/api/chargehistory/installationreport')).toEqual([]);
  });
});

describe('constants', () => {
  test('are read once a day, before any login', async () => {
    const { zaptec, within, calls } = await open(
      {},
      { credentials: { read: () => Promise.reject(new Error('none')) } },
    );
    const read = await within(zaptec.constants());
    expect(read).toMatchObject({ reason: null, value: { version: constantsVersion } });
    expect(read.value.observations['OcppNativeAuthorizationKey']).toBe(863);
    for (let times = 0; times < 3; times++) expect(await within(zaptec.constants(), hourMs)).toEqual(read);
    await within(Promise.resolve(), dayMs);
    expect((await within(zaptec.constants())).readAtMs).toBeGreaterThan(read.readAtMs ?? 0);
    expect(calls('/api/constants')).toHaveLength(2);
  });

  test('come from the tables of the SDK while the cloud cannot be asked, with the reason', async () => {
    const { zaptec, within, emulator } = await open();
    emulator.faults.plan({ kind: 'reset' }, {}, Number.POSITIVE_INFINITY);
    const read = await within(zaptec.constants(), 5 * minuteMs);
    expect(read).toMatchObject({ readAtMs: null, value: { version: constantsVersion } });
    expect(read.reason).toContain('Failed to reach the cloud');
  });
});

describe('candidates for a consent', () => {
  test('are the installations that the group does not see, read once an hour, as a full list or by a name at once', async () => {
    const house = await ready();
    const { zaptec, within, emulator, clock, calls, facts } = house;
    const { lookupKey } = emulator.accounts.partner;
    const [site] = await within(Array.fromAsync(zaptec.installations.list()));
    const early = await errorOf(within(zaptec.installations.candidates(lookupKey)));
    expect(early).toMatchObject({ code: 'too-early', clause: 'list-cadence', retryAtMs: expect.any(Number) });
    expect(early.message).toMatch(
      /^Failed to ask for candidates: .* \(list-cadence, from \S+Z\)\. Narrow them with `name`, which waits for no list, or ask again then\.$/,
    );
    const name = site?.name ?? '';
    expect((await within(zaptec.installations.candidates(lookupKey, { name }))).value).toMatchObject([
      { id: site?.id },
    ]);
    await within(Promise.resolve(), (early.retryAtMs ?? 0) - clock.nowMs() + 1_000);
    const { value, reason } = await within(zaptec.installations.candidates(lookupKey));
    expect([value.map(({ id }) => id), reason]).toEqual([[site?.id], null]);
    expect(JSON.stringify(value)).not.toContain('Address');
    const before = calls('/api/installation').length;
    expect((await within(zaptec.installations.candidates(lookupKey))).value).toEqual(value);
    expect(calls('/api/installation')).toHaveLength(before);
    expect(await errorOf(within(zaptec.installations.candidates('../x')))).toMatchObject({ code: 'invalid-option' });
    expect(JSON.stringify(facts)).not.toContain(lookupKey);
  });

  test('are no whole list: after a restart nothing is missing that is no candidate', async () => {
    const [keeper, secrets] = [memoryKeeper(), memorySecrets()];
    const house = await ready({}, { keeper, secrets });
    const { within } = house;
    await within(Promise.resolve(), 1.1 * hourMs);
    // The group of the owner sees them all.
    expect((await within(house.zaptec.installations.candidates('harbour0001'))).value).toEqual([]);
    await house.leave();
    const again = await emulatedHouse({ on: house, client: { keeper, secrets, history: house.facts, reads } });
    expect(await within(Array.fromAsync(again.zaptec.installations.list()))).toHaveLength(1);
    await again.leave();
  });
});

describe('the consent link', () => {
  test('is the one of its example', () => {
    const options = { lookupKey: 'abcd1234', partnerName: 'My App', returnUrl: 'https://example.org/back' };
    expect(consentLink(options)).toBe(
      'https://portal.zaptec.com/access/request/abcd1234?partnerName=My+App&returnUrl=https%3A%2F%2Fexample.org%2Fback',
    );
  });

  test('opens the page that names the partner', async () => {
    const { emulator } = await ready();
    const { lookupKey } = emulator.accounts.partner;
    const link = consentLink({
      ...{ lookupKey, partnerName: 'Tideway & Sons', returnUrl: 'https://example.org/back?a=b', language: 'en' },
      ...{ installationType: 'Go', showExisting: true, portalUrl: emulator.url },
    });
    const answer = await emulator.fetch(link);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Tideway &amp; Sons');
  });

  test.each([
    { lookupKey: '../x', partnerName: 'P' },
    { lookupKey: '', partnerName: 'P' },
    { lookupKey: 'abcd', partnerName: ' ' },
    { lookupKey: 'abcd', partnerName: 'P', returnUrl: 'javascript:alert(1)' },
    { lookupKey: 'abcd', partnerName: 'P', returnUrl: '/back' },
  ])('is refused where it would lead elsewhere: %#', (options) => {
    expect(() => consentLink(options)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  });
});
