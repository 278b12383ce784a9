// A clock that goes ahead: the machine slept, or somebody set it. What slept through is read at once, what was skipped is not
// read too early. The real SDK on the rehearsed cloud, on a machine that counts its sleep and on one that does not.
import type { Clock } from '@fairlead/sdk';
import { afterEach, describe, expect, test } from 'vitest';
import { type FollowedCloud, followedCloud } from './followed-cloud.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let cloud: FollowedCloud;
afterEach(() => cloud.end());

/** The clock of a machine that does not tell how long it has been running. */
const silentAboutSleep = ({ uptimeMs: _, ...clock }: Clock): Clock => clock;

async function following(countsSleep: boolean): Promise<void> {
  cloud = await followedCloud({
    emulator: { fleet: { chargers: 2, charging: 0 } },
    ...(countsSleep ? {} : { clockOf: silentAboutSleep }),
  });
  await cloud.clock.advanceBy(41 * minuteMs);
}

const listsSince = (sinceMs: number) =>
  cloud.emulator.calls().filter(({ class: kind, sentAtMs }) => kind === 'list' && sentAtMs >= sinceMs).length;
const readsSince = (sinceMs: number) =>
  cloud.emulator
    .calls()
    .filter(
      ({ class: kind, sentAtMs }) =>
        sentAtMs >= sinceMs && ['list', 'state', 'detail', 'hierarchy', 'firmware', 'constants'].includes(kind),
    )
    .map(({ class: kind }) => kind);
const brokenAtTheCloud = () =>
  cloud.emulator.operator.report().verdicts.flatMap(({ verdict, clause }) => (verdict === 'broken' ? [clause] : []));

describe.each([
  ['counts its sleep', true],
  ['does not, and learns it from the cloud', false],
])('a machine that %s', (_, countsSleep) => {
  test('reads within 7 min of its waking what became due while it slept', async () => {
    await following(countsSleep);
    const { clock, machine } = cloud;
    machine.fallAsleep();
    await clock.advanceBy(7 * hourMs);
    machine.wakeUp();
    const wokeAtMs = clock.nowMs();
    await clock.advanceBy(7 * minuteMs);
    expect(listsSince(wokeAtMs), 'due every six hours').toBe(2);
    expect(readsSince(wokeAtMs), 'due every hour').toContain('detail');
    expect(brokenAtTheCloud()).toEqual([]);
  });

  test('reads nothing sooner because its clock was set seven hours ahead', async () => {
    await following(countsSleep);
    const { clock, machine } = cloud;
    const setAtMs = clock.nowMs();
    machine.setWall(7 * hourMs);
    await clock.advanceBy(15 * minuteMs);
    expect(readsSince(setAtMs)).toEqual([]);
    expect(cloud.states()).toEqual(['live']);
    await clock.advanceBy(6 * hourMs);
    expect(brokenAtTheCloud()).toEqual([]);
    expect(cloud.differences()).toEqual([]);
  });
});
