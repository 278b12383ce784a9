import { describe, expect, test } from 'vitest';
import type { MirrorView } from '../account.ts';
import type { Observed } from '../mirror/observed.ts';
import { heldBefore, isConfirmed } from './confirmation.ts';
import { isNotCarriedOut, settledAfterMs } from './not-carried-out.ts';

const sentAtMs = Date.UTC(2026, 10, 20, 15);
const left = { leftAtMs: sentAtMs, cloudAtMs: sentAtMs };
const secondMs = 1_000;
type Told = readonly [stateId: number, value: string | null, afterMs: number, receivedAfterMs?: number];

/** What is held: each value observed, and received then or at another time, so long after the sending; before it where negative. */
function mirrorOf(...told: readonly Told[]): MirrorView {
  const held = new Map<number, Observed>(
    told.map(([stateId, value, afterMs, receivedAfterMs = afterMs]) => {
      const atMs = sentAtMs + afterMs;
      const times = { observedAtUs: atMs * 1_000, receivedAtMs: sentAtMs + receivedAfterMs };
      return [stateId, { value, ...times, via: 'stream', sequenceNumber: 1, clockSuspect: false }];
    }),
  );
  return {
    chargers: () => [],
    charger: () => undefined,
    find: () => undefined,
    installations: () => [],
    installation: () => undefined,
    observation: (_, stateId) => held.get(stateId),
    observations: () => held,
  };
}

describe('shown', () => {
  test.each<[string, Parameters<typeof isConfirmed>[0], boolean, readonly Told[]]>([
    [
      '718 = 1, then 710 = 5',
      'pause',
      true,
      [
        [718, '1', 500],
        [710, '5', 5_000],
      ],
    ],
    [
      '718 = 1 while it charges on',
      'pause',
      false,
      [
        [718, '1', 500],
        [710, '3', -9_000],
      ],
    ],
    [
      'both from before the sending',
      'pause',
      false,
      [
        [718, '1', -500],
        [710, '5', -500],
      ],
    ],
    [
      '718 = 0 and 710 = 2',
      'resume',
      true,
      [
        [718, '0', 500],
        [710, '2', 900],
      ],
    ],
    [
      '718 = 0 and 710 = 5',
      'resume',
      false,
      [
        [718, '0', 500],
        [710, '5', -900],
      ],
    ],
    ['another session', 'deauthorize', true, [[721, 'b', 500]]],
    ['no session any more', 'deauthorize', true, [[721, null, 500]]],
    [
      'the same session again',
      'deauthorize',
      false,
      [
        [721, 'a', 500],
        [710, '3', -9_000],
      ],
    ],
    ['no session, from before', 'deauthorize', false, [[721, null, -500]]],
    ['710 = 1', 'deauthorize', true, [[710, '1', 500]]],
    ['online since', 'restart', true, [[-2, '1', 90_000]]],
    ['online since long before', 'restart', false, [[-2, '1', -90_000]]],
    ['offline', 'restart', false, [[-2, '0', 90_000]]],
    ['an uptime of 36 s two minutes later', 'restart', true, [[820, '0.010', 120_000]]],
    ['an uptime of days', 'restart', false, [[821, '70.500', 120_000]]],
    ['an uptime that may be rounded', 'restart', false, [[820, '0', 120_000]]],
    ['another version', 'upgrade-firmware', true, [[911, '2.0', 500]]],
    ['the same version', 'upgrade-firmware', false, [[911, '1.0', 500]]],
    ['another version from before', 'upgrade-firmware', false, [[911, '2.0', -500]]],
  ])('%s, for %s: %s', (_, command, expected, told) => {
    const before = { sessionId: 'a', firmware: '1.0' };
    expect(isConfirmed(command, mirrorOf(...told), 'c1', sentAtMs, before)).toBe(expected);
  });

  test('a version proves nothing where none was held before', () => {
    const before = heldBefore(mirrorOf(), 'c1');
    expect(isConfirmed('upgrade-firmware', mirrorOf([911, '2.0', 500]), 'c1', sentAtMs, before)).toBe(false);
  });
});

describe('not carried out', () => {
  const settled = settledAfterMs + secondMs;
  const charging: readonly Told[] = [
    [710, '3', -60_000],
    [718, '0', -60_000],
  ];
  const paused: readonly Told[] = [
    [710, '5', -60_000],
    [718, '1', -60_000],
  ];

  test.each<[string, 'pause' | 'resume', boolean, readonly Told[], number | null]>([
    ['silence', 'pause', false, charging, null],
    ['power that flows later on', 'pause', true, [...charging, [513, '7000', settled]], null],
    ['power that flowed within the time that a pause takes', 'pause', false, [...charging, [513, '7000', 5_000]], null],
    ['power of before that came late', 'pause', false, [...charging, [513, '7000', -1_000, settled]], null],
    [
      'power of before, by a charger’s clock that is ahead',
      'pause',
      false,
      [...charging, [513, '7000', 60_000, -1_000]],
      null,
    ],
    ['noise', 'pause', false, [...charging, [513, '3', settled]], null],
    [
      'power, though 718 is 1',
      'pause',
      false,
      [
        [710, '3', -9],
        [718, '1', 500],
        [513, '7000', settled],
      ],
      null,
    ],
    ['a read that says it charges', 'pause', true, charging, 31_000],
    ['a read of a charger that is offline', 'pause', false, [...charging, [-2, '0', -9_000]], 31_000],
    ['a read that may come from the cache', 'pause', false, charging, 20_000],
    ['a read that says it is paused', 'pause', false, paused, 31_000],
    ['silence', 'resume', false, paused, null],
    ['a read that says it is paused', 'resume', true, paused, 31_000],
    [
      '718 = 1 that was observed later',
      'resume',
      true,
      [
        [710, '5', -9],
        [718, '1', settled],
      ],
      null,
    ],
    ['a read that says it charges', 'resume', false, charging, 31_000],
  ])('%s, for %s: %s', (_, command, expected, told, readAfterMs) => {
    const readAtMs = readAfterMs === null ? null : sentAtMs + readAfterMs;
    expect(isNotCarriedOut(command, mirrorOf(...told), 'c1', { sentAtMs, left, readAtMs })).toBe(expected);
  });
});
