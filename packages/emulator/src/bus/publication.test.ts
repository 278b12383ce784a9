// What is published (zaptec-api.md §4.6), sentence by sentence, as a reader of the bus sees it.
import { describe, expect, test } from 'vitest';
import type { ChargerTruth, EmulatorOptions } from '../contract.ts';
import { busReader, detailsOf } from '../testing/bus-reader.ts';
import { rehearsedCallers } from '../testing/rehearsed-callers.ts';

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

async function listening(options: EmulatorOptions = {}) {
  const cloud = await rehearsedCallers({ fleet: { chargers: 1, charging: 0, models: ['Go'] }, ...options });
  const bus = await busReader(cloud, await detailsOf(cloud));
  await cloud.clock.advanceBy(1);
  const { world } = cloud.emulator;
  const charger = (at = 0): ChargerTruth => {
    const found = world.chargers()[at];
    if (!found) throw new Error('a world with too few chargers');
    return found;
  };
  return {
    ...cloud,
    [Symbol.asyncDispose]: () => cloud.emulator.stop(),
    world,
    bus,
    charger,
    id: charger().id,
    /** What came of these observations since a place in the stream. */
    came: (ids: readonly number[], since = 0) =>
      bus
        .observations()
        .slice(since)
        .filter(({ stateId }) => ids.includes(stateId)),
    post: (path: string, body: unknown) => cloud.call('service', path, { method: 'POST', body: JSON.stringify(body) }),
  };
}

const measured = [501, 502, 503, 507, 508, 509, 513, 553];
const settings = [510, 511, 520, 522, 523, 555];

const gapsMs = (atUs: readonly number[]): number[] =>
  atUs.slice(1).map((us, place) => (us - (atUs[place] ?? 0)) / 1_000);

describe('whenever an observation changes at the charger it is published', () => {
  test.each(['Go', 'Go 2', 'Pro', 'Home'] as const)(
    '%s: after a busy evening the bus has told the last value and time of all that changed',
    async (model) => {
      const fleet = { chargers: 3, charging: 2, models: [model], installations: 1 };
      await using stage = await listening({ fleet });
      const before = stage.world.chargers().map(({ observations }) => new Map(observations));
      stage.world.plug(stage.charger(2).id, { takesKwh: 3 });
      stage.world.warn(stage.id, ['HUMIDITY']);
      stage.world.releaseFirmware(model, '9.9.9.9');
      await stage.clock.advanceBy(hourMs);
      stage.world.unplug(stage.charger(2).id);
      await stage.call('service', `/api/chargers/${stage.charger(2).id}/sendCommand/200`, { method: 'POST' });
      await stage.clock.advanceBy(3 * hourMs);
      const last = new Map(
        stage.bus.observations().map(({ chargerId, stateId, ...told }) => [`${chargerId}/${stateId}`, told]),
      );
      const changed = stage.world
        .chargers()
        .flatMap(({ id, observations }, at) =>
          [...observations]
            .filter(([stateId, { atUs }]) => stateId !== -2 && before[at]?.get(stateId)?.atUs !== atUs)
            .map(([stateId, truth]) => ({ key: `${id}/${stateId}`, stateId, truth })),
        );
      for (const { key, truth } of changed) {
        const told = last.get(key);
        expect([key, told?.value ?? null, told?.observedAtUs]).toEqual([key, truth.value, truth.atUs]);
      }
      const ids = new Set(changed.map(({ stateId }) => stateId));
      for (const id of [-1, 553, 554, 710, 721, 723, 804, 911]) expect(ids).toContain(id);
    },
  );

  test('710, 718, 708, 519, 721 and 722 follow within seconds, and each message leaves at once', async () => {
    await using stage = await listening();
    stage.world.plug(stage.id, { takesKwh: 20 });
    await stage.clock.advanceBy(15 * secondMs);
    for (const id of [708, 519, 721, 722]) expect(stage.came([id]).at(-1)?.value).toBeTruthy();
    expect(stage.came([710]).map(({ value }) => value)).toEqual(['2', '3']);
    const since = stage.bus.observations().length;
    await stage.call('service', `/api/chargers/${stage.id}/sendCommand/506`, { method: 'POST' });
    const sentAtMs = stage.clock.nowMs();
    await stage.clock.advanceBy(6 * secondMs);
    const [finalStop, stopped] = [stage.came([718], since).at(-1), stage.came([710], since).at(-1)];
    expect([finalStop?.value, stopped?.value]).toEqual(['1', '5']);
    expect(Math.round(((finalStop?.observedAtUs ?? 0) / 1_000 - sentAtMs) / 100)).toBe(5);
    expect(Math.round(((stopped?.observedAtUs ?? 0) / 1_000 - sentAtMs) / 100)).toBe(50);
    for (const message of stage.bus.got) expect(message.enqueuedAtMs).toBeLessThanOrEqual(stage.clock.nowMs());
    const lagsMs = stage.bus
      .observations()
      .slice(since)
      .map(({ observedAtUs }, at) => (stage.bus.got[since + at]?.enqueuedAtMs ?? 0) - observedAtUs / 1_000);
    // The moment itself, but for the 10 ms between two events of one observation.
    for (const lagMs of lagsMs) expect(Math.abs(lagMs)).toBeLessThan(50);
  });
});

describe('pace', () => {
  test('501..509, 513 and 553 come once a minute while a car charges, and not while none does', async () => {
    await using stage = await listening();
    stage.world.plug(stage.id, { takesKwh: 100 });
    await stage.clock.advanceBy(minuteMs);
    const since = stage.bus.observations().length;
    await stage.clock.advanceBy(30 * minuteMs);
    for (const id of measured) {
      const times = stage.came([id], since).map(({ observedAtUs }) => observedAtUs);
      // By chance a thousandth may be what it was a minute before, and says nothing new then.
      expect(times.length).toBeGreaterThan(20);
      expect(times.length).toBeLessThanOrEqual(30);
      for (const gapMs of gapsMs(times)) expect(Math.round(gapMs / 1_000) % 60).toBe(0);
    }
    stage.world.unplug(stage.id);
    await stage.clock.advanceBy(minuteMs);
    const idle = stage.bus.observations().length;
    await stage.clock.advanceBy(30 * minuteMs);
    expect(stage.came(measured, idle).length).toBeLessThanOrEqual(measured.length);
  });

  test.each([
    ['Go', 60],
    ['Pro', 15],
  ] as const)('554 of a %s is read on each full %i minutes and comes within half a minute', async (model, minutes) => {
    await using stage = await listening({ fleet: { chargers: 1, charging: 1, models: [model] } });
    await stage.clock.advanceBy(4 * hourMs + 30 * secondMs);
    const readings = stage.came([554]);
    expect(readings).toHaveLength((4 * 60) / minutes);
    for (const { value, observedAtUs } of readings) {
      const [{ TM }] = JSON.parse((value ?? '').split('|')[1] ?? '').RD;
      const readAtMs = Date.parse(String(TM).replace(',', '.').replace(/ \w$/, ''));
      expect(readAtMs % (minutes * minuteMs)).toBe(0);
      expect(observedAtUs / 1_000 - readAtMs).toBeGreaterThan(0);
      expect(observedAtUs / 1_000 - readAtMs).toBeLessThanOrEqual(30 * secondMs);
    }
  });

  test('553 tells between two hourly readings what the car has taken', async () => {
    await using stage = await listening({ fleet: { chargers: 1, charging: 1, models: ['Go'] } });
    await stage.clock.advanceBy(3 * hourMs);
    const [first, second] = stage.came([554]).map(({ observedAtUs }) => observedAtUs);
    const between = stage
      .came([553])
      .filter(({ observedAtUs }) => observedAtUs > (first ?? 0) && observedAtUs < (second ?? 0))
      .map(({ value }) => Number(value));
    expect(between.length).toBeGreaterThan(55);
    expect(between).toEqual(between.toSorted((a, b) => a - b));
    expect(between.at(-1)).toBeGreaterThan(between[0] ?? 0);
  });

  test('723 comes once, at the end of a session', async () => {
    await using stage = await listening();
    stage.world.plug(stage.id, { takesKwh: 1 });
    await stage.clock.advanceBy(3 * hourMs);
    expect(stage.came([723])).toEqual([]);
    const session = stage.came([721]).at(-1)?.value;
    stage.world.unplug(stage.id);
    await stage.clock.advanceBy(hourMs);
    const ended = stage.came([723]);
    expect(ended.map(({ value }) => JSON.parse(value ?? '').SessionId)).toEqual([session]);
  });

  test('809, 201 and 270 come with the interval that 145 says, the pulse with that of 147', async () => {
    await using stage = await listening();
    const seconds = (id: number) => Number(stage.charger().observations.get(id)?.value);
    expect([seconds(145), seconds(147)]).toEqual([3_600, 600]);
    await stage.clock.advanceBy(5 * hourMs);
    for (const [id, everyS] of [
      [809, seconds(145)],
      [201, seconds(145)],
      [270, seconds(145)],
      [-1, seconds(147)],
    ] as const) {
      const gaps = gapsMs(stage.came([id]).map(({ observedAtUs }) => observedAtUs));
      expect(gaps.length).toBeGreaterThanOrEqual(2);
      // A value that by chance is the same as before says nothing new.
      for (const gapMs of gaps) expect(Math.round(gapMs / 1_000) % everyS).toBe(0);
    }
  });
});

describe('gaps', () => {
  const change = {
    maxChargeCurrent: 13,
    minChargeCurrent: 7,
    maxChargePhases: 1,
    offlineChargeCurrent: 8,
    offlineChargePhase: 1,
    meterValueInterval: 1_800,
  };

  test('settings written through the API are kept by the cloud and told nobody: 510 and the others', async () => {
    await using stage = await listening();
    expect((await stage.post(`/api/chargers/${stage.id}/update`, change)).status).toBe(200);
    await stage.clock.advanceBy(hourMs);
    expect(stage.came(settings)).toEqual([]);
    expect(stage.charger().observations.get(510)?.value).toBe('13.000');
  });

  test('push-of-settings on: each of them comes at once', async () => {
    await using stage = await listening({ switches: { 'push-of-settings': 'on' } });
    await stage.post(`/api/chargers/${stage.id}/update`, change);
    await stage.clock.advanceBy(1);
    expect(stage.came(settings).map(({ stateId, value }) => [stateId, value])).toEqual([
      [510, '13.000'],
      [511, '7.000'],
      [520, '1'],
      [523, '8.000'],
      [522, '1'],
      [555, '1800'],
    ]);
  });

  test('push-of-online: −2 comes when a charger goes and comes back, and by default never', async () => {
    for (const [word, values] of [
      ['off', []],
      ['on', ['0', '1']],
    ] as const) {
      await using stage = await listening({ switches: { 'push-of-online': word } });
      stage.world.setOffline(stage.id);
      await stage.clock.advanceBy(minuteMs);
      stage.world.setOnline(stage.id);
      await stage.clock.advanceBy(1);
      expect(stage.came([-2]).map(({ value }) => value)).toEqual(values);
    }
  });

  test('values of an installation are not in the stream at all: neither its currents nor its mode', async () => {
    await using stage = await listening();
    const path = `/api/installation/${stage.charger().installationId}`;
    const since = stage.bus.observations().length;
    expect((await stage.post(`${path}/update`, { availableCurrent: 17.3 })).status).toBe(200);
    await stage.clock.advanceBy(minuteMs);
    stage.world.setMode(stage.charger().installationId, 'automatic');
    await stage.clock.advanceBy(minuteMs);
    const told = stage.bus.observations().slice(since);
    expect(told.map(({ value }) => value ?? '').filter((value) => value.startsWith('17.3'))).toEqual([]);
    // Nobody charges here: all that may come is that the charger is there, and what it measures.
    const kinds = new Set(told.map(({ stateId }) => stateId));
    for (const id of kinds) expect([-1, 201, 270, 554, 809, ...measured]).toContain(id);
    const row = (await (await stage.call('service', path)).json()) as Record<string, unknown>;
    expect(row).toMatchObject({ AvailableCurrentMode: 2 });
  });

  test('after a car is full there may be nothing for ten minutes but the pulse', async () => {
    await using stage = await listening();
    stage.world.plug(stage.id, { takesKwh: 0.5 });
    while (stage.came([710]).at(-1)?.value !== '5') await stage.clock.advanceBy(secondMs);
    await stage.clock.advanceBy(5 * secondMs);
    const since = stage.bus.observations().length;
    await stage.clock.advanceBy(10 * minuteMs);
    const quiet = stage.bus.observations().slice(since);
    expect(quiet.filter(({ stateId }) => stateId === -1)).toHaveLength(1);
    const readings = quiet.filter(({ stateId }) => ![-1, 554, 201, 270, 809, ...measured].includes(stateId));
    expect(readings).toEqual([]);
  });
});

describe('times', () => {
  test('two events of one observation are at least 10 ms apart, and their text loses nothing of the microseconds', async () => {
    await using stage = await listening({ fleet: { chargers: 4, charging: 3, installations: 1 } });
    // Three deeds in one instant: all of them change 710.
    stage.world.plug(stage.charger(3).id);
    stage.world.unplug(stage.charger(3).id);
    stage.world.plug(stage.charger(3).id);
    await stage.clock.advanceBy(2 * hourMs);
    const times = new Map<string, number>();
    for (const { chargerId, stateId, observedAtUs } of stage.bus.observations()) {
      const key = `${chargerId}/${stateId}`;
      expect(observedAtUs - (times.get(key) ?? 0)).toBeGreaterThanOrEqual(10_000);
      times.set(key, observedAtUs);
    }
    for (const charger of stage.world.chargers()) {
      for (const [key, atUs] of times) {
        const [id, stateId] = key.split('/');
        if (id === charger.id) expect(charger.observations.get(Number(stateId))?.atUs).toBe(atUs);
      }
    }
  });

  test('fractions vary because zeros at their end are left out; a zone comes and goes', async () => {
    await using stage = await listening({ fleet: { chargers: 4, charging: 4, installations: 1 } });
    await stage.clock.advanceBy(4 * hourMs);
    const times = stage.bus.got.flatMap(({ text }) => /"Timestamp":"([^"]+)"/.exec(text)?.[1] ?? []);
    const digits = new Set(times.map((time) => /\.(\d+)/.exec(time)?.[1]?.length ?? 0));
    expect(Math.max(...digits)).toBe(6);
    expect(digits.size).toBeGreaterThan(2);
    for (const time of times) expect(time).not.toMatch(/\.\d*0Z?$/);
    expect(new Set(times.map((time) => time.endsWith('Z')))).toEqual(new Set([true, false]));
  });
});
