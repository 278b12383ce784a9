// Two programs that read one subscription: each gets a part of what is pushed, and neither knows of the other. What becomes
// of their commands. The real SDK, twice, on the rehearsed cloud under one manual clock.
import { startEmulator } from '@fairlead/emulator';
import { judge } from '@fairlead/policy';
import { type MessageSource, memoryKeeper, memorySecrets } from '@fairlead/sdk';
import { afterEach, expect, test } from 'vitest';
import { type CarefulSite, openCarefulSite } from '../careful-site.ts';
import { manualClock } from '../manual-clock.ts';

const minuteMs = 60_000;
/** Somebody beside us who, while he is there, gets every message and keeps it. */
let isRobbed = false;
const open: CarefulSite[] = [];
afterEach(async () => {
  isRobbed = false;
  const sites = open.splice(0);
  for (const site of sites) await site.leave();
  await sites[0]?.emulator.stop();
});

async function program(beside?: CarefulSite): Promise<CarefulSite> {
  const clock = beside?.clock ?? manualClock();
  const fleet = { chargers: 3, charging: 2 };
  const emulator = beside?.emulator ?? (await startEmulator({ doors: 'in-process', clock, fleet }));
  const bus = emulator.messageSource();
  const source: MessageSource = {
    open: (details, handler, how) =>
      bus.open(
        details,
        { ...handler, message: async (message) => (isRobbed ? 'complete' : handler.message(message)) },
        how,
      ),
  };
  const kept = { keeper: memoryKeeper(), secrets: memorySecrets() };
  const cloud = { clock, emulator, kept, facts: [] } as unknown as CarefulSite;
  // A way of its own to the cloud, as another process has: within one process a login is followed once.
  const fetch: typeof globalThis.fetch = (input, init) => emulator.fetch(input, init);
  const site = await openCarefulSite({ before: cloud, client: { source, fetch } });
  open.push(site);
  return site;
}

const charging = (site: CarefulSite): readonly string[] =>
  site.emulator.world.chargers().flatMap(({ id, mode }) => (mode === 3 ? [id] : []));
const stateOf = ({ zaptec }: CarefulSite): unknown => zaptec.account.streamStatus()[0]?.state;
const readsOf = ({ facts }: CarefulSite, chargerId: string, sinceMs: number) =>
  facts.filter(
    (fact) => fact.kind === 'call' && fact.class === 'state' && fact.resource === chargerId && fact.sentAtMs >= sinceMs,
  );
const brokenBy = ({ facts }: CarefulSite): readonly string[] =>
  judge(facts).verdicts.flatMap(({ verdict, clause }) => (verdict === 'broken' ? [clause] : []));

test('known as shared: both pauses end confirmed, by a push or by the next read at the floor', async () => {
  const one = await program();
  const other = await program(one);
  await one.clock.advanceBy(45 * minuteMs);
  expect([stateOf(one), stateOf(other)]).toEqual(['shared', 'shared']);
  const [first = '', second = ''] = charging(one);
  const sinceMs = one.clock.nowMs();
  const outcomes = Promise.all([one.zaptec.chargers.pause(first), other.zaptec.chargers.pause(second)]);
  for (const { outcome } of await one.settled(outcomes, 12 * minuteMs)) expect(outcome).toBe('confirmed');
  expect(one.clock.nowMs() - sinceMs).toBeLessThanOrEqual(675_000);
  expect(readsOf(one, first, sinceMs).length).toBeLessThanOrEqual(1);
  expect(readsOf(other, second, sinceMs).length).toBeLessThanOrEqual(1);
  expect([brokenBy(one), brokenBy(other)]).toEqual([[], []]);
});

test('not known yet: where the push went to the other one, one read confirms, 20 s after the sending', async () => {
  const one = await program();
  const { clock } = one;
  await clock.advanceBy(15 * minuteMs);
  const [chargerId = ''] = charging(one);
  isRobbed = true;
  const sinceMs = clock.nowMs();
  const outcome = await one.settled(one.zaptec.chargers.pause(chargerId));
  expect(stateOf(one)).toBe('live');
  expect(outcome).toMatchObject({ outcome: 'confirmed' });
  expect(clock.nowMs() - sinceMs).toBeGreaterThanOrEqual(20_000);
  expect(clock.nowMs() - sinceMs).toBeLessThanOrEqual(25_000);
  isRobbed = false;
  await clock.advanceBy(minuteMs);
  expect(readsOf(one, chargerId, sinceMs)).toMatchObject([{ cause: 'after-command', status: 200 }]);
  expect(brokenBy(one)).toEqual([]);
});

test('a program that read the state a minute ago may not read it again beside an open stream: unconfirmed, and no read', async () => {
  const one = await program();
  isRobbed = true;
  const [chargerId = ''] = charging(one);
  const sinceMs = one.clock.nowMs();
  expect(await one.settled(one.zaptec.chargers.pause(chargerId))).toMatchObject({ outcome: 'unconfirmed' });
  expect(readsOf(one, chargerId, sinceMs)).toEqual([]);
});

test('with the subscription to itself a pause is confirmed by the push alone', async () => {
  const one = await program();
  await one.clock.advanceBy(15 * minuteMs);
  const [chargerId = ''] = charging(one);
  const sinceMs = one.clock.nowMs();
  expect(await one.settled(one.zaptec.chargers.pause(chargerId))).toMatchObject({ outcome: 'confirmed' });
  await one.clock.advanceBy(5 * minuteMs);
  expect(readsOf(one, chargerId, sinceMs)).toEqual([]);
});
