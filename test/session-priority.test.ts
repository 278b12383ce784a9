// What is told of a session's priority that met trouble: what certainly was not carried out is no unknown outcome, and what may
// have been is no refusal (zaptec-api.md §8.1).
import type { HttpFault } from '@fairlead/emulator';
import type { ChargerSettings, SessionPriority } from '@fairlead/sdk';
import { afterEach, expect, test } from 'vitest';
import { type CarefulSite, openCarefulSite } from './careful-site.ts';

const sites: CarefulSite[] = [];
afterEach(async () => {
  for (const site of sites.splice(0)) await site.end();
});

async function met(fault: HttpFault | 'refused connection') {
  const site = await openCarefulSite({
    emulator: { fleet: { chargers: 1, charging: 1 } },
    through: (cloud) => (input, init) =>
      fault === 'refused connection' && String(input).endsWith('/priority')
        ? Promise.reject(
            Object.assign(new TypeError('fetch failed'), {
              cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
            }),
          )
        : cloud(input, init),
  });
  sites.push(site);
  const charger = site.zaptec.account.mirror.chargers()[0]?.id ?? '';
  const id = site.zaptec.account.mirror.observation(charger, 721)?.value ?? '';
  if (fault !== 'refused connection') site.emulator.faults.plan(fault, { path: '/priority' }, 9);
  return {
    ...site,
    ask: (signal?: AbortSignal) => site.zaptec.sessions.setPriority(id, { phases: 1 }, signal && { signal }),
  };
}

const tries = ({ emulator }: CarefulSite): number =>
  emulator.calls().filter(({ path }) => path.endsWith('/priority')).length;

test('whose caller leaves while it waits to go again after a 503 is cancelled, and goes no more', async () => {
  const site = await met({ kind: 'status', status: 503 });
  const leaves = new AbortController();
  const asked = site.ask(leaves.signal);
  await site.clock.advanceBy(400);
  leaves.abort();
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  await site.clock.advanceBy(60_000);
  expect(tries(site)).toBe(1);
});

test('whose caller leaves while it is in flight may have been carried out', async () => {
  const site = await met({ kind: 'hang', when: 'after' });
  const leaves = new AbortController();
  const asked = site.ask(leaves.signal);
  await site.clock.advanceBy(400);
  leaves.abort();
  expect(await asked).toMatchObject({ outcome: 'unknown', sentAtMs: expect.any(Number) });
});

test.each<[HttpFault, string]>([
  [{ kind: 'status', status: 502, when: 'before' }, 'unknown'],
  [{ kind: 'status', status: 504, when: 'after' }, 'unknown'],
  [{ kind: 'status', status: 500, when: 'before' }, 'unknown'],
  [{ kind: 'status', status: 503 }, 'refused'],
  [{ kind: 'status', status: 403 }, 'refused'],
])('that met %j is %s', async (fault, outcome) => {
  const site = await met(fault);
  expect(await site.settled(site.ask())).toMatchObject({ outcome, sentAtMs: expect.any(Number) });
});

test('of which not a byte arrived was not sent', async () => {
  const site = await met('refused connection');
  await expect(site.settled(site.ask())).rejects.toMatchObject({ code: 'unreachable' });
});

test.each([
  [{ currentA: 40 }, 'currentA must be 0 to 32 A'],
  [{ phases: 2 }, 'phases must be 1 or 3'],
])('%j, which the documents do not allow, is refused as a setting is, and nothing is sent', async (priority, words) => {
  const site = await met('refused connection');
  const session = '00000000-0000-4000-8000-000000000001';
  const asked = site.zaptec.sessions.setPriority(session, priority as SessionPriority);
  const reason = expect.stringContaining(words);
  expect(await asked).toMatchObject({ outcome: 'refused', sentAtMs: null, why: 'bad-value', reason });
  expect(tries(site)).toBe(0);
  const settings = { maxChargePhases: 2 } as unknown as ChargerSettings;
  const charger = site.zaptec.account.mirror.chargers()[0]?.id ?? '';
  expect(await site.zaptec.chargers.update(charger, settings)).toMatchObject({ why: 'bad-value' });
});

test('of a session that the cloud does not know names the session', async () => {
  const site = await met({ kind: 'status', status: 404 });
  expect(await site.settled(site.ask())).toMatchObject({
    why: 'unknown-thing',
    reason: 'The cloud knows no such session (status 404). Check the id of the session.',
  });
});
