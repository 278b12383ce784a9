import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { silentLog as log } from '../log/silent-log.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import { watchedClock } from '../watched-clock.ts';
import { openUpkeep } from './upkeep.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const charger = {
  ...{ id: 'c1', serial: 'ZAP1', name: 'One', installationId: null, deviceType: 4, active: true, roles: 2 },
  ...{ readAtMs: 0, row: {} },
};

/** Read `readAgoMs` ago, by a stream that is well since `wellForMs`, of which something is missing after `knownAgoMs`. */
async function statedMs(readAgoMs: number, wellForMs: number, knownAgoMs: number): Promise<number | null> {
  const machine = manualClock();
  const clock = watchedClock(machine);
  const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log });
  const followedOf = openUpkeep({
    ...{ mirror, clock, ratePerSecond: 9.9, aheadMs: () => 0 },
    lastRead: () => ({ readAtMs: clock.nowMs() - readAgoMs, denied: false }),
    coverage: () => ({
      ...{ covered: true, isHeard: true, missedAtMs: null, lateAtMs: null, wellUntilMs: null },
      sinceMs: clock.nowMs() - wellForMs,
      doubtedSinceMs: () => clock.nowMs() - knownAgoMs,
    }),
  });
  await machine.advanceBy(2 * hourMs);
  machine.jumpWall(-3 * hourMs);
  const { toldUntilMs } = followedOf(charger);
  return toldUntilMs === null ? null : clock.nowMs() - toldUntilMs;
}

test('what was read in this run is known until a number is missing', async () => {
  expect(await statedMs(hourMs, 5 * minuteMs, 3 * minuteMs)).toBe(3 * minuteMs);
});

test('a number that is missing soon after a start says that others went before it, and the read of the run before counts alone', async () => {
  expect(await statedMs(5 * hourMs, 5 * minuteMs, 3 * minuteMs)).toBeNull();
  expect(await statedMs(5 * hourMs, 32 * minuteMs, 3 * minuteMs)).toBeNull();
  expect(await statedMs(5 * hourMs, 33 * minuteMs, 3 * minuteMs)).toBe(3 * minuteMs);
});
