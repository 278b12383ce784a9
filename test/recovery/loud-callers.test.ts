// Callers that ask for all that they can get: what the account does for itself goes on beside them.
import { afterEach, expect, test } from 'vitest';
import { type FollowedCloud, followedCloud } from './followed-cloud.ts';

const minuteMs = 60_000;
/** More than one party may have waiting (`mostQueuedPerApp`). */
const calls = 5_100;

let cloud: FollowedCloud;
afterEach(() => cloud.end());

test.each([null, 'loud'])(
  'a stream that is lost while callers named %s fill their places is live within 5 s',
  async (app) => {
    cloud = await followedCloud({ emulator: { fleet: { chargers: 3, charging: 1 } } });
    const { clock, emulator, zaptec } = cloud;
    await clock.advanceBy(40 * minuteMs);
    let full = 0;
    for (let n = 0; n < calls; n++) {
      const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
      const body = { prioritizedPhases: 1 };
      zaptec.account
        .call({ endpoint: 'session-priority', params: { id }, body, cause: 'user', lane: 'background', app })
        .catch(({ code }) => {
          if (code === 'queue-full') full++;
        });
    }
    await clock.advanceBy(1_000);
    expect(full).toBeGreaterThan(0);
    emulator.faults.detachReaders();
    await clock.advanceBy(6_000);
    expect(zaptec.account.governorStatus().queued).toBeGreaterThan(4_900);
    expect(cloud.states()).toEqual(['live']);
  },
);
