// The emulated cloud of the bench, a process of its own: `cloud.ts <chargers> <charging> <installations>`.
// Says where it is, lifts the owner's limit when it is told to, and tells what it has spent.
import { startEmulator } from '@fairlead/emulator';

export interface Place {
  readonly kind: 'place';
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly groupId: string;
}

export interface Spent {
  readonly kind: 'spent';
  readonly processorUs: number;
  readonly residentBytes: number;
}

export type Order = 'lift-limit' | 'spent' | 'stop';

const [chargers = 40, charging = 8, installations = 1] = process.argv.slice(2).map(Number);
const emulator = await startEmulator({ fleet: { chargers, charging, installations } });
const { username, password, userGroupIds, sub } = emulator.accounts.owner;
const place: Place = { kind: 'place', url: emulator.url, username, password, groupId: userGroupIds[0] ?? '' };

process.on('message', (order: Order) => {
  switch (order) {
    case 'lift-limit':
      emulator.operator.setTier(
        sub,
        { name: 'Bench', ratePerSecond: 1_000_000, burst: 1_000_000 },
        { who: 'bench', why: 'to measure the door, not the limit' },
      );
      return;
    case 'spent': {
      const { user, system } = process.cpuUsage();
      process.send?.({
        kind: 'spent',
        processorUs: user + system,
        residentBytes: process.memoryUsage.rss(),
      } satisfies Spent);
      return;
    }
    case 'stop':
      void emulator.stop().then(() => process.disconnect());
  }
});
process.send?.(place);
