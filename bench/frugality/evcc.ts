// A model of evcc: its control loop asks each charger's state once a round, 30 s by default; within a round the answer is
// cached. Source: evcc-io/evcc, charger/zaptec.go (what is called at the start, and the state behind every value) and its
// `interval`, whose default is 30 s.
import { chargingBy, plainCalls, rowsOf } from './plain-calls.ts';
import type { Client } from './run-day.ts';

const roundMs = 30_000;

export const evcc: Client = async (day) => {
  const calls = plainCalls(day, 'model-of-evcc/0.1 (+https://example.org)');
  const begin = async (): Promise<void> => {
    await calls.login();
    // Each charger is configured by itself: it finds its id in the list and reads its installation's current.
    for (const { id, installationId } of day.emulator.world.chargers()) {
      await rowsOf(calls, '/api/chargers');
      await chargingBy(calls, id);
      await calls.get(`/api/installation/${installationId}`);
    }
    calls.every(
      () => roundMs,
      async () => {
        for (const { id } of day.emulator.world.chargers()) await chargingBy(calls, id);
      },
    );
  };
  const begun = begin();
  begun.catch((error: unknown) => console.error(error));
  return async () => calls.stop();
};
