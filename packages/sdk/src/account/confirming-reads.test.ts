import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import type { CallRequest } from '../account.ts';
import { silentLog as log } from '../log/silent-log.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import type { ChargerRow } from '../mirror/state-keeper.ts';
import { openConfirmingReads } from './confirming-reads.ts';

const charger: ChargerRow = {
  ...{ id: 'c1', serial: 'ZAP000001', name: 'Left', installationId: 'i1', deviceType: 4, active: true },
  ...{ roles: 3, readAtMs: 0, row: {} },
};

function open(uncoveredSinceMs: number | null) {
  const clock = manualClock();
  const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log });
  const calls: CallRequest[] = [];
  const paused = [
    { StateId: 718, ValueAsString: '1', Timestamp: new Date(clock.nowMs()).toISOString(), ChargerId: 'c1' },
  ];
  const reads = openConfirmingReads({
    ...{ mirror, clock, log, signal: new AbortController().signal },
    uncoveredSinceMs: () => uncoveredSinceMs,
    async call(request) {
      calls.push(request);
      return { status: 200, body: paused, receivedAtMs: clock.nowMs() };
    },
  });
  return { clock, mirror, calls, reads };
}

test('while the stream tells of a charger a command is followed by no read, an update by one', async () => {
  const { clock, calls, reads } = open(null);
  reads.afterCommand(charger, 'pause', clock.nowMs());
  await clock.advanceBy(600_000);
  expect(calls).toEqual([]);
  reads.afterUpdate(charger);
  await clock.advanceBy(600_000);
  expect(calls).toMatchObject([{ endpoint: 'charger-state', cause: 'after-command', params: { id: 'c1' } }]);
});

test('without one each command is followed by one read at the most: the last one of a charger counts', async () => {
  const { clock, calls, reads } = open(0);
  reads.afterCommand(charger, 'pause', clock.nowMs());
  await clock.advanceBy(5_000);
  reads.afterCommand(charger, 'resume', clock.nowMs());
  await clock.advanceBy(600_000);
  expect(calls).toHaveLength(1);
});

test('what a poll has shown meanwhile is not read again, and nothing is read once it was closed', async () => {
  const { clock, mirror, calls, reads } = open(0);
  reads.afterCommand(charger, 'pause', clock.nowMs());
  const told = { receivedAtMs: clock.nowMs() + 1_000, observedAtUs: (clock.nowMs() + 500) * 1_000 };
  const shown = (stateId: number, value: string) =>
    ({ chargerId: 'c1', stateId, value, ...told, via: 'poll', sequenceNumber: 0, clockSuspect: false }) as const;
  await mirror.apply({ chargers: [], installations: [], observations: [shown(718, '1'), shown(710, '5')] });
  await clock.advanceBy(600_000);
  reads.afterUpdate(charger);
  reads.close();
  await clock.advanceBy(600_000);
  expect(calls).toEqual([]);
});
