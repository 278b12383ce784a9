// What a machine's clock that is set must not do to what a program asks for: keep a wished current waiting longer than the policy
// does. The rehearsed cloud's own clock is the truth.
import type { CurrentAnswer } from '@fairlead/sdk';
import { afterEach, expect, test } from 'vitest';
import { type FollowedCloud, followedCloud } from './followed-cloud.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let cloud: FollowedCloud;
afterEach(() => cloud.end());

const begin = async (fetchOf?: (send: typeof fetch) => typeof fetch): Promise<void> => {
  cloud = await followedCloud({
    emulator: { fleet: { chargers: 2, charging: 1 } },
    ...(fetchOf && { fetchOf }),
  });
  await cloud.clock.advanceBy(65 * minuteMs);
};

const wish = (amps: number): Promise<CurrentAnswer> => {
  const id = cloud.emulator.world.chargers()[0]?.installationId ?? '';
  return cloud.clock.during(cloud.zaptec.installations.setAvailableCurrent(id, { amps }));
};

/** Until it is told what became of it: how long that took, and what it was. */
const doneOf = async (answer: CurrentAnswer, withinMs: number): Promise<{ afterMs: number; outcome: string }> => {
  const sinceMs = cloud.clock.nowMs();
  let told: string | null = null;
  void answer.done.then(({ outcome }) => {
    told = outcome;
  });
  while (told === null && cloud.clock.nowMs() < sinceMs + withinMs) await cloud.clock.advanceBy(5_000);
  return { afterMs: cloud.clock.nowMs() - sinceMs, outcome: told ?? 'pending' };
};

test.each([
  ['put back by 1 h', -60, -60, 8],
  ['put back by 24 h', -1_440, -1_440, 8],
  ['put back by 24 h, to an increase', -1_440, -1_440, 14],
  ['6 h ahead for three minutes', 360, 0, 8],
])(
  '%s after a write, the next current goes when it was said to, in twice the slot at most',
  async (_, wrong, since, amps) => {
    await begin();
    const { clock, machine } = cloud;
    await (await wish(10)).done;
    await clock.advanceBy(2 * minuteMs);
    machine.setWall(wrong * minuteMs);
    await clock.advanceBy(3 * minuteMs);
    machine.setWall((since - wrong) * minuteMs);
    await clock.advanceBy(minuteMs);
    const answer = await wish(amps);
    const saidMs = (answer.appliesAtMs ?? 0) - machine.nowMs();
    expect(saidMs).toBeLessThanOrEqual(2 * 15 * minuteMs);
    const { afterMs, outcome } = await doneOf(answer, hourMs);
    expect(outcome).toBe('applied');
    expect(Math.abs(afterMs - saidMs)).toBeLessThanOrEqual(10_000);
  },
);

test.each([
  ['an increase, which is wanted unchanged for a minute', 14, false],
  ['a write that did not arrive, and is tried a minute later', 8, true],
])('put back by 10 h, %s, waits as long as before', async (_, amps, isAway) => {
  let away = false;
  await begin((send) => async (input, init) => {
    const { pathname } = new URL(new Request(input, init).url);
    if (!away || !pathname.endsWith('/update')) return send(input, init);
    throw Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('away'), { code: 'ECONNREFUSED' }),
    });
  });
  const { clock, machine } = cloud;
  await (await wish(10)).done;
  await clock.advanceBy(20 * minuteMs);
  away = isAway;
  const answer = await wish(amps);
  await clock.advanceBy(isAway ? 40_000 : 10_000);
  machine.setWall(-10 * hourMs);
  await clock.advanceBy(5_000);
  away = false;
  const { afterMs, outcome } = await doneOf(answer, 11 * hourMs);
  expect(outcome).toBe('applied');
  expect(afterMs).toBeLessThanOrEqual(2 * minuteMs);
});

test.each([
  ['put back by 3 h before a write that was not carried out', -180, 0, false],
  ['put back by 24 h before a write that was not carried out', -1_440, 0, false],
  ['put back by 3 h after a write that was not carried out', 0, -180, false],
  ['put back by 24 h after a write that was not carried out', 0, -1_440, false],
  ['put back by 3 h before a write that was carried out', -180, 0, true],
  ['put back by 24 h after a write that was carried out', 0, -1_440, true],
])('%s and whose answer was lost, the first read of the details settles it', async (_, before, after, isDone) => {
  let isLost = false;
  await begin((send) => async (input, init) => {
    const { pathname } = new URL(new Request(input, init).url);
    if (!isLost || !/installation\/[^/]+\/update$/.test(pathname)) return send(input, init);
    isLost = false;
    if (isDone) await send(input, init);
    return new Response('', { status: 502 });
  });
  const { clock, machine, emulator } = cloud;
  machine.setWall(before * minuteMs);
  await clock.advanceBy(3 * minuteMs);
  isLost = true;
  const answer = await wish(8);
  const wishedAtMs = clock.nowMs();
  await clock.advanceBy(5_000);
  machine.setWall(after * minuteMs);
  const { outcome } = await doneOf(answer, 3 * hourMs);
  const detail = emulator.calls().find((call) => call.path === '/api/installation/{id}' && call.sentAtMs > wishedAtMs);
  // The policy's time runs at half speed until it is caught up: an hour's floor takes two.
  expect(detail?.sentAtMs).toBeLessThan(wishedAtMs + 2.1 * hourMs);
  expect(clock.nowMs()).toBeLessThan((detail?.sentAtMs ?? 0) + 20_000);
  expect(outcome).toBe('applied');
});

test.each([-10, -180])(
  'put back by %i min after a pause left, its push confirms it and no read follows',
  async (min) => {
    await begin();
    const { clock, machine, emulator, zaptec } = cloud;
    const charging = emulator.world.chargers().find(({ car }) => car !== null)?.id ?? '';
    const pausing = zaptec.chargers.pause(charging);
    await clock.advanceBy(700);
    const leftAtMs = clock.nowMs();
    machine.setWall(min * minuteMs);
    await clock.advanceBy(2 * minuteMs);
    expect(await pausing).toMatchObject({ outcome: 'confirmed' });
    expect(emulator.calls().filter((call) => call.class === 'state' && call.sentAtMs > leftAtMs)).toEqual([]);
  },
);

test('put back by a day before a current is written, it is held as set just now', async () => {
  await begin();
  cloud.machine.setWall(-24 * hourMs);
  await cloud.clock.advanceBy(3 * minuteMs);
  expect((await doneOf(await wish(8), minuteMs)).outcome).toBe('applied');
  const id = cloud.emulator.world.chargers()[0]?.installationId ?? '';
  const { by, knownAtMs } = cloud.zaptec.installations.availableCurrent(id);
  expect(by).toBe('update');
  expect(knownAtMs - cloud.machine.nowMs()).toBeLessThanOrEqual(0);
});
