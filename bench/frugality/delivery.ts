// How long a message takes from the broker's hands to the mirror, over real sockets in real time.
import { startEmulator } from '@fairlead/emulator';
import { type LinkHandler, type MessageSource, openAccount, serviceBusSource } from '@fairlead/sdk';

const seconds = 30;

export interface DeliveryTimes {
  readonly messages: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
}

export async function deliveryTimes(): Promise<DeliveryTimes> {
  const emulator = await startEmulator({ fleet: { chargers: 40, charging: 40 } });
  const { owner } = emulator.accounts;
  const tookMs: number[] = [];
  const quiet = (): void => {};
  const account = openAccount({
    baseUrl: emulator.url,
    userAgent: 'fairlead-bench/1.0 (+https://example.org)',
    credentials: { read: async () => owner },
    userGroupIds: owner.userGroupIds,
    source: timed(serviceBusSource({ log: { debug: quiet, info: quiet, warn: quiet, error: quiet } }), tookMs),
  });
  await account.start();
  await account.ready();
  // What waited before the link was open counts from the start of the bench, which is not what is asked.
  tookMs.length = 0;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  await account.close();
  await emulator.stop();
  const sorted = tookMs.sort((one, other) => one - other);
  if (sorted.length < 100) throw new Error(`Only ${sorted.length} messages came.`);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { messages: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), mostMs: at(1) };
}

/** A message is settled once it was applied and kept. */
function timed(source: MessageSource, tookMs: number[]): MessageSource {
  return {
    open: (details, handler, options) => {
      const watched: LinkHandler = {
        ...handler,
        async message(message) {
          const settlement = await handler.message(message);
          tookMs.push(Date.now() - message.enqueuedAtMs);
          return settlement;
        },
      };
      return source.open(details, watched, options);
    },
  };
}
