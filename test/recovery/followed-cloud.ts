// The real SDK following the rehearsed cloud under one manual clock, with weather in between; and what is to be compared.
import { type Emulator, type EmulatorOptions, startEmulator } from '@fairlead/emulator';
import type { CallFact, Fact } from '@fairlead/policy';
import { sensitivityOfObservation } from '@fairlead/protocol';
import {
  type AccountEvent,
  type AccountOptions,
  type Clock,
  connect,
  type Log,
  memoryKeeper,
  memorySecrets,
  type StreamState,
  type Zaptec,
} from '@fairlead/sdk';
import { clientOptions } from '../client-options.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';
import { seeded } from '../seeded-random.ts';
import { type SleepingClock, sleepingClock } from '../sleeping-clock.ts';
import { type WeatheredDoors, weatheredDoors } from './weathered-doors.ts';

/** Kept by the cloud and not put on the bus, or not always (zaptec-api.md §4.6): read once a day. */
const unpushed: ReadonlySet<number> = new Set([-2, 510, 511]);

export interface FollowedCloud {
  readonly clock: ManualClock;
  readonly machine: SleepingClock;
  readonly emulator: Emulator;
  /** As it runs now: a restart opens another one. */
  readonly zaptec: Zaptec;
  readonly doors: WeatheredDoors;
  /** What the client itself journals, oldest first. */
  readonly facts: Fact[];
  /** Values whose published event time went back, or that were published twice in a row as the same. */
  readonly flickers: string[];
  states(): readonly StreamState[];
  /** Links that stood so far, of all sources. */
  linksSoFar(): number;
  calls(sinceMs?: number): readonly CallFact[];
  /** Where the mirror differs from what is really the case; without the values that are never pushed unless asked. */
  differences(which?: 'pushed' | 'all'): readonly string[];
  /** The program ends and begins again with what it kept: state, secrets and its journal; `meanwhile` happens in between. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  end(): Promise<void>;
}

export interface FollowedCloudOptions {
  readonly emulator?: EmulatorOptions;
  readonly account?: Partial<AccountOptions>;
  /** Which buses are read. Default `group`. */
  readonly bus?: 'group' | 'installation';
  readonly seed?: number;
  /** The folder in which the account keeps its journal and all else; `facts` stays empty then. Default: memory. */
  readonly keepIn?: string;
  /** Whose login. Default `owner`. */
  readonly as?: 'owner' | 'service' | 'user';
  /** What the account sees of the cloud's answers. Default all of them. */
  readonly fetchOf?: (send: typeof fetch) => typeof fetch;
  /** What the account sees of the machine's clock. Default all of it. */
  readonly clockOf?: (machine: Clock) => Clock;
}

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

export async function followedCloud(options: FollowedCloudOptions = {}): Promise<FollowedCloud> {
  const clock = manualClock();
  const machine = sleepingClock(clock);
  const emulator = await startEmulator({
    doors: 'in-process',
    clock,
    fleet: { chargers: 3, charging: 1 },
    ...options.emulator,
  });
  const doors = weatheredDoors({
    fetch: emulator.fetch,
    source: emulator.messageSource(),
    clock: machine,
    busClock: clock,
  });
  const facts: Fact[] = [];
  const flickers: string[] = [];
  const random = seeded(options.seed ?? 11);
  const kept = { keeper: memoryKeeper(), secrets: memorySecrets() };
  const open = (): Promise<Zaptec> =>
    connect({
      ...clientOptions(emulator, options.clockOf?.(machine) ?? machine, options.as),
      ...(options.bus === 'installation' && { userGroupIds: [] }),
      ...{ fetch: options.fetchOf?.(doors.fetch) ?? doors.fetch, source: doors.source, random },
      log: silent,
      ...(options.keepIn === undefined
        ? { journal: (fact: Fact) => void facts.push(fact), history: [...facts], ...kept }
        : { keepIn: options.keepIn }),
      ...options.account,
    });
  const shown = new Map<string, { readonly atUs: number; readonly value: string | null }>();
  const watch = (event: AccountEvent): void => {
    if (event.kind !== 'observation') return;
    const { chargerId, stateId, value, observedAtUs } = event.observation;
    const key = `${chargerId} ${stateId}`;
    const before = shown.get(key);
    if (before && (before.atUs > observedAtUs || before.value === value))
      flickers.push(`${key}: ${value} of ${observedAtUs} after ${before.value} of ${before.atUs}`);
    shown.set(key, { atUs: observedAtUs, value });
  };
  const begin = async (): Promise<Zaptec> => {
    const opened = await open();
    opened.account.subscribe(watch);
    return opened;
  };
  const close = async (): Promise<void> => {
    machine.wakeUp();
    await clock.during(zaptec.close());
  };
  let zaptec = await begin();

  return {
    ...{ clock, machine, emulator, doors, facts, flickers },
    get zaptec() {
      return zaptec;
    },
    linksSoFar: () => facts.filter((fact) => fact.kind === 'stream' && fact.event === 'opened').length,
    states: () => zaptec.account.streamStatus().map(({ state }) => state),
    calls: (sinceMs = 0) => facts.filter((fact): fact is CallFact => fact.kind === 'call' && fact.sentAtMs >= sinceMs),
    differences(which = 'pushed') {
      const found: string[] = [];
      for (const truth of emulator.world.chargers()) {
        for (const [stateId, { value, atUs }] of truth.observations) {
          if (sensitivityOfObservation(stateId) === 'secret' || (which === 'pushed' && unpushed.has(stateId))) continue;
          const held = zaptec.account.mirror.observation(truth.id, stateId);
          // An empty text means none.
          if ((held?.value ?? null) !== (value || null))
            found.push(`${truth.serial} ${stateId}: ${held?.value} (${held?.via}) for ${value} of ${atUs}`);
        }
      }
      return found;
    },
    async restart(meanwhile = async () => {}) {
      await close();
      await meanwhile();
      zaptec = await begin();
    },
    async end() {
      await close();
      await emulator.stop();
    },
  };
}
