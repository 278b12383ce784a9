// Another world behind the same doors: reset and restore, by the handle and by the control API.
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import '../../../test/property-seed.ts';
import { type ManualClock, manualClock } from '../../../test/manual-clock.ts';
import type { BusDetails, Emulator, EmulatorOptions, EmulatorSnapshot } from './contract.ts';
import { EmulatorError } from './emulator-error.ts';
import { startEmulator } from './start-emulator.ts';

const running: Emulator[] = [];
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.stop();
});

interface Stage {
  readonly clock: ManualClock;
  readonly emulator: Emulator;
}

async function inProcess(options: EmulatorOptions = {}): Promise<Stage> {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, ...options });
  running.push(emulator);
  return { clock, emulator };
}

async function tokenOf({ emulator, clock }: Stage): Promise<string> {
  await clock.advanceBy(1_100);
  const { username, password } = emulator.accounts.owner;
  const body = new URLSearchParams({ grant_type: 'password', username, password });
  const answer = await emulator.fetch(`${emulator.url}/oauth/token`, { method: 'POST', body });
  return ((await answer.json()) as { access_token: string }).access_token;
}

function get({ emulator }: Stage, path: string, token: string): Promise<Response> {
  return emulator.fetch(`${emulator.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
}

async function busOf(stage: Stage, token: string): Promise<BusDetails> {
  const [group = ''] = stage.emulator.accounts.owner.userGroupIds;
  const answer = await get(stage, `/api/userGroups/${group}/messagingConnectionDetails`, token);
  const told = (await answer.json()) as Record<string, string & number & boolean>;
  return {
    ...{ host: String(told['Host']), port: Number(told['Port']), useSsl: Boolean(told['UseSSL']) },
    ...{ username: String(told['Username']), password: String(told['Password']) },
    ...{ topic: String(told['Topic']), subscription: String(told['Subscription']) },
  };
}

/** Reads the bus; what it lost and how many messages came are in the answer. */
async function reader(stage: Stage) {
  const seen = { messages: 0, lost: [] as { readonly condition: string; readonly permanent: boolean }[] };
  const details = await busOf(stage, await tokenOf(stage));
  await stage.emulator.messageSource().open(
    details,
    {
      message: async () => {
        seen.messages += 1;
        return 'complete';
      },
      lost: ({ condition, permanent }) => void seen.lost.push({ condition, permanent }),
    },
    { credit: 500 },
  );
  return { seen, details };
}

const truths = ({ emulator }: Stage) =>
  emulator.world.chargers().map(({ observations, ...charger }) => ({
    ...charger,
    values: [...observations].map(([id, { value }]) => [id, value]),
  }));

const by = { who: 'me', why: 'a test' } as const;

describe('reset', () => {
  test('the world is as it was at the start, and nobody is logged in, known or planned for', async () => {
    const stage = await inProcess({ seed: 7, switches: { 'state-cache': 'off' } });
    const { emulator } = stage;
    const fresh = await inProcess({ seed: 7, switches: { 'state-cache': 'off' } });
    const token = await tokenOf(stage);
    expect((await get(stage, '/api/chargers', token)).status).toBe(200);
    emulator.switches.set({ outage: '502-html', 'state-cache': 'on' });
    emulator.faults.plan({ kind: 'reset' });
    emulator.faults.skewChargerClocks(5_000);
    emulator.operator.waive(emulator.accounts.owner.sub, 'push-first', by);
    emulator.world.setOffline(emulator.world.chargers()[0]?.id ?? '');
    await emulator.reset();
    expect(emulator.switches.all()).toEqual(fresh.emulator.switches.all());
    expect(emulator.faults.planned()).toEqual([]);
    expect(emulator.clock().chargersSkewMs).toBe(0);
    expect(emulator.operator.actions()).toEqual([]);
    expect([emulator.calls(), emulator.callCounts().total]).toEqual([[], 0]);
    expect((await get(stage, '/api/chargers', token)).status).toBe(401);
    expect((await get(stage, '/api/chargers', await tokenOf(stage))).status).toBe(200);
    expect(truths(stage).map(({ id, serial }) => [id, serial])).toEqual(
      truths(fresh).map(({ id, serial }) => [id, serial]),
    );
  });

  test('two worlds of the same start live the same life', async () => {
    const stage = await inProcess();
    await stage.clock.advanceBy(5 * 3_600_000);
    await stage.emulator.reset();
    const other = manualClock(stage.clock.nowMs());
    const fresh = await startEmulator({ doors: 'in-process', clock: other });
    running.push(fresh);
    await stage.clock.advanceBy(3_600_000);
    await other.advanceBy(3_600_000);
    expect(truths(stage)).toEqual(truths({ emulator: fresh, clock: other }));
  });

  test('no timer of an old world is left, whatever was going on in it', async () => {
    const still = { fleet: { chargers: 3, charging: 0 } } as const;
    const stage = await inProcess(still);
    const { emulator, clock } = stage;
    const asleep = asFile(emulator.snapshot());
    const atStart = clock.pending();
    const charger = () => emulator.world.chargers()[0]?.id ?? '';
    const deeds: Readonly<Record<string, () => unknown>> = {
      read: () => reader(stage),
      plug: () => emulator.world.chargers()[0]?.mode === 1 && emulator.world.plug(charger()),
      'lose the cloud': () => emulator.world.setOffline(charger()),
      'change keys often': () => emulator.switches.set({ 'bus-key-life-min': 5 }),
      shuffle: () => emulator.switches.set({ 'bus-order': 'shuffled' }),
      'say nonsense': () => emulator.switches.set({ 'zero-uuid-messages': 'hourly' }),
      repeat: () => emulator.switches.set({ 'stale-messages': 'some' }),
      'fail for a while': () => emulator.faults.plan({ kind: 'reset' }, { path: '/nowhere' }, { forMs: 3_600_000 }),
      'play a scenario': () => emulator.scenario.start('bad-afternoon'),
      'cut the bus': () => emulator.faults.cutBus(),
      'let a minute pass': () => clock.advanceBy(60_000),
      'let hours pass': () => clock.advanceBy(9_000_000),
      restore: () => emulator.restore(asleep),
      reset: () => emulator.reset(),
    };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...Object.keys(deeds)), { maxLength: 8 }), async (names) => {
        // A reader that finds the bus cut is refused, and reads no more.
        for (const name of names) await Promise.resolve(deeds[name]?.()).catch(notWhileCut);
        await emulator.reset();
        expect([names, clock.pending()]).toEqual([names, atStart]);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test('in the midst of traffic a reader is detached, finds its details void, and comes back with new ones', async () => {
    const stage = await inProcess({ tempo: 10 });
    const first = await reader(stage);
    await stage.clock.advanceBy(120_000);
    expect(first.seen.messages).toBeGreaterThan(0);
    await stage.emulator.reset();
    expect(first.seen.lost).toEqual([{ condition: 'amqp:connection:forced', permanent: false }]);
    const handler = { message: async () => 'complete' as const, lost: () => {} };
    await expect(stage.emulator.messageSource().open(first.details, handler, { credit: 1 })).rejects.toThrow();
    const heard = first.seen.messages;
    const second = await reader(stage);
    await stage.clock.advanceBy(120_000);
    expect(second.seen.messages).toBeGreaterThan(0);
    expect([first.seen.messages, first.seen.lost.length]).toEqual([heard, 1]);
  });

  test('doors that were dark and a bus that was cut are open again', async () => {
    const stage = await inProcess();
    for (const how of ['refused', 'cut'] as const) {
      stage.emulator.faults.goDark(how);
      stage.emulator.faults.cutBus();
      await expect(stage.emulator.fetch(`${stage.emulator.url}/api/constants`)).rejects.toThrow('fetch failed');
      await stage.emulator.reset();
      expect((await stage.emulator.fetch(`${stage.emulator.url}/api/constants`)).status).toBe(200);
      await reader(stage);
    }
  });

  test('a snapshot without a world is refused, and the world that is there goes on', async () => {
    const { emulator } = await inProcess({ seed: 9, fleet: { chargers: 4 } });
    const { world: _, ...state } = emulator.snapshot().world as Readonly<Record<string, unknown>>;
    const refused = { ...emulator.snapshot(), world: state };
    await expect(emulator.restore(refused)).rejects.toMatchObject({ code: 'bad-snapshot' });
    expect(emulator.world.chargers()).toHaveLength(4);
    await expect(inProcess({ snapshot: refused })).rejects.toMatchObject({ code: 'bad-snapshot' });
  });

  test('a world that went on from a snapshot begins anew with its own seed and fleet', async () => {
    const first = await inProcess({ seed: 9, fleet: { chargers: 4 } });
    const stage = await inProcess({ snapshot: first.emulator.snapshot() });
    await stage.emulator.reset();
    expect(truths(stage).map(({ id }) => id)).toEqual(truths(first).map(({ id }) => id));
  });

  test('a handle that was taken apart still holds the world as it is', async () => {
    const { emulator } = await inProcess();
    const { operator, world, faults } = emulator;
    const [charger] = world.chargers();
    await emulator.reset();
    operator.waive(emulator.accounts.owner.sub, 'push-first', by);
    faults.skewChargerClocks(1_000);
    world.setOffline(charger?.id ?? '');
    expect([emulator.operator.actions().length, emulator.clock().chargersSkewMs]).toEqual([1, 1_000]);
  });

  test('after the end there is nothing to reset, and no timer of a new world is set', async () => {
    const { emulator, clock } = await inProcess();
    const snapshot = emulator.snapshot();
    await emulator.stop();
    await expect(emulator.reset()).rejects.toMatchObject({ code: 'stopped' });
    await expect(emulator.restore(snapshot)).rejects.toMatchObject({ code: 'stopped' });
    expect(clock.pending()).toBe(0);
  });
});

describe('restore', () => {
  test('another world, of another fleet and seed, goes on behind the same doors', async () => {
    const other = await inProcess({ seed: 5, fleet: { chargers: 30, charging: 10 } });
    await other.clock.advanceBy(3_600_000);
    const snapshot = asFile(other.emulator.snapshot());
    const stage = await inProcess();
    const { url } = stage.emulator;
    await stage.clock.advanceBy(3_600_000);
    await stage.emulator.restore(snapshot);
    expect(stage.emulator.url).toBe(url);
    expect(truths(stage)).toEqual(truths(other));
    expect(stage.emulator.accounts).toEqual(other.emulator.accounts);
    const { Data } = (await (await get(stage, '/api/chargers?PageSize=100', await tokenOf(stage))).json()) as {
      Data: readonly object[];
    };
    expect(Data.length).toBe(30);
    const { seen } = await reader(stage);
    await stage.clock.advanceBy(120_000);
    expect(seen.messages).toBeGreaterThan(0);
  });

  test('what does not fit changes nothing, and what seems to fit lives on, whatever in it is wrong', async () => {
    const stage = await inProcess({ fleet: { chargers: 2, charging: 1 } });
    stage.emulator.operator.waive(stage.emulator.accounts.owner.sub, 'push-first', by);
    stage.emulator.operator.setTier(
      stage.emulator.accounts.user.sub,
      { name: 'Large', ratePerSecond: 20, burst: 30 },
      by,
    );
    await stage.clock.advanceBy(600_000);
    const good = JSON.stringify(stage.emulator.snapshot());
    const spots = spotsIn(JSON.parse(good));
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...spots), oddValues, async (spot, odd) => {
        const before = truths(stage);
        const bad = JSON.parse(good) as EmulatorSnapshot;
        put(bad, spot, odd);
        try {
          await stage.emulator.restore(bad);
        } catch (error) {
          expect(error).toBeInstanceOf(EmulatorError);
          expect(truths(stage)).toEqual(before);
          refused += 1;
          return;
        }
        await stage.clock.advanceBy(2_000);
        asFile(stage.emulator.snapshot());
        expect((await stage.emulator.fetch(`${stage.emulator.url}/api/constants`)).status).toBe(200);
        await stage.emulator.restore(JSON.parse(good));
      }),
      { numRuns: 400 },
    );
    expect(refused).toBeGreaterThan(200);
  }, 60_000);
});

describe('what outlives a restart', () => {
  const undocumented = '/api/chargers/00000000-0000-4000-8000-000000000000/live';

  test('standings, steps, waivers, tiers and what operators did', async () => {
    const first = await inProcess();
    const { owner, service } = first.emulator.accounts;
    await get(first, undocumented, await tokenOf(first));
    first.emulator.operator.waive(service.sub, 'push-first', by);
    first.emulator.operator.endWaiver(service.sub, 'push-first', by);
    first.emulator.operator.waive(service.sub, 'state-cache', by);
    first.emulator.operator.setTier(service.sub, { name: 'Large', ratePerSecond: 20, burst: 30 }, by);
    const snapshot = asFile(first.emulator.snapshot());
    const second = await startEmulator({ doors: 'in-process', clock: manualClock(first.clock.nowMs()), snapshot });
    running.push(second);
    const told = ({ operator }: Emulator) => ({
      standings: operator.standings(),
      steps: operator.steps(),
      actions: operator.actions(),
      tier: operator.tierOf(service.sub),
    });
    expect(told(first.emulator).standings).toMatchObject([{ kind: 'warned', subject: { id: owner.sub } }]);
    expect(told(second)).toEqual(told(first.emulator));
    expect(second.snapshot().world).toMatchObject({ standings: (snapshot.world as Saved)['standings'] });
    second.operator.endWaiver(service.sub, 'state-cache', by);
    expect(() => second.operator.endWaiver(service.sub, 'push-first', by)).toThrow('is not waived');
  });

  test('a suspension that is enforced stays one, and ends when it would have', async () => {
    const first = await inProcess({ ladder: 'enforce' });
    const token = await tokenOf(first);
    await get(first, undocumented, token);
    await first.clock.advanceBy(7_200_000);
    await get(first, undocumented, token);
    const clock = manualClock(first.clock.nowMs());
    const snapshot = asFile(first.emulator.snapshot());
    const emulator = await startEmulator({ doors: 'in-process', clock, ladder: 'enforce', snapshot });
    running.push(emulator);
    const second = { clock, emulator };
    expect((await get(second, '/api/chargers', await tokenOf(second))).status).toBe(403);
    const standing = emulator.operator.standingOf({ kind: 'account', id: emulator.accounts.owner.sub });
    await clock.advanceBy((standing.kind === 'suspended' ? standing.untilMs : 0) - clock.nowMs());
    expect((await get(second, '/api/chargers', await tokenOf(second))).status).toBe(200);
  });

  test('a snapshot of before standings outlived a restart goes on, everybody in good standing', async () => {
    const first = await inProcess();
    await get(first, undocumented, await tokenOf(first));
    const snapshot = asFile(first.emulator.snapshot());
    const { standings: _forgotten, ...older } = snapshot.world as Saved;
    const second = await inProcess({ snapshot: { ...snapshot, world: older } });
    expect(second.emulator.operator.standings()).toEqual([]);
    expect(truths(second).map(({ id }) => id)).toEqual(truths(first).map(({ id }) => id));
  });
});

function notWhileCut(error: Error): void {
  expect(error.message).toContain('the bus takes no connections');
}

type Saved = Readonly<Record<string, unknown>>;

function asFile(snapshot: EmulatorSnapshot): EmulatorSnapshot {
  return JSON.parse(JSON.stringify(snapshot)) as EmulatorSnapshot;
}

const oddValues = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    -1,
    0,
    1.5,
    1e300,
    -9e15,
    9e15,
    1e15,
    '',
    'x',
    [],
    {},
    [[]],
    [null],
    'constructor',
  ),
  fc.jsonValue(),
);

type Spot = readonly (string | number)[];

/** Every place in it down to ten deep; of a long list only the first. */
function spotsIn(value: unknown, at: Spot = []): Spot[] {
  if (typeof value !== 'object' || value === null || at.length > 10) return at.length > 0 ? [at] : [];
  const inner = Object.entries(value).slice(0, Array.isArray(value) ? 3 : 100);
  return [...(at.length > 0 ? [at] : []), ...inner.flatMap(([key, held]) => spotsIn(held, [...at, key]))];
}

function put(into: unknown, spot: Spot, value: unknown): void {
  const [key = '', ...rest] = spot;
  const holder = into as Record<string | number, unknown>;
  if (rest.length > 0) put(holder[key], rest, value);
  else holder[key] = value;
}
