// Commands whose callers leave: what certainly was not carried out goes for nobody, what may have been is left alone, and who
// asks next is not kept waiting for what nobody sends any more.
import type { HttpFault } from '@fairlead/emulator';
import { afterEach, describe, expect, test } from 'vitest';
import { type CarefulOptions, type CarefulSite, openCarefulSite } from './careful-site.ts';

const sites: CarefulSite[] = [];
afterEach(async () => {
  for (const site of sites.splice(0)) {
    expect(site.broken()).toEqual([]);
    await site.end();
  }
});

const path = 'sendCommand';

async function charging(options: CarefulOptions = {}): Promise<CarefulSite & { readonly id: string }> {
  const site = await openCarefulSite({
    ...options,
    emulator: { fleet: { chargers: 1, charging: 1 }, ...options.emulator },
  });
  sites.push(site);
  return { ...site, id: site.emulator.world.chargers()[0]?.id ?? '' };
}

/** Commands that the cloud received, by status. */
const statuses = ({ emulator }: CarefulSite): readonly (number | null)[] =>
  emulator
    .calls()
    .filter((call) => call.class === 'command')
    .map(({ status }) => status);

describe('what certainly was not carried out', () => {
  test.each<[string, HttpFault, number]>([
    ["the proxy's own 503", { kind: 'status', status: 503 }, 503],
    ['a 429', { kind: 'status', status: 429 }, 429],
  ])('goes no more once its only caller left while it waits to go again: %s', async (_, fault, status) => {
    const site = await charging();
    site.emulator.faults.plan(fault, { path });
    const leaves = new AbortController();
    const pausing = site.zaptec.chargers.pause(site.id, { signal: leaves.signal });
    await site.clock.advanceBy(400);
    expect(statuses(site)).toEqual([status]);
    leaves.abort();
    await expect(pausing).rejects.toMatchObject({ code: 'cancelled' });
    site.emulator.faults.clear();
    await site.clock.advanceBy(180_000);
    expect(statuses(site)).toEqual([status]);
    expect(site.emulator.world.chargers()[0]?.mode).toBe(3);
  });

  test('goes on for the others; who left is told that it did not leave for him', async () => {
    const site = await charging();
    site.emulator.faults.plan({ kind: 'status', status: 503 }, { path }, 1);
    const leaves = new AbortController();
    const left = site.zaptec.chargers.pause(site.id, { signal: leaves.signal });
    const stayed = site.zaptec.chargers.pause(site.id);
    await site.clock.advanceBy(400);
    leaves.abort();
    await expect(left).rejects.toMatchObject({ code: 'cancelled' });
    expect((await site.settled(stayed)).outcome).toBe('confirmed');
    expect(statuses(site)).toEqual([503, 200]);
  });

  test('goes no more where its only caller left while it was in flight: he was told that nobody knows', async () => {
    const proxy = Promise.withResolvers<Response>();
    let asked = 0;
    const site = await charging({
      through: (cloud) => (input, init) =>
        String(input).includes(path) && ++asked === 1 ? proxy.promise : cloud(input, init),
    });
    const leaves = new AbortController();
    const pausing = site.zaptec.chargers.pause(site.id, { signal: leaves.signal });
    await site.clock.advanceBy(1_000);
    leaves.abort();
    expect((await pausing).outcome).toBe('unconfirmed');
    proxy.resolve(new Response('<html></html>', { status: 503, headers: { 'content-type': 'text/html' } }));
    await site.clock.advanceBy(180_000);
    expect(asked).toBe(1);
    // Nothing is under way any more: who asks next gets one of his own.
    expect((await site.settled(site.zaptec.chargers.pause(site.id))).outcome).toBe('confirmed');
  });
});

const withoutStream = { emulator: { switches: { bus: 'none' } }, client: { userGroupIds: [] } } as const;

describe.each([
  ['with the stream', {}],
  ['without a stream', withoutStream],
] as const)('a pause that got lost and whose only caller left, %s', (_, options) => {
  test.each([17_000, 40_000, 70_000, 90_000])('is carried out once for who asks %i ms later', async (laterMs) => {
    const site = await charging(options);
    const { clock, emulator, zaptec, id } = site;
    emulator.faults.plan({ kind: 'hang', when: 'before' }, { path }, 1);
    const leaves = new AbortController();
    const left = zaptec.chargers.pause(id, { signal: leaves.signal });
    await clock.advanceBy(2_000);
    leaves.abort();
    await left;
    await clock.advanceBy(laterMs - 2_000);
    expect(site.writes()).toEqual(['506']);
    const askedAtMs = clock.nowMs();
    expect((await site.settled(zaptec.chargers.pause(id), 200_000)).outcome).toBe('confirmed');
    expect(site.writes()).toEqual(['506', '506']);
    // Once the state has shown that it was lost nothing is waited for.
    if (laterMs >= 70_000) expect(clock.nowMs() - askedAtMs).toBeLessThanOrEqual(20_000);
  });
});

test('a pause that got lost goes no more where its last caller leaves as the state shows it', async () => {
  const site = await charging();
  const { clock, emulator, zaptec, id } = site;
  emulator.faults.plan({ kind: 'hang', when: 'before' }, { path }, 1);
  const leaves = new AbortController();
  const left = zaptec.chargers.pause(id, { signal: leaves.signal });
  await clock.advanceBy(30_000);
  leaves.abort();
  expect((await left).outcome).toBe('unconfirmed');
  await clock.advanceBy(300_000);
  expect(site.writes()).toEqual(['506']);
  expect(emulator.world.chargers()[0]?.mode).toBe(3);
});

test('a repetition that waits to leave is taken back by the last caller, and who asks next gets one of his own', async () => {
  const site = await charging();
  const { clock, emulator, zaptec, id } = site;
  emulator.faults.plan({ kind: 'hang', when: 'before' }, { path }, 1);
  const leaves = new AbortController();
  const left = zaptec.chargers.pause(id, { signal: leaves.signal });
  await clock.advanceBy(20_000);
  // The repetition meets the proxy's own page once, and waits to go again.
  emulator.faults.plan({ kind: 'status', status: 503 }, { path }, 1);
  for (let spentMs = 0; spentMs < 80_000 && statuses(site).length < 2; spentMs += 100) await clock.advanceBy(100);
  expect(statuses(site)).toEqual([null, 503]);
  leaves.abort();
  expect((await left).outcome).toBe('unconfirmed');
  const next = zaptec.chargers.pause(id);
  expect((await site.settled(next, 20_000)).outcome).toBe('confirmed');
  expect(statuses(site)).toEqual([null, 503, 200]);
});
