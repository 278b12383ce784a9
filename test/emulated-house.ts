// A program's client on the emulated cloud, under one manual clock.
import { type Emulator, type EmulatorOptions, startEmulator } from '@fairlead/emulator';
import type { CallFact, Fact } from '@fairlead/policy';
import { type AccountOptions, connect, type Zaptec } from '@fairlead/sdk';
import { clientOptions } from './client-options.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

export interface EmulatedHouse {
  readonly clock: ManualClock;
  readonly emulator: Emulator;
  readonly zaptec: Zaptec;
  /** What the client itself journals, oldest first. */
  readonly facts: Fact[];
  /** Calls to a path template since the start, as the cloud saw them. */
  calls(path: string): readonly CallFact[];
  /** Closes the client; the cloud goes on. */
  leave(): Promise<void>;
  /** Closes the client, then the cloud. */
  end(): Promise<void>;
}

export interface EmulatedHouseOptions {
  readonly cloud?: EmulatorOptions;
  readonly client?: Partial<AccountOptions>;
  /** Default `owner`. */
  readonly as?: 'owner' | 'service' | 'user';
  /** A cloud that is there already, instead of a new one. */
  readonly on?: Pick<EmulatedHouse, 'clock' | 'emulator'>;
  /** A cloud that answers otherwise: the client's way to the emulator goes through it. */
  readonly through?: (cloud: typeof fetch) => typeof fetch;
}

/** The client has just been opened: its first calls go when the clock moves. */
export async function emulatedHouse(options: EmulatedHouseOptions = {}): Promise<EmulatedHouse> {
  const clock = options.on?.clock ?? manualClock();
  const emulator =
    options.on?.emulator ??
    (await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 3, charging: 1 }, ...options.cloud }));
  const facts: Fact[] = [];
  const zaptec = await connect({
    ...clientOptions(emulator, clock, options.as),
    journal: (fact) => void facts.push(fact),
    ...(options.through && { fetch: options.through(emulator.fetch) }),
    ...options.client,
  });
  const leave = (): Promise<void> => clock.during(zaptec.close());
  return {
    ...{ clock, emulator, zaptec, facts, leave },
    calls: (path) => emulator.calls().filter((call) => call.path === path),
    async end() {
      await leave();
      await emulator.stop();
    },
  };
}
