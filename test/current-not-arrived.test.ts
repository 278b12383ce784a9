// A write of the available current of which certainly nothing was carried out: it spends no slot, goes again by backoff, is told
// truly, and gives way to a later wish while it waits.
import { afterEach, describe, expect, test } from 'vitest';
import { type CarefulSite, openCarefulSite } from './careful-site.ts';

const sites: CarefulSite[] = [];
afterEach(async () => {
  for (const site of sites.splice(0)) {
    expect(site.broken()).toEqual([]);
    await site.end();
  }
});

const refusedConnection = (): Promise<Response> =>
  Promise.reject(
    Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    }),
  );
const proxyPage = (status: number) => async (): Promise<Response> =>
  new Response('<html></html>', { status, headers: { 'content-type': 'text/html' } });

const isWrite = (input: string | URL | Request): boolean =>
  /installation\/[^/]+\/update$/.test(String(input instanceof Request ? input.url : input));

/** The first `times` writes of the current meet `answer`; none of them reaches the cloud. */
async function meeting(answer: () => Promise<Response>, times = 1) {
  let met = 0;
  const site = await openCarefulSite({
    emulator: { fleet: { chargers: 1, charging: 1 } },
    through: (cloud) => (input, init) => {
      return isWrite(input) && ++met <= times ? answer() : cloud(input, init);
    },
  });
  sites.push(site);
  const id = site.zaptec.account.mirror.installations()[0]?.id ?? '';
  const startMs = site.clock.nowMs();
  return { ...site, id, sinceMs: () => site.clock.nowMs() - startMs, tries: () => met };
}

describe.each([
  ["the proxy's own 503", proxyPage(503)],
  ['a refused connection', refusedConnection],
  ['a 429', proxyPage(429)],
] as const)('a write that met %s', (_, answer) => {
  test('goes again by backoff, within seconds', async () => {
    const site = await meeting(answer);
    const told = await site.zaptec.installations.setAvailableCurrent(site.id, { amps: 8 });
    expect(told.note).toMatch(/^It is written now\./);
    expect(await site.settled(told.done, 20_000)).toMatchObject({ outcome: 'applied' });
    expect(site.writes()).toEqual(['current']);
  });

  test('gives way to a reduction that is wished while it waits, which is not called late', async () => {
    const site = await meeting(answer);
    const first = await site.zaptec.installations.setAvailableCurrent(site.id, { amps: 8 });
    await site.clock.advanceBy(400);
    expect(site.tries()).toBe(1);
    const second = await site.zaptec.installations.setAvailableCurrent(site.id, { amps: 6 });
    expect(second).toMatchObject({ state: 'scheduled', late: false });
    expect(await site.settled(second.done, 20_000)).toMatchObject({ outcome: 'applied', phasesA: [6, 6, 6] });
    expect(await first.done).toMatchObject({ outcome: 'replaced', phasesA: [6, 6, 6] });
    expect(site.writes()).toEqual(['current']);
  });
});

test('where every try of it fails it goes again a minute later, and what is carried out then spends the slot', async () => {
  const site = await meeting(proxyPage(503), 6);
  const told = await site.zaptec.installations.setAvailableCurrent(site.id, { amps: 8 });
  expect(await site.settled(told.done, 200_000)).toMatchObject({ outcome: 'applied' });
  expect(site.sinceMs()).toBeLessThan(150_000);
  const next = await site.zaptec.installations.setAvailableCurrent(site.id, { amps: 6 });
  expect(next).toMatchObject({ state: 'scheduled', late: true });
  expect(site.writes()).toEqual(['current']);
});

test('a wish that came while it was in flight goes as soon as it came back', async () => {
  const proxy = Promise.withResolvers<Response>();
  const site = await meeting(() => proxy.promise);
  const first = await site.zaptec.installations.setAvailableCurrent(site.id, { amps: 8 });
  await site.clock.advanceBy(400);
  const second = await site.zaptec.installations.setAvailableCurrent(site.id, { amps: 6 });
  proxy.resolve(await proxyPage(503)());
  expect(await site.settled(second.done, 20_000)).toMatchObject({ outcome: 'applied', phasesA: [6, 6, 6] });
  expect((await first.done).outcome).toBe('replaced');
  expect(site.writes()).toEqual(['current']);
});

test('what left again and may be carried out is not taken back', async () => {
  let met = 0;
  const held = Promise.withResolvers<void>();
  const site = await openCarefulSite({
    emulator: { fleet: { chargers: 1, charging: 1 } },
    through: (cloud) => async (input, init) => {
      if (!isWrite(input)) return cloud(input, init);
      if (++met === 1) return proxyPage(503)();
      if (met === 2) await held.promise;
      return cloud(input, init);
    },
  });
  sites.push(site);
  const id = site.zaptec.account.mirror.installations()[0]?.id ?? '';
  const first = await site.zaptec.installations.setAvailableCurrent(id, { amps: 8 });
  for (let spentMs = 0; spentMs < 5_000 && met < 2; spentMs += 100) await site.clock.advanceBy(100);
  const second = await site.zaptec.installations.setAvailableCurrent(id, { amps: 6 });
  held.resolve();
  expect(await site.settled(first.done, 5_000)).toMatchObject({ outcome: 'applied', phasesA: [8, 8, 8] });
  expect(await site.settled(second.done, 1_000_000)).toMatchObject({ outcome: 'applied', phasesA: [6, 6, 6] });
  expect(site.writes()).toEqual(['current', 'current']);
});

test('a restart remembers that it did not arrive', async () => {
  const site = await meeting(refusedConnection, 99);
  await site.zaptec.installations.setAvailableCurrent(site.id, { amps: 8 });
  await site.clock.advanceBy(20_000);
  await site.leave();
  const next = await openCarefulSite({ before: site });
  sites.push(next);
  const told = await next.zaptec.installations.setAvailableCurrent(site.id, { amps: 8 });
  expect(await next.settled(told.done, 20_000)).toMatchObject({ outcome: 'applied' });
});
