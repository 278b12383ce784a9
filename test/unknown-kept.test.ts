// A serial or an id that the account does not have: what a look-up told outlives a restart, as its floor does.
import type { Fact } from '@fairlead/policy';
import { explain } from '@fairlead/sdk';
import { afterEach, expect, test } from 'vitest';
import { type CarefulSite, openCarefulSite } from './careful-site.ts';

const sites: CarefulSite[] = [];
afterEach(async () => {
  for (const site of sites.splice(0)) {
    expect(site.broken()).toEqual([]);
    await site.end();
  }
});

const serial = 'ZAP000009';
const lookUps = ({ emulator }: CarefulSite): number =>
  emulator.calls().filter(({ class: kind, narrowing }) => kind === 'list' && narrowing === 'name').length;

async function lookedUp(): Promise<CarefulSite> {
  const site = await openCarefulSite();
  expect(await site.settled(site.zaptec.chargers.find(serial))).toBeNull();
  await site.leave();
  return site;
}

test('a serial that was looked up in vain is unknown after a restart too, without a call, and looked up again after an hour', async () => {
  const before = await lookedUp();
  const site = await openCarefulSite({ before });
  sites.push(site);
  const { chargers } = site.zaptec;
  expect(lookUps(site)).toBe(1);
  expect(await site.settled(chargers.find(serial.toLowerCase()))).toBeNull();
  for (const ask of [() => chargers.pause(serial), () => chargers.detail(serial), () => chargers.readState(serial)])
    await expect(site.settled<unknown>(ask())).rejects.toMatchObject({ code: 'unknown-charger' });
  expect(lookUps(site)).toBe(1);
  await site.clock.advanceBy(3_600_000);
  expect(await site.settled(chargers.find(serial))).toBeNull();
  expect(lookUps(site)).toBe(2);
});

test('where nobody knows what a look-up told, the refusal says so, and speaks of nothing that is held', async () => {
  const before = await lookedUp();
  const forgotten = before.facts.map(
    (fact): Fact => (fact.kind === 'call' && fact.narrowing === 'name' ? { ...fact, rows: 1 } : fact),
  );
  const site = await openCarefulSite({ before, client: { history: forgotten } });
  sites.push(site);
  const error = await site.settled(
    site.zaptec.chargers.pause(serial).catch((cause: unknown) => cause as Error & { code: string; retryAtMs: number }),
  );
  expect(error).toMatchObject({ code: 'too-early', retryAtMs: expect.any(Number) });
  expect((error as Error).message).toMatch(/nothing of it is held.*Check the serial/i);
  expect(explain(error).fault).toBeDefined();
});

test('an installation that the cloud does not know is not known after a restart either', async () => {
  const nobodys = '00000000-0000-4000-8000-000000000009';
  const before = await openCarefulSite();
  expect(await before.settled(before.zaptec.installations.find(nobodys))).toBeNull();
  await before.leave();
  const site = await openCarefulSite({ before });
  sites.push(site);
  const calls = site.emulator.calls().length;
  expect(await site.settled(site.zaptec.installations.find(nobodys))).toBeNull();
  await expect(site.settled(site.zaptec.installations.detail(nobodys))).rejects.toMatchObject({ status: 404 });
  expect(site.emulator.calls().length).toBe(calls);
});
