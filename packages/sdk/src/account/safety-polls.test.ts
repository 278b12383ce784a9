import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { silentLog as log } from '../log/silent-log.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import { SdkError, type SdkErrorCode } from '../sdk-error.ts';
import { openSafetyPolls } from './safety-polls.ts';

/** How often a state is read in an hour of foul weather when every read fails in this way, at once. */
async function readsInAnHour(code: SdkErrorCode, retryAtMs?: (nowMs: number) => number): Promise<number> {
  const clock = manualClock();
  const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log });
  const told = { id: 'c1', serial: 'ZAP1', name: 'One', installationId: null, deviceType: 4, active: true, roles: 2 };
  await mirror.apply({ chargers: [{ ...told, readAtMs: 0, row: {} }], installations: [], observations: [] });
  let reads = 0;
  const ended = new AbortController();
  const polls = openSafetyPolls({
    ...{ mirror, clock, log, random: () => 0, signal: ended.signal, readBefore: new Map(), foul: () => true },
    missedAtMs: () => null,
    lateAtMs: () => null,
    openingUntilMs: () => null,
    uncoveredSinceMs: () => 0,
    call: () => {
      reads += 1;
      // A loop that never lets go would hang the test as it would hang the program.
      if (reads > 1_000) ended.abort();
      const facts = retryAtMs ? { retryAtMs: retryAtMs(clock.nowMs()) } : {};
      return Promise.reject(new SdkError(code, 'Failed for a test.', facts));
    },
  });
  polls.replan();
  await clock.advanceBy(3_600_000);
  ended.abort();
  polls.close();
  return reads;
}

test.each(['queue-full', 'forbidden', 'unreadable-answer'] as const)(
  'a read that ends with %s at once waits ten minutes, in foul weather too',
  async (code) => {
    expect(await readsInAnHour(code)).toBeLessThanOrEqual(7);
  },
);

test('a read that the policy holds back comes when the policy opens it, and not before', async () => {
  expect(await readsInAnHour('too-early', (nowMs) => nowMs + 1_200_000)).toBe(4);
});
