// What the broker has is in the mirror within two seconds, though the way takes a while and so does every commit.
import { startEmulator } from '@fairlead/emulator';
import { type LinkHandler, type MessageSource, memoryKeeper, openAccount, type StateKeeper } from '@fairlead/sdk';
import { expect, test } from 'vitest';
import { clientOptions } from './client-options.ts';
import { manualClock } from './manual-clock.ts';
import { seeded } from './seeded-random.ts';

const hourMs = 3_600_000;

test('pushed values are applied within 2 s of the broker having them (p99), with 250 ms of way and commits of 400 ms', async () => {
  const clock = manualClock();
  const fleet = { chargers: 40, charging: 20 };
  const emulator = await startEmulator({ doors: 'in-process', clock, fleet });
  const pause = (ms: number): Promise<void> => new Promise((resolve) => void clock.setTimer(resolve, ms));
  const random = seeded(5);

  const memory = memoryKeeper();
  const slow: StateKeeper = {
    load: (accountId) => memory.load(accountId),
    async persist(accountId, batch) {
      await pause(400);
      await memory.persist(accountId, batch);
    },
  };
  /** Broker's hands to ours: up to 250 ms, in order as a link delivers. */
  const tookMs: number[] = [];
  const inner = emulator.messageSource();
  const source: MessageSource = {
    open(details, handler, options) {
      let way: Promise<unknown> = Promise.resolve();
      const watched: LinkHandler = {
        ...handler,
        async message(message) {
          const arrivesAtMs = clock.nowMs() + random() * 250;
          const before = way;
          way = (async () => {
            await before;
            await pause(Math.max(0, arrivesAtMs - clock.nowMs()));
          })();
          await way;
          const settlement = await handler.message(message);
          tookMs.push(clock.nowMs() - message.enqueuedAtMs);
          return settlement;
        },
      };
      return inner.open(details, watched, options);
    },
  };
  const account = openAccount({
    ...clientOptions(emulator, clock),
    ...{ source, keeper: slow, random },
  });
  await account.start();
  await clock.advanceBy(2 * hourMs);
  const sorted = tookMs.toSorted((one, other) => one - other);
  expect(sorted.length).toBeGreaterThan(5_000);
  // A commit waits for the one before it: none is at once.
  expect(sorted[Math.floor(sorted.length / 2)]).toBeGreaterThanOrEqual(400);
  expect(sorted[Math.floor(sorted.length * 0.99)]).toBeLessThanOrEqual(2_000);
  await clock.during(account.close());
  await emulator.stop();
});
