// What a machine's clock that is wrong, or is set, must not do: tell chargers offline beside a live stream, keep what is read from
// being shown, put reads off, or make an age that is stated false. The rehearsed cloud's own clock is the truth.
import { afterEach, expect, test } from 'vitest';
import { agingHouse } from '../aging-house.ts';
import { tooOld } from '../too-old.ts';
import { type FollowedCloud, followedCloud } from './followed-cloud.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let cloud: FollowedCloud;
afterEach(() => cloud.end());

const changeAll = (): void => {
  const { world } = cloud.emulator;
  for (const { id, car } of world.chargers()) {
    if (car === null) world.plug(id);
    else world.unplug(id);
  }
};

/** Chargers whose mode is not what it really is, for how long it has not been, and what is stated. */
const wrongModes = async (): Promise<readonly { readonly forMs: number; readonly statedMs: number | null }[]> => {
  const found = [];
  for (const truth of cloud.emulator.world.chargers()) {
    const real = truth.observations.get(710);
    const held = cloud.zaptec.account.mirror.observation(truth.id, 710);
    if (!real || held?.value === real.value) continue;
    const charger = await cloud.zaptec.chargers.find(truth.id, { values: 'held' });
    found.push({ forMs: cloud.clock.nowMs() - real.atUs / 1_000, statedMs: charger?.mode.mostAgeMs ?? null });
  }
  return found;
};

const readsOf = (path: string, sinceMs: number): readonly number[] =>
  cloud.emulator
    .calls()
    .filter((call) => call.path === path && call.status === 200 && call.narrowing === 'none' && call.sentAtMs > sinceMs)
    .map(({ sentAtMs }) => sentAtMs);

test.each([
  [20, 'from the start'],
  [40, 'from the start'],
  [180, 'from the start'],
  [20, 'while it runs'],
  [40, 'while it runs'],
  [180, 'while it runs'],
])('with the clock %i min ahead %s, chargers are online and live beside a live stream', async (min, when) => {
  const aheadMs = when === 'from the start' ? min * minuteMs : 0;
  cloud = await followedCloud({ clockOf: (machine) => ({ ...machine, nowMs: () => machine.nowMs() + aheadMs }) });
  const { clock, machine, emulator, zaptec } = cloud;
  await clock.advanceBy(61 * minuteMs);
  if (when === 'while it runs') machine.setWall(min * minuteMs);
  const told = new Set<string>();
  for (let look = 0; look < 60; look++) {
    await clock.advanceBy(minuteMs);
    for (const { id } of emulator.world.chargers()) {
      const charger = await zaptec.chargers.find(id);
      told.add(`${charger?.online.value} ${zaptec.chargers.freshness(id).freshness}`);
    }
  }
  expect([...told]).toEqual(['true live']);
  const [lost] = emulator.world.chargers();
  emulator.world.setOffline(lost?.id ?? '');
  await clock.advanceBy(26 * minuteMs);
  expect((await zaptec.chargers.find(lost?.id ?? ''))?.online.value).toBe(false);
});

test.each([-180, -1_440])(
  'put back by %i min, a charger that left is found no more after the next list',
  async (min) => {
    let gone = '';
    cloud = await followedCloud({
      fetchOf: (send) => async (input, init) => {
        const { pathname } = new URL(new Request(input, init).url);
        if (gone !== '' && pathname.includes(gone)) return new Response(null, { status: 403 });
        const answer = await send(input, init);
        if (pathname !== '/api/chargers' || !answer.ok) return answer;
        const page = (await answer.json()) as { readonly Data: readonly { readonly Id: string }[] };
        return Response.json({ ...page, Data: page.Data.filter(({ Id }) => Id !== gone) }, { headers: answer.headers });
      },
    });
    const { clock, machine, emulator, zaptec } = cloud;
    await clock.advanceBy(61 * minuteMs);
    machine.setWall(min * minuteMs);
    await clock.advanceBy(minuteMs);
    gone = emulator.world.chargers()[2]?.id ?? '';
    await clock.advanceBy(7 * hourMs);
    expect(await clock.during(zaptec.chargers.find(gone))).toBeNull();
  },
);

test.each([
  ['put back by 24 h while it runs', 0, -1_440],
  ['started 12 h ahead and put right after a minute', 720, -720],
])('%s, it shows the current set since within two hours, and states no age too short', async (_, ahead, back) => {
  const house = await agingHouse('both');
  cloud = house.cloud;
  const { clock } = cloud;
  if (ahead > 0) {
    await house.perform({ kind: 'set-clock', byMin: ahead });
    await house.perform({ kind: 'restart' });
    await clock.advanceBy(minuteMs);
  } else await clock.advanceBy(61 * minuteMs);
  await house.perform({ kind: 'set-clock', byMin: back });
  await clock.advanceBy(16 * minuteMs);
  await house.perform({ kind: 'set-current', amps: 9 });
  for (let passedMin = 0; passedMin < 120; passedMin += 8) {
    await clock.advanceBy(8 * minuteMs);
    expect((await tooOld(house)).filter((told) => told.startsWith('current'))).toEqual([]);
  }
  const found = await cloud.zaptec.installations.find(house.installationId);
  expect(found?.availableCurrentA).toBe(9);
});

test.each([-180, -1_440])('put back by %i min, what lists alone tell is read, and no age is too short', async (min) => {
  cloud = await followedCloud({ as: 'user' });
  const { clock, machine } = cloud;
  await clock.advanceBy(70 * minuteMs);
  machine.setWall(min * minuteMs);
  await clock.advanceBy(minuteMs);
  changeAll();
  const changedAtMs = clock.nowMs();
  for (let passed = 0; passed < 40; passed++) {
    await clock.advanceBy(6 * minuteMs);
    for (const { forMs, statedMs } of await wrongModes()) expect(forMs).toBeLessThanOrEqual(statedMs ?? 0);
  }
  // The policy's time runs at half speed until it is caught up: an hour's floor takes two.
  expect(readsOf('/api/chargers', changedAtMs)[0]).toBeLessThan(changedAtMs + 2.1 * hourMs);
  expect(await wrongModes()).toEqual([]);
});

test('put back by a day, an owner’s lists come as before', async () => {
  cloud = await followedCloud();
  const { clock, machine } = cloud;
  await clock.advanceBy(70 * minuteMs);
  machine.setWall(-24 * hourMs);
  const setAtMs = clock.nowMs();
  await clock.advanceBy(7 * hourMs);
  expect(readsOf('/api/chargers', setAtMs)).toHaveLength(1);
});

test('put back by 3 h just before a detail is due, it comes as soon as the policy lets it', async () => {
  cloud = await followedCloud();
  const { clock, machine } = cloud;
  const details = (): readonly number[] => readsOf('/api/installation/{id}', 0);
  while (details().length === 0) await clock.advanceBy(10_000);
  const readAtMs = details().at(-1) ?? 0;
  await clock.advanceBy(57 * minuteMs);
  machine.setWall(-3 * hourMs);
  await clock.advanceBy(8 * minuteMs);
  expect(details().filter((atMs) => atMs > readAtMs)).toHaveLength(1);
});

test.each([-3, -24])(
  'started anew %i h behind with state kept and no journal, states are read without a stream',
  async (h) => {
    cloud = await followedCloud({
      account: { history: [] },
      emulator: { switches: { bus: 'none' } },
      bus: 'installation',
    });
    const { clock, machine } = cloud;
    await clock.advanceBy(61 * minuteMs);
    machine.setWall(h * hourMs);
    await cloud.restart();
    await clock.advanceBy(2 * minuteMs);
    changeAll();
    for (let passed = 0; passed < 13; passed++) {
      await clock.advanceBy(minuteMs);
      for (const { forMs, statedMs } of await wrongModes())
        expect(statedMs === null || forMs <= statedMs, `${forMs} ms, stated ${statedMs}`).toBe(true);
    }
    expect(await wrongModes()).toEqual([]);
  },
);

test('started anew 24 h behind its journal, settings are as old as is stated, or nothing is stated', async () => {
  const house = await agingHouse('both');
  cloud = house.cloud;
  const { clock, machine, emulator } = cloud;
  await clock.advanceBy(61 * minuteMs);
  const changedAtMs = clock.nowMs();
  await house.perform({ kind: 'set-limit', charger: 0, amps: 9 });
  const id = emulator.world.chargers()[0]?.id ?? '';
  await clock.advanceBy(20 * hourMs);
  machine.setWall(-24 * hourMs);
  await cloud.restart();
  const held = (): string | null | undefined => cloud.zaptec.account.mirror.observation(id, 510)?.value;
  for (let passed = 0; held() !== emulator.world.chargers()[0]?.observations.get(510)?.value; passed++) {
    const charger = await cloud.zaptec.chargers.find(id, { values: 'held' });
    const forMs = clock.nowMs() - changedAtMs;
    const statedMs = charger?.maxCurrentA.mostAgeMs ?? null;
    expect(statedMs === null || forMs <= statedMs, `${forMs} ms, stated ${statedMs}`).toBe(true);
    expect(passed).toBeLessThan(5 * 60);
    await clock.advanceBy(minuteMs);
  }
});
