// Sessions of a living world: kept when they end, told later when they ended offline, signed on calibrated meters.
import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { fleetPlan } from '../fleets/fleet.ts';
import { createPeople, usualToken } from '../fleets/people.ts';
import { createSwitches } from '../switches/switches.ts';
import { Charger } from './charger.ts';
import { endedKeptEach, hasBit, mostUnsent } from './ended-session.ts';
import { freshInstallation } from './installation-state.ts';
import { firmwareOf } from './ocmf.ts';
import { blankState } from './opening.ts';
import { noPast } from './past-sessions.ts';
import type { SimulatedCharger, SimulatedWorld } from './simulated-world.ts';
import { createWorld } from './world.ts';
import { WorldTime } from './world-time.ts';

const hourMs = 3_600_000;

function stage(seed = 3) {
  const clock = manualClock();
  const world = createWorld({ clock, seed, fleet: 'demo', tempo: 1, pace: { meterMs: 600_000 } });
  world.start();
  return { clock, world };
}

function named(world: SimulatedWorld, name: string): SimulatedCharger {
  const charger = [...world.chargers.values()].find((one) => one.name === name);
  if (!charger) throw new Error(`no charger ${name}`);
  return charger;
}

const value = (charger: SimulatedCharger, stateId: number) => charger.observations().get(stateId)?.value ?? null;

/** Whether the third part of an OCMF text signs its second with this key. */
function isSigned(ocmf: string, publicKey: string): boolean {
  const [head, data = '', signature = '{}'] = ocmf.split('|');
  const { SA, SE, SD } = JSON.parse(signature) as { SA: string; SE: string; SD: string };
  expect([head, SA, SE]).toEqual(['OCMF', 'ECDSA-secp384r1-SHA256', 'base64']);
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return verify('sha256', Buffer.from(data), key, Buffer.from(SD, 'base64'));
}

describe('a session that ended', () => {
  it('is kept with the id of 721, the token of 722, the energy of 723, and the same record as 723 carries', async () => {
    const { clock, world } = stage();
    const charger = named(world, 'Birch');
    const before = charger.endedSessions().length;
    const [id, token] = [value(charger, 721), value(charger, 722)];
    await clock.advanceBy(2.5 * hourMs);
    world.unplug(charger.id);
    expect(charger.endedSessions()).toHaveLength(before + 1);
    const session = charger.endedSessions().at(-1);
    if (!session) throw new Error('no session');
    const told = JSON.parse(value(charger, 723) ?? '') as Record<string, unknown>;
    expect(session).toMatchObject({ id, token, commit: 5 });
    expect([session.id, charger.sessionRecord(session)]).toEqual([told['SessionId'], told['SignedSession']]);
    expect(session.endWh - session.startWh).toBeCloseTo(Number(told['Energy']) * 1000, 2);
    expect(charger.openSession).toBeNull();
  });

  it('has a tick at each full hour of a Go and each quarter of a Pro, also of the time before the world was opened', async () => {
    const { clock, world } = stage();
    await clock.advanceBy(3 * hourMs);
    const ticksOf = (name: string): string[] => {
      world.unplug(named(world, name).id);
      const { SignedSession } = JSON.parse(value(named(world, name), 723) ?? '') as { SignedSession: string };
      const { RD } = JSON.parse(SignedSession.split('|')[1] ?? '') as { RD: { TM: string; TX: string }[] };
      expect([RD[0]?.TX, RD.at(-1)?.TX]).toEqual(['B', 'E']);
      return RD.filter(({ TX }) => TX === 'T').map(({ TM }) => TM.slice(11, 16));
    };
    // The demo begins at 15:00; Birch has charged for 74 minutes, Rowan for 22. The tick of 18:00 comes seconds later.
    expect(ticksOf('Birch')).toEqual(['14:00', '15:00', '16:00', '17:00']);
    expect(ticksOf('Rowan')).toEqual([
      '14:45',
      ...[15, 16, 17].flatMap((hour) => ['00', '15', '30', '45'].map((minute) => `${hour}:${minute}`)),
    ]);
  });

  it('tells each full hour once and in order, and ends no earlier than it began, when the clock is set back', async () => {
    const { clock, world } = stage();
    await clock.advanceBy(2.5 * hourMs);
    clock.jumpWall(-2 * hourMs);
    await clock.advanceBy(3 * hourMs);
    world.plug(named(world, 'Right bay').id);
    clock.jumpWall(-5 * hourMs);
    await clock.advanceBy(60_000);
    for (const name of ['Birch', 'Rowan', 'Right bay']) {
      const charger = named(world, name);
      world.unplug(charger.id);
      const session = charger.endedSessions().at(-1);
      if (!session) throw new Error('no session');
      const hours = session.ticks.filter((_, at) => at % 2 === 0);
      expect(hours).toEqual([...new Set(hours)].toSorted((a, b) => a - b));
      expect(session.endUs).toBeGreaterThanOrEqual(session.startUs);
    }
  });

  it("has the reading of the world's first moment above those of before it", () => {
    const clock = manualClock(Date.UTC(2026, 10, 20, 15, 50));
    const fleet = { chargers: 60, charging: 60 };
    const world = createWorld({ clock, seed: 3, fleet, tempo: 1 });
    world.start();
    for (const charger of world.chargers.values()) {
      const { RD } = JSON.parse((value(charger, 554) ?? '').split('|')[1] ?? '') as { RD: { RV: number }[] };
      const shownWh = Math.round((RD[0]?.RV ?? 0) * 1000);
      if (charger.openSession) world.unplug(charger.id);
      const ticks = charger.endedSessions().at(-1)?.ticks ?? [];
      const highestWh = Math.max(0, ...ticks.filter((_, at) => at % 2 === 1));
      expect(shownWh).toBeGreaterThanOrEqual(Math.floor(highestWh));
    }
  });

  it('survives a snapshot, and so does what the world remembers from before', async () => {
    const { clock, world } = stage();
    await clock.advanceBy(30 * hourMs);
    const saved = JSON.parse(JSON.stringify(world.snapshot())) as { chargers: { ended: unknown[] }[] };
    expect(saved.chargers.some(({ ended }) => ended.length > 0)).toBe(true);
    const again = createWorld({
      clock: manualClock(clock.nowMs()),
      seed: 99,
      fleet: 'demo',
      tempo: 1,
      snapshot: saved,
    });
    for (const charger of world.chargers.values())
      expect(again.chargers.get(charger.id)?.endedSessions()).toEqual(charger.endedSessions());
  });

  it('is not missed by a snapshot of before sessions were kept: that world goes on with none', async () => {
    const { clock, world } = stage();
    const saved = JSON.parse(JSON.stringify(world.snapshot())) as Record<string, unknown> & {
      chargers: Record<string, unknown>[];
    };
    delete saved['openedAtMs'];
    for (const charger of saved.chargers) {
      delete charger['ended'];
      delete charger['unsent'];
    }
    const again = createWorld({ clock, seed: 3, fleet: 'demo', tempo: 1, snapshot: saved });
    for (const charger of again.chargers.values()) expect(charger.endedSessions()).toEqual([]);
    again.unplug(named(again, 'Birch').id);
    expect(named(again, 'Birch').endedSessions()).toHaveLength(1);
  });

  it('drops the oldest when there is no room', () => {
    expect([1, 40, 400, 50_000, 100_000].map(endedKeptEach)).toEqual([1000, 1000, 1000, 8, 4]);
    const charger = alone(3);
    const ids = [1, 2, 3, 4, 5].map((hour) => {
      charger.book.open(hour * hourMs);
      const { id } = charger.openSession ?? { id: '' };
      charger.book.close((hour + 0.5) * hourMs);
      return id;
    });
    expect(charger.endedSessions().map(({ id }) => id)).toEqual(ids.slice(2));
  });
});

/** One charger of a large world, with the room that the test gives it. */
function alone(endedKept: number): Charger {
  const clock = manualClock();
  const [site] = fleetPlan(1, { chargers: 300 }).installations;
  const plan = site?.chargers[0];
  if (!site || !plan) throw new Error('no charger');
  const time = new WorldTime(clock, 0, clock.nowMs());
  const surroundings = {
    seed: 1,
    people: createPeople(1, 300),
    pace: { meterMs: 60_000, pulseMs: 600_000, periodicMs: 3_600_000, unpushed: [] },
    tempo: 1,
    time,
    endedKept,
    changed: () => {},
    switches: createSwitches(),
    latestFirmware: firmwareOf,
    share: () => {},
    departed: () => {},
    rescheduled: () => {},
  };
  const siteState = freshInstallation(site, 1);
  return new Charger({ index: 0, plan, site, past: noPast, state: blankState(1, 0, plan), siteState, surroundings });
}

describe('a session that ended offline', () => {
  it('is told when the charger is back: with its own times, the Offline bit, and the time at which the cloud took it in', () => {
    const charger = alone(10);
    charger.book.open(hourMs);
    charger.reporter.change(722, usualToken(0), hourMs);
    charger.book.close(2 * hourMs, { offline: true, reliableClock: false });
    expect(charger.endedSessions()).toEqual([]);
    expect(charger.reporter.value(723)).toBeNull();
    charger.book.upload(9 * hourMs);
    charger.book.upload(10 * hourMs);
    const [session, ...more] = charger.endedSessions();
    if (!session) throw new Error('nothing was told');
    expect(more).toEqual([]);
    expect(['Online', 'Offline', 'ReliableClock'].map((bit) => hasBit(session, bit as 'Online'))).toEqual([
      false,
      true,
      false,
    ]);
    const hours = (us: number) => Math.round(us / 1000 - Date.UTC(2026, 10, 20, 15)) / hourMs;
    expect([session.startUs, session.endUs, session.committedUs].map((us) => Math.round(hours(us)))).toEqual([1, 2, 9]);
    expect(JSON.parse(charger.reporter.value(723) ?? '')).toMatchObject({
      SessionId: session.id,
      ReliableClock: false,
      AuthenticationCode: usualToken(0),
    });
  });

  it('waits in order and in bounded number', () => {
    const charger = alone(1000);
    const ids = Array.from({ length: mostUnsent + 5 }, (_, hour) => {
      charger.book.open(hour * hourMs);
      const { id } = charger.openSession ?? { id: '' };
      charger.book.close((hour + 0.5) * hourMs, { offline: true });
      return id;
    });
    charger.book.upload(500 * hourMs);
    expect(charger.endedSessions().map(({ id }) => id)).toEqual(ids.slice(5));
  });
});

describe('a calibrated meter', () => {
  it('signs 554 and 723 so that the key of 981 verifies them, and says so in 100', async () => {
    const { clock, world } = stage();
    const charger = named(world, 'Rowan');
    const key = value(charger, 981) ?? '';
    expect(JSON.parse(value(charger, 100) ?? '')).toMatchObject({ MeterCalibrated: true });
    await clock.advanceBy(hourMs);
    expect(isSigned(value(charger, 554) ?? '', key)).toBe(true);
    world.unplug(charger.id);
    const { SignedSession } = JSON.parse(value(charger, 723) ?? '') as { SignedSession: string };
    expect(isSigned(SignedSession, key)).toBe(true);
    expect(isSigned(SignedSession.replace('"T"', '"B"'), key)).toBe(false);
    expect(charger.endedSessions().every((session) => hasBit(session, 'Signed'))).toBe(true);
    const [first] = charger.endedSessions();
    if (!first) throw new Error('no past');
    expect(isSigned(charger.sessionRecord(first), key)).toBe(true);
  });

  it('is the only one that signs: others have two parts, no key and no Signed bit', async () => {
    const { world } = stage();
    const charger = named(world, 'Birch');
    world.unplug(charger.id);
    expect((value(charger, 554) ?? '').split('|')).toHaveLength(2);
    expect(value(charger, 981)).toBeNull();
    expect(charger.endedSessions().some((session) => hasBit(session, 'Signed'))).toBe(false);
    expect(JSON.parse(value(charger, 100) ?? '')).toMatchObject({ MeterCalibrated: false });
  });

  it('has another key in another world and the same in the same one', () => {
    const keyOf = (seed: number) => value(named(stage(seed).world, 'Rowan'), 981);
    expect(keyOf(3)).toBe(keyOf(3));
    expect(keyOf(4)).not.toBe(keyOf(3));
  });
});
