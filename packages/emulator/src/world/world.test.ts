import { describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../../../../test/manual-clock.ts';
import type { SimulatedCharger, SimulatedWorld, WorldEvent, WorldOptions } from './simulated-world.ts';
import { createWorld } from './world.ts';

interface Stage {
  readonly clock: ManualClock;
  readonly world: SimulatedWorld;
  readonly events: WorldEvent[];
}

function stage(fleet: WorldOptions['fleet'], more: Partial<WorldOptions> = {}): Stage {
  const clock = manualClock();
  const world = createWorld({ clock, seed: 3, fleet, tempo: 1, ...more });
  const events: WorldEvent[] = [];
  world.onEvent((event) => events.push(event));
  world.start();
  return { clock, world, events };
}

function value(charger: SimulatedCharger, stateId: number): string | null | undefined {
  return charger.observations().get(stateId)?.value;
}

function named(world: SimulatedWorld, name: string): SimulatedCharger {
  const charger = [...world.chargers.values()].find((charger) => charger.row()['Name'] === name);
  if (!charger) throw new Error(`no charger ${name}`);
  return charger;
}

/** What was reported of one observation since, as seconds after `fromMs` and value. */
function reports({ events }: Stage, charger: SimulatedCharger, stateId: number, fromMs: number) {
  return events
    .filter((event) => event.chargerId === charger.id && event.stateId === stateId && event.atUs >= fromMs * 1000)
    .map((event) => ({ afterS: event.atUs / 1e6 - fromMs / 1e3, value: event.value }));
}

describe('the demo', () => {
  it('opens with six chargers in two installations: some charge, one is paused, one is full, one is free', () => {
    const { world } = stage('demo');
    const modes = [...world.chargers.values()].map((charger) => value(charger, 710));
    expect(world.installations.size).toBe(2);
    expect(modes).toEqual(['3', '1', '3', '3', '5', '5']);
    expect(value(named(world, 'Aspen'), 718)).toBe('1');
    expect(value(named(world, 'Alder'), 718)).toBe('0');
    expect([...world.chargers.values()].map(({ deviceType }) => deviceType)).toEqual([4, 4, 4, 1, 4, 4]);
  });

  it('opens with sessions that have taken what the fleet says', () => {
    const { world } = stage('demo');
    const energies = ['Left bay', 'Birch', 'Rowan', 'Aspen', 'Alder'].map((name) => value(named(world, name), 553));
    expect(energies).toEqual(['18.166', '12.408', '2.117', '6.920', '22.731']);
  });

  it('sends a car within 20 s of the first look at the page', async () => {
    const { clock, world, events } = stage('demo');
    await clock.advanceBy(1_000);
    const lookedAtMs = clock.nowMs();
    world.notice();
    world.notice();
    await clock.advanceBy(20_000);
    const arrivals = events.filter(({ stateId, value }) => stateId === 710 && value === '2');
    expect(arrivals.map(({ chargerId }) => chargerId)).toEqual([named(world, 'Right bay').id]);
    expect((arrivals[0]?.atUs ?? 0) / 1000).toBeGreaterThan(lookedAtMs);
  });

  it('sends that car by itself after some minutes when nobody looks', async () => {
    const { clock, events } = stage('demo');
    const arrived = () => events.some(({ stateId, value }) => stateId === 710 && value === '2');
    await clock.advanceBy(2 * 60_000);
    expect(arrived()).toBe(false);
    await clock.advanceBy(3 * 60_000);
    expect(arrived()).toBe(true);
  });

  it('changes power, mode and session energy of different chargers within 60 s of the first look', async () => {
    const { clock, world, events } = stage('demo');
    world.notice();
    await clock.advanceBy(60_000);
    const changed = (stateId: number) =>
      new Set(events.filter((event) => event.stateId === stateId).map(({ chargerId }) => chargerId));
    expect(changed(513).size).toBeGreaterThanOrEqual(3);
    expect(changed(553).size).toBeGreaterThanOrEqual(3);
    expect(changed(710)).toEqual(new Set([named(world, 'Left bay').id, named(world, 'Right bay').id]));
  });

  it('fills up one car within about 40 s of the start', async () => {
    const at = stage('demo');
    const startedMs = at.clock.nowMs();
    await at.clock.advanceBy(45_000);
    const [full] = reports(at, named(at.world, 'Left bay'), 710, startedMs);
    expect(full?.value).toBe('5');
    expect(full?.afterS).toBeGreaterThan(20);
    expect(value(named(at.world, 'Left bay'), 718)).toBe('0');
  });

  it('is the same to the byte for the same seed and another one for another seed', async () => {
    const day = async (seed: number) => {
      const { clock, world, events } = stage('demo', { seed, pace: { meterMs: 60_000 } });
      world.notice();
      await clock.advanceBy(24 * 3_600_000);
      return JSON.stringify(events);
    };
    const first = await day(21);
    expect(await day(21)).toBe(first);
    expect(await day(22)).not.toBe(first);
  });
});

describe('a car that comes by hand', () => {
  it('gets a session at once, current and power within seconds, and its cable is seen', async () => {
    const at = stage({ chargers: 1, charging: 0 });
    const [charger] = at.world.chargers.values();
    if (!charger) throw new Error('no charger');
    const pluggedMs = at.clock.nowMs();
    at.world.plug(charger.id, { takesKwh: 8, maxCurrentA: 16, phases: 3 });
    await at.clock.advanceBy(15_000);
    expect(reports(at, charger, 710, pluggedMs).map(({ value }) => value)).toEqual(['2', '3']);
    expect(reports(at, charger, 710, pluggedMs)[1]?.afterS).toBeLessThan(12);
    expect(value(charger, 721)).toMatch(/^[0-9a-f-]{36}$/);
    expect(value(charger, 714)).toBe('20');
    expect(value(charger, 519)).toBe('4');
    expect(value(charger, 708)).toBe('16.000');
    expect(Number(value(charger, 513))).toBeGreaterThan(10_000);
    expect(charger.row()['OperatingMode']).toBe(3);
  });

  it('draws on one phase only when it has one', async () => {
    const { clock, world } = stage({ chargers: 1, charging: 0 });
    const [charger] = world.chargers.values();
    if (!charger) throw new Error('no charger');
    world.plug(charger.id, { maxCurrentA: 32, phases: 1 });
    await clock.advanceBy(15_000);
    const currents = [507, 508, 509].map((stateId) => Number(value(charger, stateId)));
    expect(currents.filter((currentA) => currentA > 29)).toHaveLength(1);
    expect(currents.filter((currentA) => currentA < 1)).toHaveLength(2);
    expect(['1', '2', '3']).toContain(value(charger, 519));
  });

  it('takes what it takes, more slowly near the end, and is then full with 718 = 0', async () => {
    const at = stage({ chargers: 1, charging: 0 });
    const [charger] = at.world.chargers.values();
    if (!charger) throw new Error('no charger');
    const pluggedMs = at.clock.nowMs();
    at.world.plug(charger.id, { takesKwh: 5, maxCurrentA: 16, phases: 3 });
    await at.clock.advanceBy(60 * 60_000);
    expect(value(charger, 710)).toBe('5');
    expect(value(charger, 718)).toBe('0');
    expect(value(charger, 553)).toBe('5.000');
    const powers = reports(at, charger, 513, pluggedMs).map(({ value }) => Number(value));
    expect(powers[0]).toBeGreaterThan(10_000);
    expect(powers.at(-2)).toBeLessThan(6_000);
    expect(powers.at(-1)).toBeLessThan(3);
  });

  it('is charged with the power that was reported: energy is power times time', async () => {
    const at = stage({ chargers: 1, charging: 0 });
    const [charger] = at.world.chargers.values();
    if (!charger) throw new Error('no charger');
    at.world.plug(charger.id, { takesKwh: 40, maxCurrentA: 16, phases: 3 });
    await at.clock.advanceBy(60 * 60_000);
    const energies = reports(at, charger, 553, 0).slice(1);
    const powers = reports(at, charger, 513, 0);
    expect(energies.length).toBeGreaterThan(50);
    for (let place = 1; place < energies.length; place++) {
      const hours = ((energies[place]?.afterS ?? 0) - (energies[place - 1]?.afterS ?? 0)) / 3600;
      const kwh = Number(energies[place]?.value) - Number(energies[place - 1]?.value);
      expect(kwh).toBeCloseTo((Number(powers[place - 1]?.value) / 1000) * hours, 2);
    }
  });

  it('charges faster with a higher tempo while clocks and power stay honest', async () => {
    const { clock, world } = stage({ chargers: 1, charging: 0 }, { tempo: 30 });
    const [charger] = world.chargers.values();
    if (!charger) throw new Error('no charger');
    world.plug(charger.id, { takesKwh: 80, maxCurrentA: 16, phases: 3 });
    await clock.advanceBy(10 * 60_000);
    expect(Number(value(charger, 553))).toBeGreaterThan(45);
    expect(Number(value(charger, 513))).toBeLessThan(11_200);
  });

  it('leaves behind a completed session, no session id and a higher meter', async () => {
    const at = stage({ chargers: 1, charging: 0 });
    const [charger] = at.world.chargers.values();
    if (!charger) throw new Error('no charger');
    const meterKwh = Number(charger.row()['SignedMeterValueKwh']);
    at.world.plug(charger.id, { takesKwh: 2 });
    const session = value(charger, 721);
    await at.clock.advanceBy(30 * 60_000);
    at.world.unplug(charger.id);
    const completed = JSON.parse(value(charger, 723) ?? '');
    expect(completed).toMatchObject({ SessionId: session, Energy: 2, StoppedByRFID: false });
    expect([710, 714, 718, 721, 722, 708, 519].map((stateId) => value(charger, stateId))).toEqual([
      '1',
      '0',
      '0',
      null,
      null,
      '0.000',
      '0',
    ]);
    await at.clock.advanceBy(60 * 60_000);
    expect(Number(charger.row()['SignedMeterValueKwh'])).toBeCloseTo(meterKwh + 2, 2);
  });

  it('pays for what it took up to the moment at which it is unplugged', async () => {
    const { clock, world } = stage({ chargers: 1, charging: 0 });
    const [charger] = world.chargers.values();
    if (!charger) throw new Error('no charger');
    world.plug(charger.id, { takesKwh: 40, maxCurrentA: 16, phases: 3 });
    await clock.advanceBy(5 * 60_000);
    const { value: shownKwh, atUs: shownAtUs } = charger.observations().get(553) ?? { value: null, atUs: 0 };
    const powerKw = Number(value(charger, 513)) / 1000;
    await clock.advanceBy(25_000);
    const sinceHours = (clock.nowMs() - shownAtUs / 1000) / 3_600_000;
    world.unplug(charger.id);
    const { Energy } = JSON.parse(value(charger, 723) ?? '');
    expect(value(charger, 553)).not.toBe(shownKwh);
    expect(Energy).toBeCloseTo(Number(shownKwh) + powerKw * sinceHours, 2);
  });

  it('keeps its current when a car that has waited for longer could take it over', async () => {
    const { clock, world } = stage({ chargers: 8, charging: 0 });
    const chargers = [...world.chargers.values()];
    const arrive = async (place: number, phases: 1 | 3) => {
      world.plug(chargers[place]?.id ?? '', { takesKwh: 60, maxCurrentA: 16, phases });
      await clock.advanceBy(20_000);
    };
    // 32 A are five seats of 6 A on each phase; the numbers 3 and 7 are wired to phases 1 and 2.
    for (const place of [0, 1, 2, 4]) await arrive(place, 3);
    await arrive(3, 1);
    await arrive(5, 3);
    await arrive(7, 1);
    const modes = () => chargers.map((charger) => value(charger, 710));
    expect(modes()).toEqual(['3', '3', '3', '3', '3', '2', '1', '3']);
    world.unplug(chargers[3]?.id ?? '');
    await clock.advanceBy(20_000);
    expect(modes()).toEqual(['3', '3', '3', '1', '3', '2', '1', '3']);
    expect(Number(value(chargers[7] as SimulatedCharger, 708))).toBeGreaterThanOrEqual(6);
  });

  it('waits in mode 2 without a share when the others hold all current, and starts when one leaves', async () => {
    const { clock, world } = stage({ chargers: 6, charging: 0 });
    const chargers = [...world.chargers.values()];
    for (const { id } of chargers) {
      world.plug(id, { takesKwh: 60, maxCurrentA: 16, phases: 3 });
      await clock.advanceBy(20_000);
    }
    expect(chargers.map((charger) => value(charger, 710))).toEqual(['3', '3', '3', '3', '3', '2']);
    expect(chargers.map((charger) => value(charger, 708))).toEqual([...Array(5).fill('6.400'), '0.000']);
    world.unplug(chargers[2]?.id ?? '');
    await clock.advanceBy(5_000);
    expect(chargers.map((charger) => value(charger, 710))).toEqual(['3', '3', '1', '3', '3', '3']);
  });
});

describe('commands', () => {
  it('pause in two steps: 718 after half a second, mode 5 and no current after five', async () => {
    const at = stage('demo');
    const charger = named(at.world, 'Birch');
    const sentMs = at.clock.nowMs();
    expect(at.world.command(charger.id, 506)).toEqual({ kind: 'accepted' });
    await at.clock.advanceBy(6_000);
    expect(reports(at, charger, 718, sentMs).map(({ value, afterS }) => [value, afterS.toFixed(1)])).toEqual([
      ['1', '0.5'],
    ]);
    expect(reports(at, charger, 710, sentMs).map(({ value, afterS }) => [value, afterS.toFixed(1)])).toEqual([
      ['5', '5.0'],
    ]);
    for (const stateId of [507, 508, 509]) expect(Number(value(charger, stateId))).toBeLessThan(0.7);
    expect(Number(value(charger, 513))).toBeLessThan(4);
    expect(value(charger, 708)).toBe('0.000');
    expect(at.world.command(charger.id, 506)).toEqual({ kind: 'refused', details: null });
  });

  it('resume: 718 = 0, mode 2, then 3 within seconds, the same session going on', async () => {
    const at = stage('demo');
    const charger = named(at.world, 'Aspen');
    const session = value(charger, 721);
    const energyKwh = Number(value(charger, 553));
    const sentMs = at.clock.nowMs();
    expect(at.world.command(charger.id, 507)).toEqual({ kind: 'accepted' });
    expect(at.world.command(charger.id, 507)).toEqual({ kind: 'accepted' });
    await at.clock.advanceBy(20_000);
    expect(reports(at, charger, 718, sentMs).map(({ value }) => value)).toEqual(['0']);
    expect(reports(at, charger, 710, sentMs).map(({ value }) => value)).toEqual(['2', '3']);
    expect(value(charger, 721)).toBe(session);
    expect(Number(value(charger, 553))).toBeGreaterThan(energyKwh);
    expect(at.world.command(charger.id, 507)).toMatchObject({ kind: 'refused' });
  });

  it('resume of a full car: mode 5, 2 and 5 again', async () => {
    const at = stage('demo');
    const charger = named(at.world, 'Alder');
    at.world.command(charger.id, 506);
    await at.clock.advanceBy(6_000);
    const sentMs = at.clock.nowMs();
    expect(at.world.command(charger.id, 507)).toEqual({ kind: 'accepted' });
    await at.clock.advanceBy(20_000);
    expect(reports(at, charger, 710, sentMs).map(({ value }) => value)).toEqual(['2', '5']);
    expect(value(charger, 718)).toBe('0');
  });

  it('a pause is forgotten when the car leaves: the next one charges by itself', async () => {
    const { clock, world } = stage('demo');
    const charger = named(world, 'Aspen');
    world.unplug(charger.id);
    expect(value(charger, 718)).toBe('0');
    world.plug(charger.id);
    await clock.advanceBy(15_000);
    expect(value(charger, 710)).toBe('3');
  });
});

describe('what is pushed', () => {
  it('is everything but what the cloud keeps to itself, as the pace says', async () => {
    const quiet = stage('demo', { pace: { unpushed: [553] } });
    await quiet.clock.advanceBy(60_000);
    const energies = quiet.events.filter(({ stateId }) => stateId === 553);
    expect(energies.length).toBeGreaterThan(0);
    expect(energies.every(({ pushed }) => !pushed)).toBe(true);
    expect(quiet.events.filter(({ stateId }) => stateId !== 553).every(({ pushed }) => pushed)).toBe(true);
  });

  it('reaches no listener that was taken away', async () => {
    const { clock, world } = stage('demo');
    const heard: WorldEvent[] = [];
    const undo = world.onEvent((event) => heard.push(event));
    undo();
    await clock.advanceBy(60_000);
    expect(heard).toEqual([]);
  });
});

describe('what makes no sense', () => {
  const { world } = stage('demo');
  const birch = named(world, 'Birch').id;
  const free = named(world, 'Right bay').id;

  it.each([
    ['a charger nobody knows', () => world.command('nobody', 506), /nobody.*Use an id/],
    ['a second car at one plug', () => world.plug(birch), /a car is there\. Unplug it first/],
    ['unplugging nothing', () => world.unplug(free), /there is none\. Plug one in first/],
    ['a car under 6 A', () => world.plug(free, { maxCurrentA: 3 }), /at 3 A: no such car/],
    ['a car of no size', () => world.plug(free, { takesKwh: Number.NaN }), /takes NaN kWh/],
    ['a tempo of nothing', () => stage('demo', { tempo: 0 }), /tempo is 0/],
    ['a fleet of none', () => stage({ chargers: 0 }), /chargers is 0\. Give a whole number from 1/],
    ['more charging than there are', () => stage({ chargers: 2, charging: 3 }), /charging is 3.*0 to 2/],
    ['half an installation', () => stage({ chargers: 9, installations: 0.5 }), /installations is 0\.5/],
    ['too many at one place', () => stage({ chargers: 4_001, installations: 2 }), /installations is 2.*from 3/],
  ])('is refused in one sentence: %s', (_, act, sentence) => {
    expect(act).toThrow(sentence);
  });
});
