import { beforeAll, describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../../../../test/manual-clock.ts';
import type { SimulatedCharger, SimulatedWorld, WorldEvent } from './simulated-world.ts';
import { createWorld } from './world.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Three days of a small fleet and of the demo, lived once and looked at from many sides. */
const lives = [
  { name: 'the demo', fleet: 'demo' },
  { name: 'a fleet', fleet: { chargers: 24, charging: 10, installations: 2 } },
] as const;

describe.each(lives)('three days of $name', ({ fleet }) => {
  let clock: ManualClock;
  let world: SimulatedWorld;
  const events: WorldEvent[] = [];
  const openings = new Map<string, ReturnType<SimulatedCharger['observations']>>();

  beforeAll(async () => {
    clock = manualClock();
    world = createWorld({ clock, seed: 11, fleet, tempo: 1, pace: { meterMs: 120_000 } });
    for (const charger of world.chargers.values()) {
      openings.set(charger.id, charger.observations());
    }
    world.onEvent((event) => events.push(event));
    world.start();
    await clock.advanceBy(3 * dayMs);
  });

  const of = (stateId: number) => events.filter((event) => event.stateId === stateId);

  it('is busy: cars come, charge and leave', () => {
    expect(of(723).length).toBeGreaterThanOrEqual(world.chargers.size);
    // With 1.3 arrivals a day one charger in fifty sees no car in three days.
    expect(new Set(of(723).map((event) => event.chargerId)).size).toBeGreaterThanOrEqual(world.chargers.size - 2);
  });

  it('moves only through legal modes', () => {
    const legal = new Set(['1→2', '2→3', '2→5', '3→5', '3→2', '5→2', '2→1', '3→1', '5→1']);
    const modes = new Map([...openings].map(([id, opening]) => [id, opening.get(710)?.value ?? '']));
    for (const { chargerId, value } of of(710)) {
      expect(legal).toContain(`${modes.get(chargerId)}→${value}`);
      modes.set(chargerId, value ?? '');
    }
  });

  it('stamps the events of one observation at least 10 ms apart, rising, in whole microseconds', () => {
    const times = new Map<string, number>();
    for (const [charger, opening] of openings)
      for (const [id, { atUs }] of opening) times.set(`${charger}/${id}`, atUs);
    for (const { chargerId, stateId, atUs } of events) {
      const key = `${chargerId}/${stateId}`;
      expect(Number.isSafeInteger(atUs)).toBe(true);
      expect(atUs - (times.get(key) ?? 0)).toBeGreaterThanOrEqual(10_000);
      times.set(key, atUs);
    }
  });

  it('stamps with more than milliseconds', () => {
    const finer = events.filter(({ atUs }) => atUs % 1000 !== 0);
    expect(finer.length / events.length).toBeGreaterThan(0.9);
  });

  it('never lets a total meter fall', () => {
    const readings = new Map<string, number>();
    for (const { chargerId, value } of of(554)) {
      const kwh = JSON.parse((value ?? '').split('|')[1] ?? '').RD[0].RV;
      expect(kwh).toBeGreaterThanOrEqual(readings.get(chargerId) ?? 0);
      readings.set(chargerId, kwh);
    }
    expect(readings.size).toBe(world.chargers.size);
  });

  it('counts in the meter what the sessions took', () => {
    for (const { chargerId, value } of of(723)) {
      const { Energy, SignedSession } = JSON.parse(value ?? '');
      const readings: { RV: number }[] = JSON.parse(SignedSession.split('|')[1] ?? '').RD;
      const kwh = readings.map(({ RV }) => RV);
      expect(kwh).toEqual(kwh.toSorted((a, b) => a - b));
      expect((kwh.at(-1) ?? 0) - (kwh[0] ?? 0)).toBeCloseTo(Energy, 2);
      expect(world.chargers.has(chargerId)).toBe(true);
    }
  });

  it('ends a session with the energy that 553 showed last', () => {
    const shown = new Map<string, string | null>();
    for (const { chargerId, stateId, value } of events) {
      if (stateId === 553) shown.set(chargerId, value);
      if (stateId === 723 && shown.has(chargerId))
        expect(JSON.parse(value ?? '').Energy).toBeCloseTo(Number(shown.get(chargerId)), 2);
    }
  });

  it('names the session in 721 while it is open and in 723 when it ends, and no id twice', () => {
    const open = new Map<string, string>();
    const seen = new Set<string>();
    for (const { chargerId, stateId, value } of events) {
      if (stateId === 721 && value !== null) {
        expect(seen).not.toContain(value);
        seen.add(value);
        open.set(chargerId, value);
      }
      if (stateId === 723 && open.has(chargerId)) expect(JSON.parse(value ?? '').SessionId).toBe(open.get(chargerId));
    }
    expect(seen.size).toBeGreaterThan(world.chargers.size);
  });

  it('never allocates more on a phase than the installation has', () => {
    const shares = new Map<string, { shareA: number; phaseId: string }>();
    for (const [id, opening] of openings)
      shares.set(id, { shareA: Number(opening.get(708)?.value), phaseId: opening.get(519)?.value ?? '0' });
    let most = 0;
    for (const { chargerId, installationId, stateId, value } of events) {
      const share = shares.get(chargerId);
      if (share === undefined) continue;
      if (stateId === 708) share.shareA = Number(value);
      if (stateId === 519) share.phaseId = value ?? '0';
      const availableA = Number(world.installations.get(installationId)?.row()['AvailableCurrent']);
      if (stateId !== 708 && stateId !== 519) continue;
      for (const phase of ['1', '2', '3']) {
        const loadA = [...world.chargers.values()]
          .filter((charger) => charger.installationId === installationId)
          .map((charger) => shares.get(charger.id))
          .reduce((sum, held) => (held && ['4', phase].includes(held.phaseId) ? sum + held.shareA : sum), 0);
        expect(loadA).toBeLessThanOrEqual(availableA + 1e-6);
        most = Math.max(most, loadA / availableA);
      }
    }
    expect(most).toBeGreaterThan(0.5);
  });

  it('gives a charging car at least 6 A and a car that does not charge nothing', () => {
    for (const charger of world.chargers.values()) {
      const now = charger.observations();
      const shareA = Number(now.get(708)?.value);
      if (now.get(710)?.value === '3') expect(shareA).toBeGreaterThanOrEqual(6);
      if (['1', '5'].includes(now.get(710)?.value ?? '')) expect(shareA).toBe(0);
    }
  });

  it('sends a fiscal reading for each full hour, soon after it', () => {
    const go = [...world.chargers.values()].find((charger) => charger.deviceType === 4);
    const readings = of(554).filter(({ chargerId }) => chargerId === go?.id);
    expect(readings.length).toBe(71);
    for (const { atUs, value } of readings) {
      const lateMs = (atUs / 1000) % hourMs;
      expect(lateMs).toBeLessThan(31_000);
      expect(value).toContain(':00:00,000+00:00 R');
    }
  });

  it('sends a heartbeat without a value each ten minutes', () => {
    const pulses = of(-1);
    expect(pulses.every(({ value }) => value === null)).toBe(true);
    for (const charger of world.chargers.values())
      expect(pulses.filter(({ chargerId }) => chargerId === charger.id).length).toBe(432);
  });

  it('does not charge faster than the car’s power allows between two reports', () => {
    const last = new Map<string, { atUs: number; kwh: number }>();
    for (const { chargerId, stateId, atUs, value } of events) {
      if (stateId === 721) last.delete(chargerId);
      if (stateId !== 553) continue;
      const kwh = Number(value);
      const previous = last.get(chargerId);
      if (previous) {
        const hours = (atUs - previous.atUs) / 1000 / hourMs;
        expect(kwh - previous.kwh).toBeGreaterThanOrEqual(0);
        expect(kwh - previous.kwh).toBeLessThanOrEqual(11.2 * hours + 0.002);
      }
      last.set(chargerId, { atUs, kwh });
    }
  });

  it('leaves no timer behind when stopped', () => {
    expect(clock.pending()).toBe(1);
    world.stop();
    expect(clock.pending()).toBe(0);
  });
});
