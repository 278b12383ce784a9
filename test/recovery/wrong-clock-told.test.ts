// What a program is told on a machine whose clock is not the cloud's, or is put right: no age and no instant is off by that.
import { afterEach, expect, test } from 'vitest';
import { type OffsetSite, offsetSite } from './offset-site.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

let site: OffsetSite;
afterEach(() => site.end());

test.each([-24 * hourMs, -hourMs, -10 * secondMs, 0, 10 * secondMs, hourMs, 24 * hourMs])(
  'with the clock %i ms ahead, a change that was pushed just now is seconds old',
  async (aheadMs) => {
    site = await offsetSite(aheadMs);
    const ages: number[] = [];
    const follow = async (): Promise<void> => {
      for await (const change of site.zaptec.changes())
        if (change.kind === 'value' && change.via === 'stream') ages.push(change.ageMs);
    };
    void follow();
    await site.clock.advanceBy(minuteMs);
    site.emulator.world.plug(site.chargerId, { takesKwh: 60, maxCurrentA: 16, phases: 3 });
    await site.clock.advanceBy(30 * secondMs);
    expect(ages.length).toBeGreaterThan(0);
    expect(Math.max(...ages)).toBeLessThanOrEqual(2 * secondMs);
    // What a program takes late is as old as it is then.
    const late = site.zaptec.changes();
    void late.next();
    site.emulator.world.unplug(site.chargerId);
    await site.clock.advanceBy(30 * secondMs);
    const { value } = await late.next();
    expect(value?.kind === 'value' && value.ageMs).toBeGreaterThan(25 * secondMs);
    expect(value?.kind === 'value' && value.ageMs).toBeLessThan(33 * secondMs);
  },
);

test.each([minuteMs, hourMs, 24 * hourMs])(
  'put right by %i ms, a stream stands as long as it did and its last message is as long ago',
  async (aheadMs) => {
    site = await offsetSite(aheadMs);
    await site.clock.advanceBy(2 * minuteMs);
    const agoMs = () =>
      site.zaptec.account
        .streamStatus()
        .map(({ state, sinceMs, lastMessageAtMs }) => [
          state,
          site.nowMs() - sinceMs,
          site.nowMs() - (lastMessageAtMs ?? 0),
        ]);
    const before = agoMs();
    expect(before).toHaveLength(1);
    site.setWall(-aheadMs);
    expect(site.nowMs()).toBe(site.clock.nowMs());
    await site.zaptec.chargers.find(site.chargerId); // looks at the clock
    expect(agoMs()).toEqual(before);
  },
);
