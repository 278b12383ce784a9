// Commands that overlap at one charger: what was carried out unheard goes no second time against a later one, and what was not
// does not either once another one has left. `calls()` and the world are the cloud's own word.
import { afterEach, expect, test } from 'vitest';
import { type CarefulSite, openCarefulSite } from './careful-site.ts';

const sites: CarefulSite[] = [];
afterEach(async () => {
  for (const site of sites.splice(0)) {
    expect(site.broken()).toEqual([]);
    await site.end();
  }
});

const path = 'sendCommand';

async function charging(): Promise<CarefulSite & { readonly id: string; mode(): number | undefined }> {
  const site = await openCarefulSite({ emulator: { fleet: { chargers: 1, charging: 1 } } });
  sites.push(site);
  const id = site.emulator.world.chargers()[0]?.id ?? '';
  return { ...site, id, mode: () => site.emulator.world.chargers()[0]?.mode };
}

test.each([6_000, 8_000, 14_000, 20_000])(
  'a pause that was carried out unheard is confirmed by what was seen, and never goes against a resume %i ms later',
  async (laterMs) => {
    const { clock, emulator, zaptec, id, ...site } = await charging();
    emulator.faults.plan({ kind: 'hang', when: 'after' }, { path }, 1);
    const leftAtMs = clock.nowMs();
    const pausing = zaptec.chargers.pause(id);
    await clock.advanceBy(laterMs);
    const resuming = zaptec.chargers.resume(id);
    await clock.advanceBy(180_000);
    const paused = await pausing;
    expect(paused).toMatchObject({ outcome: 'confirmed', sentAtMs: leftAtMs });
    // It is told once the call has ended; what is told is when it was seen.
    expect(paused.outcome === 'confirmed' && paused.confirmedAtMs - leftAtMs).toBeLessThanOrEqual(6_000);
    expect((await resuming).outcome).toBe('confirmed');
    expect(site.writes()).toEqual(['506', '507']);
    expect(site.mode()).toBe(3);
  },
);

test('a pause of which 718 alone was seen does not go again to the next car', async () => {
  const { clock, emulator, zaptec, id, ...site } = await charging();
  emulator.faults.plan({ kind: 'hang', when: 'after' }, { path }, 1);
  const pausing = zaptec.chargers.pause(id);
  await clock.advanceBy(3_000);
  expect(zaptec.account.mirror.observation(id, 718)?.value).toBe('1');
  emulator.world.unplug(id);
  emulator.world.plug(id, { takesKwh: 60 });
  await clock.advanceBy(180_000);
  await pausing;
  expect(site.writes()).toEqual(['506']);
  expect(site.mode()).toBe(3);
});

test.each(['by the resources', 'past them'] as const)(
  'a pause that was not carried out does not go again once another command left %s',
  async (how) => {
    const { clock, emulator, zaptec, id, ...site } = await charging();
    emulator.faults.plan({ kind: 'hang', when: 'before' }, { path }, 1);
    const pausing = zaptec.chargers.pause(id);
    await clock.advanceBy(20_000);
    if (how === 'past them') void zaptec.account.sendCommand(id, 10_001, { app: null });
    else void zaptec.chargers.deauthorize(id);
    expect(await site.settled(pausing, 180_000)).toMatchObject({
      outcome: 'unconfirmed',
      reason: expect.stringContaining('another command left to this charger'),
    });
    await clock.advanceBy(180_000);
    expect(site.writes()).toEqual(['506', '10001']);
  },
);

test('who asks for a pause after another command left gets one of his own, though an earlier one is still waited for', async () => {
  const { clock, emulator, zaptec, id, ...site } = await charging();
  emulator.faults.plan({ kind: 'hang', when: 'before' }, { path }, 1);
  const first = zaptec.chargers.pause(id, { confirmWithinMs: 600_000 });
  await clock.advanceBy(20_000);
  void zaptec.chargers.deauthorize(id);
  await clock.advanceBy(25_000);
  expect(site.mode()).toBe(3);
  const second = zaptec.chargers.pause(id);
  await clock.advanceBy(180_000);
  expect((await second).outcome).toBe('confirmed');
  // Whose effect that is nobody can tell.
  expect(await first).toMatchObject({
    outcome: 'unconfirmed',
    reason: expect.stringContaining('another command left'),
  });
  expect(site.writes()).toEqual(['506', '10001', '506']);
});

test.each([
  ['pause', 'resume', 'not-paused', 1_500],
  ['resume', 'pause', 'already-paused', 100],
] as const)(
  'while a %s is on its way a %s is refused, and the reason says why',
  async (first, second, why, laterMs) => {
    const { clock, zaptec, id, ...site } = await charging();
    if (first === 'resume') expect((await site.settled(zaptec.chargers.pause(id), 60_000)).outcome).toBe('confirmed');
    const going = zaptec.chargers[first](id);
    await clock.advanceBy(laterMs);
    const refused = await site.settled(zaptec.chargers[second](id), 1_000);
    expect(refused).toMatchObject({
      ...{ outcome: 'refused', why, sentAtMs: null },
      reason: `A ${first} is on its way to this charger and has not shown its effect yet. Ask for the ${second} once it has ended.`,
    });
    expect((await site.settled(going, 60_000)).outcome).toBe('confirmed');
    expect(await site.settled(zaptec.chargers[first](id), 60_000)).toMatchObject({
      ...{ outcome: 'refused' },
      reason: expect.not.stringContaining('on its way'),
    });
    expect((await site.settled(zaptec.chargers[second](id), 60_000)).outcome).toBe('confirmed');
  },
);

test('who waited for a pause may resume at once, also where the car had only just asked for current', async () => {
  const { clock, emulator, zaptec, id, ...site } = await charging();
  emulator.world.unplug(id);
  await clock.advanceBy(60_000);
  emulator.world.plug(id, { takesKwh: 60 });
  for (let spentMs = 0; site.mode() !== 2 && spentMs < 60_000; spentMs += 100) await clock.advanceBy(100);
  await clock.advanceBy(300);
  expect((await zaptec.chargers.find(id))?.mode.value).toBe('requesting');
  const pausing = zaptec.chargers.pause(id);
  await clock.advanceBy(1_000);
  expect(zaptec.account.mirror.observation(id, 718)?.value).toBe('1');
  expect(await site.settled(pausing)).toMatchObject({ outcome: 'confirmed' });
  expect(await site.settled(zaptec.chargers.pause(id))).toMatchObject({ why: 'already-paused' });
  expect(await site.settled(zaptec.chargers.resume(id))).toMatchObject({ outcome: 'confirmed' });
  // It has only just been resumed: the same again.
  expect(await site.settled(zaptec.chargers.pause(id))).toMatchObject({ outcome: 'confirmed' });
  expect(await site.settled(zaptec.chargers.resume(id))).toMatchObject({ outcome: 'confirmed' });
  expect(site.writes()).toEqual(['506', '507', '506', '507']);
});

test('a caller who waits for less is told that the pause was seen, though it cannot be resumed yet', async () => {
  const { clock, emulator, zaptec, id, ...site } = await charging();
  emulator.world.unplug(id);
  await clock.advanceBy(60_000);
  emulator.world.plug(id, { takesKwh: 60 });
  for (let spentMs = 0; site.mode() !== 2 && spentMs < 60_000; spentMs += 100) await clock.advanceBy(100);
  await clock.advanceBy(300);
  const pausing = zaptec.chargers.pause(id, { confirmWithinMs: 2_000 });
  await clock.advanceBy(2_500);
  expect(await pausing).toMatchObject({ outcome: 'confirmed' });
  expect(await site.settled(zaptec.chargers.resume(id))).toMatchObject({
    why: 'not-paused',
    reason: expect.stringContaining('has not come into force yet'),
  });
  await clock.advanceBy(5_000);
  expect(await site.settled(zaptec.chargers.resume(id))).toMatchObject({ outcome: 'confirmed' });
});

test('of two that are asked together the first is told what was the case when it was asked, not of the second', async () => {
  const { zaptec, id, ...site } = await charging();
  const together = Promise.all([zaptec.chargers.resume(id), zaptec.chargers.pause(id)]);
  const [resumed, paused] = await site.settled(together);
  expect(resumed).toMatchObject({ why: 'not-paused', reason: expect.stringContaining('is charging already') });
  expect(paused).toMatchObject({ outcome: 'confirmed' });
  const [again, back] = await site.settled(Promise.all([zaptec.chargers.pause(id), zaptec.chargers.resume(id)]));
  expect(again).toMatchObject({ why: 'already-paused', reason: expect.stringContaining('is paused already') });
  expect(back).toMatchObject({ outcome: 'confirmed' });
  expect(site.writes()).toEqual(['506', '507']);
});
