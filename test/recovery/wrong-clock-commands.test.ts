// Commands of a machine whose clock is not the cloud's: what the charger tells of is dated by the cloud's clock, what leaves by the
// machine's. None goes twice that was carried out, and each is confirmed that was.
import type { HttpFault } from '@fairlead/emulator';
import { afterEach, expect, test } from 'vitest';
import { type OffsetSite, offsetSite } from './offset-site.ts';

const secondMs = 1_000;

let site: OffsetSite;
afterEach(() => site.end());

const plugged = async (aheadMs: number, options: Parameters<typeof offsetSite>[1] = {}, forMs = 90 * secondMs) => {
  site = await offsetSite(aheadMs, options);
  site.emulator.world.plug(site.chargerId, { takesKwh: 60, maxCurrentA: 16, phases: 3 });
  await site.clock.advanceBy(forMs);
};

const lost: readonly HttpFault[] = [
  { kind: 'status', status: 502, when: 'after' },
  { kind: 'status', status: 500, when: 'after' },
  { kind: 'reset', when: 'after' },
];
const offsetsS = [-120, -60, -45, 0, 60, 3_600] as const;
/** Stream, or none: what is known comes by the polls. */
const buses = ['live', 'none'] as const;

test.each(offsetsS.flatMap((aheadS) => lost.map((fault) => [aheadS, fault] as const)))(
  'with the clock %i s ahead, a pause and a resume that were carried out and whose answers were lost (%j) go once',
  async (aheadS, fault) => {
    await plugged(aheadS * secondMs);
    const { chargers } = site.zaptec;
    site.emulator.faults.plan(fault, { path: 'sendCommand' });
    expect(await site.settled(chargers.pause(site.chargerId))).toMatchObject({ outcome: 'confirmed' });
    expect(site.writes()).toEqual(['506']);
    await site.clock.advanceBy(20 * secondMs);
    site.emulator.faults.plan(fault, { path: 'sendCommand' });
    expect(await site.settled(chargers.resume(site.chargerId))).toMatchObject({ outcome: 'confirmed' });
    expect(site.writes()).toEqual(['506', '507']);
  },
);

test.each(offsetsS.flatMap((aheadS) => buses.map((bus) => [aheadS, bus] as const)))(
  'with the clock %i s ahead, stream %s, a pause that hung goes once where it was carried out, and again where the state shows that it was not',
  async (aheadS, bus) => {
    const without = { emulator: { switches: { bus: 'none' } }, client: { userGroupIds: [] } } as const;
    await plugged(aheadS * secondMs, bus === 'none' ? without : {}, 700 * secondMs);
    const { chargers } = site.zaptec;
    site.emulator.faults.plan({ kind: 'hang', when: 'after' }, { path: 'sendCommand' });
    expect(await site.settled(chargers.pause(site.chargerId), 300 * secondMs)).toMatchObject({ outcome: 'confirmed' });
    expect(site.writes()).toEqual(['506']);
    expect(await site.settled(chargers.resume(site.chargerId), 300 * secondMs)).toMatchObject({ outcome: 'confirmed' });
    await site.clock.advanceBy(20 * secondMs);
    site.emulator.faults.plan({ kind: 'hang', when: 'before' }, { path: 'sendCommand' });
    expect(await site.settled(chargers.pause(site.chargerId), 300 * secondMs)).toMatchObject({ outcome: 'confirmed' });
    expect(site.writes().filter((write) => write === '506')).toHaveLength(3);
    expect(site.broken()).toEqual([]);
  },
);

test.each([-60, -20, 0, 60, 3_600])(
  'with the clock %i s ahead, a resume that the cloud rejected goes no second time after a restart, until what it depends on changed',
  async (aheadS) => {
    await plugged(aheadS * secondMs, { emulator: { switches: { 'resume-while-scheduled': 'refused' } } });
    site.emulator.world.setMode(site.installationId, 'schedule');
    await site.clock.advanceBy(15 * secondMs);
    const resume = () => site.settled(site.zaptec.chargers.resume(site.chargerId));
    expect(await resume()).toMatchObject({ outcome: 'refused', why: 'rejected' });
    site = await site.restart(() => site.clock.advanceBy(5 * secondMs));
    expect(await resume()).toMatchObject({ outcome: 'refused', why: 'unchanged' });
    expect(site.writes()).toEqual(['507']);
    expect(site.broken()).toEqual([]);
    // While it does not run it ends and begins again: that the next run sees in the times of what is read.
    site = await site.restart(async () => {
      site.emulator.world.setMode(site.installationId, 'manual');
      await site.clock.advanceBy(60 * secondMs);
      site.emulator.world.setMode(site.installationId, 'schedule');
      await site.clock.advanceBy(20 * secondMs);
    });
    await resume();
    expect(site.writes()).toEqual(['507', '507']);
  },
);

test.each([
  [0, 0],
  [-600, 0],
  [120, 0],
  [3_600, 0],
  [600, -600],
  [86_400, -86_400],
  [0, 3_600],
])(
  'with the clock %i s ahead, and set by %i s before, a restart that was carried out is confirmed',
  async (aheadS, byS) => {
    await plugged(aheadS * secondMs, { emulator: { switches: { 'push-of-online': 'on' } } });
    site.setWall(byS * secondMs);
    // The polls of a charger that charges tell how late it is.
    await site.clock.advanceBy(20 * secondMs);
    const restarting = site.zaptec.chargers.restart(site.chargerId);
    expect(await site.settled(restarting, 600 * secondMs)).toMatchObject({ outcome: 'confirmed' });
    expect(site.writes()).toEqual(['102']);
  },
);
