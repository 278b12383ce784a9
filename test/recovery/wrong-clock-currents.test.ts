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
