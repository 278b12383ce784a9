// A first start against a cloud that does not answer: what is the matter is told after the first try, long before the last.
import { expect, test } from 'vitest';
import { emulatedHouse } from './emulated-house.ts';

test.each([
  ['hang', 17_000],
  ['502-html', 2_000],
] as const)(
  'a cloud that gives %s is told of after the first try, while ready() waits on, and no more once it answers',
  async (outage, mostMs) => {
    const { clock, emulator, zaptec, end } = await emulatedHouse({ cloud: { switches: { outage } } });
    let isReady: boolean | null = null;
    zaptec.account.ready().then(
      () => {
        isReady = true;
      },
      () => {
        isReady = false;
      },
    );
    await clock.advanceBy(mostMs);
    expect([isReady, zaptec.account.loginState()]).toEqual([
      null,
      {
        state: 'unreachable',
        trouble: expect.stringMatching(
          /^Failed to reach the cloud: it has not answered yet \(.+\)\. Check the network and its address; it is tried again by itself\.$/,
        ),
      },
    ]);
    emulator.switches.set({ outage: 'none' });
    await clock.advanceBy(60_000);
    expect([isReady, zaptec.account.loginState()]).toEqual([true, { state: 'ok', trouble: null }]);
    await end();
  },
);
