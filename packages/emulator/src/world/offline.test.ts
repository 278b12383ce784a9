import { describe, expect, test } from 'vitest';
import { createSwitches } from '../switches/switches.ts';
import { type WorldStage, worldStage } from '../testing/world-stage.ts';
import { hasBit } from './ended-session.ts';

const minuteMs = 60_000;

async function charging(chargers: number, more: Parameters<typeof worldStage>[1] = {}): Promise<WorldStage> {
  const stage = worldStage({ chargers, charging: 0, models: ['Go'] }, more);
  for (const { id } of stage.chargers) stage.world.plug(id, { takesKwh: 200, maxCurrentA: 16, phases: 3 });
  await stage.clock.advanceBy(20_000);
  return stage;
}

/** What a charger really gives, whatever the cloud was told: seen once it is back. */
function siteOf({ world }: WorldStage): string {
  return world.installations.keys().next().value ?? '';
}

describe('a charger that loses the cloud', () => {
  test('is shown offline with mode 0, and its observations stand still but for −2', async () => {
    const { world, clock, chargers, value, events } = await charging(1);
    const [charger] = chargers;
    const before = new Map(charger?.observations());
    const actualKwh = () => Number(charger?.actualObservations().get(553)?.value);
    const beforeKwh = actualKwh();
    const heard = events.length;
    world.setOffline(charger?.id ?? '');
    await clock.advanceBy(60 * minuteMs);
    expect(charger?.row()).toMatchObject({ IsOnline: false, OperatingMode: 0 });
    expect(value(charger, -2)).toBe('0');
    for (const [id, seen] of charger?.observations() ?? []) if (id !== -2) expect(seen).toEqual(before.get(id));
    expect(events.slice(heard).map(({ stateId }) => stateId)).toEqual([-2]);
    expect(actualKwh()).toBeGreaterThan(beforeKwh + 10);
  });

  test('charges on meanwhile, and says all of it when it is back', async () => {
    const { world, clock, chargers, value, events } = await charging(1);
    const [charger] = chargers;
    const beforeKwh = Number(value(charger, 553));
    world.setOffline(charger?.id ?? '');
    await clock.advanceBy(60 * minuteMs);
    const heard = events.length;
    world.setOnline(charger?.id ?? '');
    expect(Number(value(charger, 553)) - beforeKwh).toBeGreaterThan(10);
    expect([-2, 710].map((id) => value(charger, id))).toEqual(['1', '3']);
    const said = new Set(events.slice(heard).map(({ stateId }) => stateId));
    for (const id of [-2, 501, 513, 553, 554, 708, 710, 718, 721, 722]) expect(said).toContain(id);
    expect(charger?.row()).toMatchObject({ IsOnline: true, OperatingMode: 3 });
  });

  test('tells of a session that ended while it was away when it is back, not before', async () => {
    const { world, clock, chargers, value, events } = await charging(1);
    const [charger] = chargers;
    const session = value(charger, 721);
    const told = () =>
      events.flatMap(({ stateId, value }) => (stateId === 723 ? [JSON.parse(value ?? '').SessionId] : []));
    world.setOffline(charger?.id ?? '');
    await clock.advanceBy(20 * minuteMs);
    world.unplug(charger?.id ?? '');
    await clock.advanceBy(minuteMs);
    expect(told()).toEqual([]);
    world.setOnline(charger?.id ?? '');
    expect(told()).toEqual([session]);
    expect([710, 721].map((id) => value(charger, id))).toEqual(['1', null]);
  });

  test('keeps every session of the time of silence, and the cloud gets them in order with the Offline bit', async () => {
    const { world, clock, chargers, value, events } = await charging(1);
    const [charger] = chargers;
    const id = charger?.id ?? '';
    const kept = charger?.endedSessions().length ?? 0;
    world.setOffline(id);
    for (let car = 0; car < 2; car++) {
      await clock.advanceBy(20 * minuteMs);
      world.unplug(id);
      world.plug(id, { takesKwh: 20 });
    }
    await clock.advanceBy(20 * minuteMs);
    expect(charger?.endedSessions()).toHaveLength(kept);
    expect(charger?.openSession?.id).toBe(value(charger, 721));
    world.setOnline(id);
    const told = charger?.endedSessions().slice(kept) ?? [];
    expect(told.map((session) => hasBit(session, 'Offline'))).toEqual([true, true]);
    expect(
      events.flatMap(({ stateId, value }) => (stateId === 723 ? [JSON.parse(value ?? '').SessionId] : [])),
    ).toEqual(told.map((session) => session.id));
  });

  test('push-of-online=off: −2 changes in the cloud and is not pushed', async () => {
    const { world, chargers, events } = await charging(1);
    world.setOffline(chargers[0]?.id ?? '');
    world.setOnline(chargers[0]?.id ?? '');
    const heard = events.filter(({ stateId }) => stateId === -2);
    expect(heard.map(({ value, pushed }) => [value, pushed])).toEqual([
      ['0', false],
      ['1', false],
    ]);
  });

  test('push-of-online=on: −2 arrives on the bus', async () => {
    const { world, chargers, events } = await charging(1, { switches: createSwitches({ 'push-of-online': 'on' }) });
    world.setOffline(chargers[0]?.id ?? '');
    expect(events.findLast(({ stateId }) => stateId === -2)).toMatchObject({ value: '0', pushed: true });
  });
});

describe('the current of a charger that is offline', () => {
  /** Allocation that the charger of this number tells when it is back. */
  async function ownShare(
    setUp: (stage: WorldStage, id: string) => void,
    chargers = 1,
  ): Promise<string | null | undefined> {
    const stage = await charging(chargers);
    const id = stage.chargers[0]?.id ?? '';
    setUp(stage, id);
    stage.world.setOffline(id);
    await stage.clock.advanceBy(minuteMs);
    // Others must not have got what it takes: what it says first, before current is shared again.
    const before = stage.events.length;
    stage.world.setOnline(id);
    return stage.events.slice(before).find(({ stateId }) => stateId === 708)?.value;
  }

  test('is automatic: its even share of what there is', async () => {
    expect(await ownShare(() => {})).toBe('16.000');
    expect(await ownShare(() => {}, 4)).toBe('8.000');
  });

  test('is what was set, but never more than car and cable take', async () => {
    expect(await ownShare(({ world }, id) => void world.updateCharger(id, { offlineCurrentA: 9 }))).toBe('9.000');
    expect(await ownShare(({ world }, id) => void world.updateCharger(id, { offlineCurrentA: 32 }))).toBe('16.000');
    expect(await ownShare(({ world }, id) => void world.updateCharger(id, { offlineCurrentA: 0 }))).toBe('0.000');
  });

  test('is the minimum where the installation wants that', async () => {
    expect(
      await ownShare((stage) => void stage.world.updateInstallation(siteOf(stage), { minPowerOffline: true })),
    ).toBe('6.000');
  });

  test('is left out of what the others share', async () => {
    const { world, chargers, value } = await charging(2);
    world.updateCharger(chargers[0]?.id ?? '', { offlineCurrentA: 10 });
    world.setOffline(chargers[0]?.id ?? '');
    expect(value(chargers[1], 708)).toBe('16.000');
    world.updateInstallation(chargers[1]?.installationId ?? '', { availableA: 20 });
    expect(value(chargers[1], 708)).toBe('10.000');
  });

  test('is given to a car that comes while it is away, on the phases that were set for that', async () => {
    const { world, clock, chargers, value } = worldStage({ chargers: 1, charging: 0, models: ['Go'] });
    const id = chargers[0]?.id ?? '';
    world.updateCharger(id, { offlineCurrentA: 12, offlinePhases: 2 });
    world.setOffline(id);
    world.plug(id, { takesKwh: 50, maxCurrentA: 16, phases: 3 });
    await clock.advanceBy(minuteMs);
    expect(value(chargers[0], 710)).toBe('1');
    world.setOnline(id);
    expect([710, 519].map((state) => value(chargers[0], state))).toEqual(['3', '2']);
  });
});

describe('warnings and networks', () => {
  test.each([
    [1, '16.000', ['5', '6', '8']],
    [2, '10.000', ['9']],
    [3, '16.000', ['1', '2', '3']],
    [4, '10.000', ['4']],
  ] as const)(
    'network type %d: 519 and 715 are of its family, and one-phase networks charge on one',
    async (networkType, shareA, ids) => {
      const { world, clock, chargers, value } = worldStage({ chargers: 3, charging: 0, networkType });
      for (const { id, installationId } of chargers) {
        world.updateInstallation(installationId, { availableA: 30 });
        world.plug(id, { takesKwh: 50, maxCurrentA: 16, phases: 3 });
      }
      await clock.advanceBy(minuteMs);
      for (const charger of chargers) {
        expect(ids).toContain(value(charger, 519));
        expect([value(charger, 708), value(charger, 715)]).toEqual([shareA, String(networkType)]);
      }
      const power = Number(value(chargers[0], 513));
      expect(power / 1000).toBeCloseTo(networkType % 2 === 0 ? 6.6 : 3.5, 0);
      expect(world.installations.get(chargers[0]?.installationId ?? '')?.row()['NetworkType']).toBe(networkType);
    },
  );

  test('warnings are the text of a mask in 804 and in the row, also past 2^53', () => {
    const { world, chargers, value, events } = worldStage({ chargers: 1, charging: 0 });
    world.warn(chargers[0]?.id ?? '', (1n << 56n) + 2n);
    expect([value(chargers[0], 804), chargers[0]?.row()['Warnings']]).toEqual([
      '72057594037927938',
      '72057594037927938',
    ]);
    expect(events.at(-1)).toMatchObject({ stateId: 804, pushed: true });
    world.warn(chargers[0]?.id ?? '', 0n);
    expect(value(chargers[0], 804)).toBe('0');
  });

  test('a meter behind an open relay is noisy: volts, hundredths of an ampere and a few watts without a car', async () => {
    const { clock, chargers, value, events } = worldStage(
      { chargers: 1, charging: 0 },
      { pace: { periodicMs: 300_000 } },
    );
    await clock.advanceBy(10 * minuteMs);
    expect(events.filter(({ stateId }) => stateId === 513).length).toBeGreaterThanOrEqual(1);
    for (const id of [501, 502, 503]) expect(Number(value(chargers[0], id))).toBeLessThan(4.001);
    for (const id of [507, 508, 509]) expect(Number(value(chargers[0], id))).toBeGreaterThan(0.01);
    expect(Number(value(chargers[0], 513))).toBeLessThan(3.001);
  });

  test('a Home is of device type 1 and speaks as a Pro does', () => {
    const { chargers, value } = worldStage({ chargers: 1, charging: 0, models: ['Home'] });
    expect(chargers[0]?.deviceType).toBe(1);
    expect(chargers[0]?.serial).toMatch(/^ZCH\d{6}$/);
    expect(value(chargers[0], 110)).toBe('Zaptec Home');
    expect(JSON.parse(value(chargers[0], 100) ?? '')).toMatchObject({ ProductVariant: 'Home' });
    expect(value(chargers[0], 145)).toBeUndefined();
  });
});
