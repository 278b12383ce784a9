import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { silentLog as log } from '../log/silent-log.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import { watchedClock } from '../watched-clock.ts';
import { streamCoverage } from './stream-coverage.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

test('what went elsewhere is doubted until a state is read after it, also when the clock was set back meanwhile', async () => {
  const machine = manualClock();
  const clock = watchedClock(machine);
  const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log });
  const cover = streamCoverage({ mirror, clock, byGroups: true });
  const scope = { bus: 'group', scope: 'g1' } as const;
  const charger = {
    id: 'c1',
    serial: 'ZAP1',
    name: 'One',
    installationId: null,
    deviceType: 4,
    active: true,
    roles: 2,
  };
  const doubtedForMs = (readAgoMs: number): number | null => {
    const nowMs = clock.nowMs();
    const sinceMs = cover.coverage({ ...charger, readAtMs: 0, row: {} }).doubtedSinceMs(nowMs - readAgoMs);
    return sinceMs === null ? null : nowMs - sinceMs;
  };
  cover.attached(scope, clock.nowMs());
  cover.doubted(scope, minuteMs);
  cover.missed(scope);
  cover.doubted(scope, null);
  await machine.advanceBy(10 * minuteMs);
  for (const setBackMs of [0, 3 * hourMs, 24 * hourMs]) {
    machine.jumpWall(-setBackMs);
    expect([doubtedForMs(11 * minuteMs), doubtedForMs(9 * minuteMs)]).toEqual([11 * minuteMs, null]);
  }
});
