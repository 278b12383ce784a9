// What a machine's clock that was ahead and is put right must not do to the available current: tell that a current is in force which
// is not, or keep a refusal longer than the installation's mode does. The rehearsed cloud's own clock is the truth.
import type { CurrentAnswer } from '@fairlead/sdk';
import { afterEach, expect, test } from 'vitest';
import { type OffsetSite, offsetSite } from './offset-site.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let site: OffsetSite;
afterEach(() => site.end());

const plugged = async (...[aheadMs, options]: Parameters<typeof offsetSite>): Promise<void> => {
  site = await offsetSite(aheadMs, options);
  site.emulator.world.plug(site.chargerId, { takesKwh: 60, maxCurrentA: 16, phases: 3 });
  await site.clock.advanceBy(1.5 * minuteMs);
};
const wish = (amps: number): Promise<CurrentAnswer> =>
  site.settled(site.zaptec.installations.setAvailableCurrent(site.installationId, { amps }));

const outcomeOf = async (answer: CurrentAnswer): Promise<string> => (await site.settled(answer.done)).outcome;
const updates = (): number => site.writes().filter((write) => write === 'current').length;
const knownAgoMs = (): number =>
  site.nowMs() - site.zaptec.installations.availableCurrent(site.installationId).knownAtMs;

/** 10 A is written while the clock is ahead, 6 A carried out with its answer lost once it is right: 10 A is not in force then. */
const loseSixAmps = async (): Promise<void> => {
  site.emulator.faults.plan({ kind: 'reset', when: 'after' }, { path: 'update' });
  void (await wish(6));
  await site.clock.advanceBy(5_000);
};

test.each([hourMs, 24 * hourMs])(
  'put right by %i ms while it runs, a current is as long held as it was, and one that another write took the place of is written',
  async (aheadMs) => {
    await plugged(aheadMs);
    expect(await outcomeOf(await wish(10))).toBe('applied');
    const beforeMs = knownAgoMs();
    site.setWall(-aheadMs);
    await site.clock.advanceBy(20_000);
    expect(knownAgoMs()).toBe(beforeMs + 20_000);
    await site.clock.advanceBy(2_000_000);
    await loseSixAmps();
    const written = updates();
    const again = await wish(10);
    expect(again.state).toBe('scheduled');
    await site.clock.advanceBy(3_000_000);
    expect(updates()).toBeGreaterThan(written);
    expect(site.broken()).toEqual([]);
  },
);

test.each([minuteMs, 2 * hourMs, 24 * hourMs])(
  'put right by %i ms over a restart, a current that was held is of no known time, and one that another write took the place of is written',
  async (aheadMs) => {
    await plugged(aheadMs);
    expect(await outcomeOf(await wish(10))).toBe('applied');
    await site.clock.advanceBy(16 * minuteMs);
    await loseSixAmps();
    site = await site.restart(async () => {
      site.setWall(-aheadMs);
      await site.clock.advanceBy(minuteMs);
    });
    expect(knownAgoMs()).toBeGreaterThan(0);
    await site.clock.advanceBy(15 * minuteMs);
    const again = await wish(10);
    expect(again.state).toBe('scheduled');
  },
);

test.each([minuteMs, hourMs, 24 * hourMs])(
  'put back by %i ms after an update was refused for its mode, the next details that show manual mode end that',
  async (aheadMs) => {
    await plugged(aheadMs, { client: { reads: { detail: true, hierarchy: false, firmware: false } } });
    site.emulator.world.setMode(site.installationId, 'schedule');
    const refused = await wish(10);
    expect((await site.settled(refused.done)).outcome).toBe('refused');
    site.emulator.world.setMode(site.installationId, 'manual');
    site.setWall(-aheadMs);
    await site.clock.advanceBy(130 * minuteMs);
    expect((await wish(10)).state).not.toBe('refused');
  },
);
