import { describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../../../../test/manual-clock.ts';
import type { SimulatedCharger, SimulatedWorld, WorldEvent } from './simulated-world.ts';
import { createWorld } from './world.ts';

const hourMs = 3_600_000;

interface Life {
  readonly clock: ManualClock;
  readonly world: SimulatedWorld;
  readonly events: WorldEvent[];
}

function live(clock: ManualClock, snapshot?: unknown): Life {
  const world = createWorld({ clock, seed: 5, scenario: 'demo', tempo: 1, pace: { meterMs: 60_000 }, snapshot });
  const events: WorldEvent[] = [];
  world.onEvent((event) => events.push(event));
  world.start();
  return { clock, world, events };
}

function asFile(world: SimulatedWorld): unknown {
  return JSON.parse(JSON.stringify(world.snapshot()));
}

function sessionIds({ events }: Life): string[] {
  return events.flatMap(({ stateId, value }) => (stateId === 721 && value !== null ? [value] : []));
}

function charging({ world }: Life): SimulatedCharger {
  const charger = [...world.chargers.values()].find((charger) => charger.row()['Name'] === 'Birch');
  if (!charger) throw new Error('no Birch');
  return charger;
}

const value = (charger: SimulatedCharger, stateId: number) => charger.observations().get(stateId)?.value;

describe('a world that was put to sleep', () => {
  it.each([0.01, 7.3, 31])('lives on as if it had not slept, after %d hours', async (hours) => {
    const first = live(manualClock());
    await first.clock.advanceBy(hours * hourMs);
    const second = live(manualClock(first.clock.nowMs()), asFile(first.world));
    expect([...second.world.chargers.values()].map((charger) => [...charger.observations()])).toEqual(
      [...first.world.chargers.values()].map((charger) => [...charger.observations()]),
    );
    const before = first.events.length;
    await first.clock.advanceBy(20 * hourMs);
    await second.clock.advanceBy(20 * hourMs);
    expect(second.events.length).toBeGreaterThan(1_000);
    expect(JSON.stringify(second.events)).toBe(JSON.stringify(first.events.slice(before)));
  });

  it('lives on in the midst of a pause', async () => {
    const first = live(manualClock());
    first.world.command(charging(first).id, 506);
    await first.clock.advanceBy(2_000);
    const second = live(manualClock(first.clock.nowMs()), asFile(first.world));
    await second.clock.advanceBy(4_000);
    expect(value(charging(second), 710)).toBe('5');
    expect(value(charging(second), 718)).toBe('1');
  });

  it('is not changed by being looked at, nor by what happens after', async () => {
    const { clock, world } = live(manualClock());
    await clock.advanceBy(hourMs);
    const snapshot = world.snapshot();
    const text = JSON.stringify(snapshot);
    expect(JSON.stringify(world.snapshot())).toBe(text);
    await clock.advanceBy(hourMs);
    expect(JSON.stringify(snapshot)).toBe(text);
  });

  it('charges no car for the time it slept, and the open session goes on', async () => {
    const first = live(manualClock());
    await first.clock.advanceBy(10 * 60_000);
    first.world.stop();
    const saved = asFile(first.world);
    const session = value(charging(first), 721);
    const energyKwh = Number(value(charging(first), 553));

    const second = live(manualClock(first.clock.nowMs() + 9 * hourMs), saved);
    await second.clock.advanceBy(61_000);
    const charger = charging(second);
    expect(value(charger, 721)).toBe(session);
    expect(value(charger, 710)).toBe('3');
    expect(Number(value(charger, 553)) - energyKwh).toBeGreaterThan(0);
    expect(Number(value(charger, 553)) - energyKwh).toBeLessThan(0.4);
  });

  it('says that its chargers are back, though not on the bus, and reads the meters on the hour as before', async () => {
    const first = live(manualClock());
    await first.clock.advanceBy(10 * 60_000);
    const second = live(manualClock(first.clock.nowMs() + 9.4 * hourMs), asFile(first.world));
    const back = second.events.filter(({ stateId }) => stateId === -2);
    expect(back).toHaveLength(6);
    expect(back.every(({ pushed, value }) => !pushed && value === '1')).toBe(true);
    await second.clock.advanceBy(hourMs);
    const readings = second.events.filter(({ stateId, deviceType }) => stateId === 554 && deviceType === 4);
    expect(readings).toHaveLength(5);
    for (const { atUs } of readings) expect((atUs / 1000) % hourMs).toBeLessThan(31_000);
  });

  it('repeats no session id when a lost process is followed by one from an older snapshot', async () => {
    const first = live(manualClock());
    const saved = asFile(first.world);
    await first.clock.advanceBy(30 * hourMs);
    const second = live(manualClock(first.clock.nowMs() + 5_000), saved);
    await second.clock.advanceBy(30 * hourMs);
    const ids = [...sessionIds(first), ...sessionIds(second)];
    expect(sessionIds(second).length).toBeGreaterThan(6);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('never lets a meter fall from one run to the next', async () => {
    const first = live(manualClock());
    await first.clock.advanceBy(3.4 * hourMs);
    first.world.stop();
    const second = live(manualClock(first.clock.nowMs() + 2 * hourMs), asFile(first.world));
    const meters = () => [...second.world.chargers.values()].map((charger) => charger.row()['SignedMeterValueKwh']);
    const before = [...first.world.chargers.values()].map((charger) => charger.row()['SignedMeterValueKwh']);
    await second.clock.advanceBy(2 * hourMs);
    for (const [place, kwh] of meters().entries()) expect(Number(kwh)).toBeGreaterThanOrEqual(Number(before[place]));
  });

  it('can stop and start again without being rebuilt', async () => {
    const { clock, world, events } = live(manualClock());
    await clock.advanceBy(60_000);
    world.stop();
    const before = events.length;
    await clock.advanceBy(hourMs);
    expect(events.length).toBe(before);
    expect(clock.pending()).toBe(0);
    world.start();
    world.start();
    expect(clock.pending()).toBe(1);
    await clock.advanceBy(61_000);
    expect(events.length).toBeGreaterThan(before);
  });
});

describe('a wall clock that is moved', () => {
  it.each([-1.5, 3.25])('by %d hours charges no car more, and times keep rising', async (hours) => {
    const life = live(manualClock());
    await life.clock.advanceBy(10 * 60_000);
    const energyKwh = Number(value(charging(life), 553));
    life.clock.jumpWall(hours * hourMs);
    await life.clock.advanceBy(2 * 60_000);
    expect(Number(value(charging(life), 553)) - energyKwh).toBeLessThan(0.6);
    const last = new Map<string, number>();
    for (const { chargerId, stateId, atUs } of life.events) {
      const key = `${chargerId}/${stateId}`;
      expect(atUs - (last.get(key) ?? 0)).toBeGreaterThanOrEqual(10_000);
      last.set(key, atUs);
    }
    await life.clock.advanceBy(2 * hourMs);
    const [reading] = life.events.filter(({ stateId, deviceType }) => stateId === 554 && deviceType === 4).slice(-1);
    expect((((reading?.atUs ?? 0) / 1000) % hourMs) / 1000).toBeLessThan(31);
  });
});

describe('a damaged snapshot', () => {
  const good = () => asFile(live(manualClock()).world) as { chargers: Record<string, unknown>[] };
  const damaged = (change: (snapshot: ReturnType<typeof good> & Record<string, unknown>) => void) => {
    const snapshot = good();
    change(snapshot);
    return () => live(manualClock(), snapshot);
  };

  it.each([
    ['text', () => live(manualClock(), 'text'), /the snapshot is not an object/],
    ['of a later version', damaged((snapshot) => void Object.assign(snapshot, { version: 2 })), /version is 2, not 1/],
    ['with a charger missing', damaged(({ chargers }) => void chargers.pop()), /holds 5 chargers, its scenario 6/],
    [
      'with a step nobody knows',
      damaged(({ chargers }) => void Object.assign(chargers[1] ?? {}, { step: 'dancing' })),
      /charger 1\.step is none of free/,
    ],
    [
      'with a meter of null',
      damaged(({ chargers }) => void Object.assign(chargers[0] ?? {}, { meterWh: null })),
      /charger 0\.meterWh is not a number/,
    ],
    [
      'with values lost',
      damaged(({ chargers }) => void Object.assign(chargers[2] ?? {}, { values: [] })),
      /charger 2\.values is not a list of 23/,
    ],
  ])('%s is refused in one sentence that says what to do', (_, act, why) => {
    expect(act).toThrow(why);
    expect(act).toThrow(/^Failed to go on from the saved world: .*\. Remove the saved world to begin a new one\.$/);
  });
});
