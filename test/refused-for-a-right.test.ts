// A write that the cloud refuses with 403: when it may be asked again is told at once, and of the one that follows what is missing.
// The policy asks once a day (no-intrusion); a restart changes nothing.
import type { Refused } from '@fairlead/sdk';
import { afterEach, expect, test } from 'vitest';
import { type CarefulSite, openCarefulSite } from './careful-site.ts';

const dayMs = 86_400_000;
const sites: CarefulSite[] = [];
afterEach(async () => {
  for (const site of sites.splice(0)) await site.end();
});

type Write = (site: CarefulSite) => Promise<{ readonly outcome: string }>;

const charging = ({ emulator }: CarefulSite): string =>
  emulator.world.chargers().find(({ mode }) => mode === 3)?.id ?? '';
const writes: Readonly<Record<string, Write>> = {
  'a command': (site) => site.zaptec.chargers.pause(charging(site)),
  'an update of a charger': (site) => site.zaptec.chargers.update(charging(site), { meterValueIntervalS: 900 }),
  'an update of an installation': (site) =>
    site.zaptec.installations.update(site.emulator.world.chargers()[0]?.installationId ?? '', {
      minPowerOfflineMode: true,
    }),
};

async function opened(before?: CarefulSite): Promise<CarefulSite> {
  const site = await openCarefulSite({ emulator: { fleet: { chargers: 1, charging: 1 } }, ...(before && { before }) });
  sites.push(site);
  return site;
}

test.each(Object.entries(writes))(
  '%s that lacks a right says when it may go again, and after a restart what lacks',
  async (_, ask) => {
    const site = await opened();
    site.emulator.faults.plan({ kind: 'status', status: 403 }, { method: 'POST' });
    const first = await site.settled(ask(site));
    expect(first).toMatchObject({ outcome: 'refused', why: 'role', sentAtMs: expect.any(Number) });
    const { sentAtMs, retryAtMs } = first as Refused;
    expect((retryAtMs ?? 0) - (sentAtMs ?? 0)).toBeCloseTo(dayMs, -3);
    const reason = expect.stringMatching(
      /^Not sent: the cloud refused it for want of a right \(403\).*, and is not asked again so soon \(no-intrusion, from 2026-11-21T.*\)\. Ask the owner for the role Owner or Service/,
    );
    const later = { outcome: 'refused', why: 'too-early', sentAtMs: null, retryAtMs, reason };
    expect(await site.settled(ask(site))).toMatchObject(later);
    await site.leave();
    const restarted = await opened(site);
    expect(await restarted.settled(ask(restarted))).toMatchObject(later);
    expect(restarted.writes()).toHaveLength(1);
  },
);

test('a wish for current that lacks a right is refused for a day, and waits for nothing', async () => {
  const site = await opened();
  site.emulator.faults.plan({ kind: 'status', status: 403 }, { method: 'POST' });
  const wish = (amps: number) => {
    const id = site.emulator.world.chargers()[0]?.installationId ?? '';
    return site.settled(site.zaptec.installations.setAvailableCurrent(id, { amps }));
  };
  const asked = await wish(10);
  await site.clock.advanceBy(5_000);
  const first = await asked.done;
  expect(first).toMatchObject({ outcome: 'refused', why: 'role', retryAtMs: expect.any(Number) });
  const next = await wish(12);
  expect(next).toMatchObject({
    state: 'refused',
    appliesAtMs: null,
    note: expect.stringContaining('no-intrusion, from'),
  });
  expect(await next.done).toMatchObject({ outcome: 'refused', why: 'role', retryAtMs: (first as Refused).retryAtMs });
  expect(site.writes()).toHaveLength(1);
});
