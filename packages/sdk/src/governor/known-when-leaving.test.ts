import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { silentLog } from '../log/silent-log.ts';
import { memoryKeeper } from '../mirror/memory-keeper.ts';
import { openMirror } from '../mirror/open-mirror.ts';
import { openTestOutlet, stateOf } from '../testing/open-test-outlet.ts';

describe('a call that waits', () => {
  it('leaves by what is known when it leaves: a pause whose car was paused meanwhile is not sent (command-precondition)', async () => {
    const clock = manualClock();
    const mirror = openMirror({ accountId: 'main', keeper: memoryKeeper(), clock, log: silentLog });
    const tell = (mode: string, finalStop: string): Promise<unknown> =>
      mirror.apply({
        observations: [
          { chargerId: 'c1', stateId: 710, value: mode },
          { chargerId: 'c1', stateId: 718, value: finalStop },
        ].map((told) => ({
          ...told,
          observedAtUs: clock.nowMs() * 1000,
          receivedAtMs: clock.nowMs(),
          via: 'poll' as const,
          sequenceNumber: 0,
          clockSuspect: false,
        })),
        chargers: [],
        installations: [],
      });
    const { outlet, cloud } = openTestOutlet({ clock, mirror });
    await tell('3', '0');
    for (let n = 0; n < 20; n++) void outlet.call(stateOf(`c${n}`, { lane: 'command' }));
    const pause = outlet.submit({
      ...{ endpoint: 'charger-command', params: { id: 'c1', commandId: '506' } },
      ...{ cause: 'command', lane: 'background', app: null },
    });
    await clock.advanceBy(500);
    await tell('5', '1');
    await clock.advanceBy(10_000);
    expect(await pause).toMatchObject({ kind: 'not-sent', reason: 'forbidden', clause: 'command-precondition' });
    expect(cloud.arrivals.filter(({ method, path }) => method === 'POST' && path !== '/oauth/token')).toEqual([]);
  });
});
