import type { Decision } from '@fairlead/policy';
import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { CallRequest } from '../account.ts';
import type { CommandName } from '../commands/public-command.ts';
import { silentLog as log } from '../log/silent-log.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import { openConfirmingReads } from './confirming-reads.ts';

const charger: ChargerRow = {
  ...{ id: 'c1', serial: 'ZAP000001', name: 'Left', installationId: 'i1', deviceType: 4, active: true },
  ...{ roles: 3, readAtMs: 0, row: {} },
};

const nothingBefore = { sessionId: null, firmware: null };

function open(uncoveredSinceMs: number | null, ask: () => Decision = () => ({ kind: 'go', note: null })) {
  const clock = manualClock();
  const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log });
  const calls: CallRequest[] = [];
  const paused = [
    { StateId: 718, ValueAsString: '1', Timestamp: new Date(clock.nowMs()).toISOString(), ChargerId: 'c1' },
  ];
  const reads = openConfirmingReads({
    ...{ mirror, clock, log, signal: new AbortController().signal },
    uncoveredSinceMs: () => uncoveredSinceMs,
    ask,
    async call(request) {
      calls.push(request);
      return { status: 200, body: paused, receivedAtMs: clock.nowMs() };
    },
  });
  const command = (name: CommandName, aheadMs = 0): void =>
    reads.afterCommand(charger, {
      command: name,
      left: { leftAtMs: clock.nowMs(), cloudAtMs: clock.nowMs() - aheadMs },
      before: nothingBefore,
    });
  /** As the stream, or a poll, brings it. */
  const shows = (via: 'stream' | 'poll', afterMs: number): Promise<void> => {
    const told = { receivedAtMs: clock.nowMs() + afterMs, observedAtUs: (clock.nowMs() + afterMs / 2) * 1_000 };
    const shown = (stateId: number, value: string) =>
      ({ chargerId: 'c1', stateId, value, ...told, via, sequenceNumber: 0, clockSuspect: false }) as const;
    return mirror.apply({ chargers: [], installations: [], observations: [shown(718, '1'), shown(710, '5')] });
  };
  return { clock, mirror, calls, reads, command, shows };
}

test('beside an open stream a command whose push came is followed by no read, an update by one', async () => {
  const { clock, calls, reads, command, shows } = open(null);
  command('pause');
  await clock.advanceBy(6_000);
  await shows('stream', 0);
  await clock.advanceBy(600_000);
  expect(calls).toEqual([]);
  reads.afterUpdate(charger);
  await clock.advanceBy(600_000);
  expect(calls).toMatchObject([{ endpoint: 'charger-state', cause: 'after-command', params: { id: 'c1' } }]);
});

test('beside an open stream one whose push did not come in 20 s is read once, where the policy lets it go', async () => {
  const { clock, calls, command } = open(null);
  command('pause');
  await clock.advanceBy(19_000);
  expect(calls).toEqual([]);
  await clock.advanceBy(2_000);
  expect(calls).toHaveLength(1);
  await clock.advanceBy(600_000);
  expect(calls).toHaveLength(1);
});

test.each([
  ['while the effect is waited for', 45_000, 1],
  ['later than that', 56_000, 0],
])('where the policy lets it go %s, that is when it is read, or never', async (_, waitMs, reads) => {
  let opensAtMs = 0;
  const { clock, calls, command } = open(null, () =>
    clock.nowMs() < opensAtMs
      ? { kind: 'wait', untilMs: opensAtMs, clause: 'no-aggressive-polling' }
      : { kind: 'go', note: null },
  );
  opensAtMs = clock.nowMs() + waitMs;
  command('pause');
  await clock.advanceBy(waitMs - 1_000);
  expect(calls).toEqual([]);
  await clock.advanceBy(600_000);
  expect(calls).toHaveLength(reads);
});

test('without one each command is followed by one read at the most: the last one of a charger counts', async () => {
  const { clock, calls, command } = open(0);
  command('pause');
  await clock.advanceBy(5_000);
  command('resume');
  await clock.advanceBy(600_000);
  expect(calls).toHaveLength(1);
});

test('what a poll has shown meanwhile is not read again, and nothing is read once it was closed', async () => {
  const { clock, calls, reads, command, shows } = open(0);
  command('pause');
  await shows('poll', 1_000);
  await clock.advanceBy(600_000);
  reads.afterUpdate(charger);
  reads.close();
  await clock.advanceBy(600_000);
  expect(calls).toEqual([]);
});

test.each([
  [0, 1],
  [120_000, 0],
])(
  'a restart that the online state shows by a clock that is %i ms behind is followed by %i reads',
  async (aheadMs, reads) => {
    const { clock, mirror, calls, command } = open(null);
    command('restart', aheadMs);
    await clock.advanceBy(60_000);
    const online = {
      stateId: -2,
      value: '1',
      observedAtUs: (clock.nowMs() - 120_000) * 1_000,
      receivedAtMs: clock.nowMs(),
    };
    const told = { chargerId: 'c1', via: 'stream', sequenceNumber: 0, clockSuspect: false } as const;
    await mirror.apply({ chargers: [], installations: [], observations: [{ ...told, ...online }] });
    await clock.advanceBy(600_000);
    expect(calls).toHaveLength(reads);
  },
);
