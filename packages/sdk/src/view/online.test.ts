import { stateIds } from '@fairlead/protocol';
import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { silentLog as log } from '../log/silent-log.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import { onlineOf } from './online.ts';
import type { Upkeep } from './stated-age.ts';

const minuteMs = 60_000;
const nowMs = 1_000 * minuteMs;

interface Case {
  /** Minutes ago; absent: never. */
  readonly pulse?: number;
  readonly heard?: number;
  readonly said?: { readonly online: boolean; readonly ago: number };
  readonly upkeep?: Upkeep;
  readonly toldUntil?: number;
}

async function online({ pulse, heard, said, upkeep = 'stream', toldUntil }: Case) {
  const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock: manualClock(nowMs), log });
  const told = (stateId: number, value: string | null, ago: number, via: 'stream' | 'poll') => ({
    ...{ chargerId: 'c1', stateId, value, via, sequenceNumber: 0, clockSuspect: false },
    ...{ observedAtUs: (nowMs - ago * minuteMs) * 1_000, receivedAtMs: nowMs - ago * minuteMs },
  });
  await mirror.apply({
    ...{ chargers: [], installations: [] },
    observations: [
      ...(pulse === undefined ? [] : [told(stateIds.Pulse, null, pulse, 'stream')]),
      ...(heard === undefined ? [] : [told(stateIds.TotalChargePower, '0', heard, 'stream')]),
      ...(said ? [told(stateIds.IsOnline, said.online ? '1' : '0', said.ago, 'poll')] : []),
    ],
  });
  const row = { id: 'c1', serial: 'ZAP1', name: 'One', installationId: null, deviceType: 4, active: true, roles: 2 };
  const followed = {
    ...{ upkeep, nowMs, lateMs: minuteMs, readAtMs: nowMs - (said?.ago ?? 0) * minuteMs },
    toldUntilMs: toldUntil === undefined ? null : nowMs - toldUntil * minuteMs,
  };
  const { value, mostAgeMs } = onlineOf({ ...row, readAtMs: 0, row: { IsOnline: true } }, mirror, followed);
  return [value, mostAgeMs === null ? null : mostAgeMs / minuteMs];
}

const online24h = { online: true, ago: 300 };

test.each<[string, Case, readonly [boolean, number | null]]>([
  ['heard lately, it is online, whatever was read before', { heard: 5, said: { online: false, ago: 9 } }, [true, 20]],
  ['read later than heard, what was read counts', { pulse: 9, said: { online: false, ago: 5 } }, [false, 20]],
  ['two pulses missing, it is offline', { pulse: 21, said: online24h }, [false, 20]],
  ['at twenty minutes it still counts as online', { pulse: 20, said: online24h }, [true, 20]],
  [
    'silent without ever a pulse, what was read stands, a day old at most',
    { heard: 21, said: online24h },
    [true, 1441],
  ],
  [
    'silent since before the stream was lost, it is offline',
    { pulse: 30, said: online24h, upkeep: 'changing', toldUntil: 5 },
    [false, 20],
  ],
  [
    'silent since the stream was lost, what was read stands',
    { pulse: 24, said: online24h, upkeep: 'changing', toldUntil: 5 },
    [true, 42],
  ],
  [
    'polled, what was read stands for as long as a poll',
    { pulse: 90, said: { online: true, ago: 3 }, upkeep: 'polled' },
    [true, 12],
  ],
])('%s', async (_, given, expected) => {
  expect(await online(given)).toEqual(expected);
});
