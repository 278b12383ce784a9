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

test.each([-24 * hourMs, -hourMs, 0, hourMs])(
  'with the clock set by %i ms, what was sent is told as sent when it was',
  async (byMs) => {
    site = await offsetSite(0);
    const { clock, chargerId, installationId, zaptec, emulator } = site;
    emulator.world.plug(chargerId, { takesKwh: 60, maxCurrentA: 16, phases: 3 });
    await clock.advanceBy(90 * secondMs);
    site.setWall(byMs);
    await clock.advanceBy(20 * secondMs);
    const told: number[] = [];
    const onSent = (sentAtMs: number): void => void told.push(sentAtMs);
    /** By how much the instants told differ from when it really left, by the machine's clock. */
    const offMs = async (ask: () => Promise<object>): Promise<readonly number[]> => {
      told.length = 0;
      const outcome = await site.settled(ask(), 200 * secondMs);
      const isWrite = (call: { readonly class: string }): boolean =>
        call.class === 'command' || call.class === 'update';
      const leftAtMs = emulator.calls().findLast(isWrite)?.sentAtMs ?? 0;
      const sentAtMs = 'sentAtMs' in outcome ? Number(outcome.sentAtMs) : 0;
      return [sentAtMs, ...told].map((atMs) => Math.abs(atMs - byMs - leftAtMs));
    };
    const { chargers, installations, account } = zaptec;
    const wished = () => installations.setAvailableCurrent(installationId, { amps: 10 });
    expect(await offMs(() => chargers.pause(chargerId, { onSent }))).toEqual([0, 0]);
    expect(await offMs(() => account.sendCommand(chargerId, 507, { app: null, onSent }))).toEqual([0, 0]);
    expect(await offMs(() => chargers.update(chargerId, { maxChargeCurrentA: 20 }, { onSent }))).toEqual([0, 0]);
    expect(await offMs(async () => (await wished()).done)).toEqual([0]);
  },
);

test.each([-24 * hourMs, -hourMs, 0, hourMs])(
  'with the clock set by %i ms, a pause of the governor ends when it says',
  async (byMs) => {
    site = await offsetSite(0);
    const { clock, zaptec, emulator, chargerId } = site;
    site.setWall(byMs);
    await clock.advanceBy(20 * secondMs);
    emulator.faults.plan({ kind: 'status', status: 429 });
    void zaptec.chargers.update(chargerId, { maxChargeCurrentA: 20 }).catch(() => {});
    const until = (): number | null => zaptec.account.governorStatus().pausedUntilMs;
    for (let looks = 0; until() === null && looks < 100; looks++) await clock.advanceBy(100);
    const toldMs = until() ?? 0;
    for (let looks = 0; until() !== null && looks < 600; looks++) await clock.advanceBy(100);
    expect(Math.abs(site.nowMs() - toldMs)).toBeLessThanOrEqual(200);
  },
);
