// The emulated cloud of the bench, a process of its own: `cloud.ts <chargers> <charging> <installations>`.
// Says where it is, plugs a car in when it is told to, and tells what it has spent.
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

export type Order = 'plug' | 'spent' | 'stop';

const [chargers = 40, charging = 8, installations = 1] = process.argv.slice(2).map(Number);
const emulator = await startEmulator({ fleet: { chargers, charging, installations } });
const { username, password, userGroupIds } = emulator.accounts.owner;
const place: Place = { kind: 'place', url: emulator.url, username, password, groupId: userGroupIds[0] ?? '' };

process.on('message', (order: Order) => {
  switch (order) {
    case 'plug': {
      const free = emulator.world.chargers().find(({ mode }) => mode === 1);
      if (free) emulator.world.plug(free.id);
      return;
    }
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
