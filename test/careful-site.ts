// The SDK as a program uses it, on the emulated cloud under one manual clock: what the tests of commands and currents stand on.
import type { Emulator, EmulatorOptions } from '@fairlead/emulator';
import type { CallFact, Fact } from '@fairlead/policy';
import { type AccountOptions, memoryKeeper, memorySecrets } from '@fairlead/sdk';
import { type EmulatedHouse, type EmulatedHouseOptions, emulatedHouse } from './emulated-house.ts';
import { brokenClauses, jointHistory } from './joint-history.ts';

export interface CarefulSite extends EmulatedHouse {
  /** What a restart finds again. */
  readonly kept: Pick<AccountOptions, 'keeper' | 'secrets'>;
  /** Moves time until the promise has settled, in steps of a second, for at most `mostMs`. */
  settled<T>(promise: Promise<T>, mostMs?: number): Promise<T>;
  /** Writes that the cloud received: commands by number, updates by `current` or `other`. */
  writes(): readonly string[];
  /** Clauses that either side finds broken. */
  broken(): readonly string[];
}

export interface CarefulOptions {
  readonly emulator?: EmulatorOptions;
  readonly as?: 'owner' | 'service' | 'user';
  /** The cloud of an earlier site, for a restart. */
  readonly before?: Pick<CarefulSite, 'clock' | 'emulator' | 'kept' | 'facts'>;
  readonly client?: Partial<AccountOptions>;
  readonly through?: NonNullable<EmulatedHouseOptions['through']>;
}

export async function openCarefulSite(options: CarefulOptions = {}): Promise<CarefulSite> {
  const { as, before, emulator, client, through } = options;
  const kept = before?.kept ?? { keeper: memoryKeeper(), secrets: memorySecrets() };
  const history = before?.facts ?? [];
  const house = await emulatedHouse({
    ...(as && { as }),
    ...(before && { on: before }),
    ...(through && { through }),
    cloud: { fleet: { chargers: 2 }, ...emulator },
    // Whoever sets a current looks at the details by itself; what the account reads hourly is not of these tests.
    client: { reads: { detail: false, hierarchy: false, firmware: false }, ...kept, history, ...client },
  });
  const { clock, zaptec, facts } = house;
  const site: CarefulSite = {
    ...{ ...house, kept },
    async settled(promise, mostMs = 120_000) {
      let isSettled = false;
      const note = (): void => {
        isSettled = true;
      };
      promise.then(note, note);
      for (let spentMs = 0; !isSettled && spentMs < mostMs; spentMs += 1_000) await clock.advanceBy(1_000);
      if (!isSettled) throw new Error(`Not settled within ${mostMs} ms.`);
      return promise;
    },
    writes: () =>
      house.emulator
        .calls()
        .map(nameOfWrite)
        .filter((name) => name !== null),
    broken: () => {
      const told = [...history, ...facts];
      return [...new Set([...brokenClauses(ofClient(house.emulator, told)), ...brokenClauses(told)])];
    },
  };
  await clock.advanceBy(15_000);
  await site.settled(zaptec.account.ready());
  return site;
}

/** Who looks at the truth by a call of his own says so: it is no call of the client. */
export const looker = 'looker/1.0 (+https://example.org)';

/**
 * What the cloud saw of this client, and what the client says of its streams: that messaging is switched off nobody else tells.
 * Whether a car is there the cloud knows before anybody can be told: of that the client's own facts are judged.
 */
function ofClient({ calls }: Emulator, facts: readonly Fact[]): readonly Fact[] {
  const seen = calls().filter(({ userAgent }) => userAgent !== looker);
  return jointHistory(
    seen.map((call) => ({ ...call, connected: 'unknown' })),
    facts,
  );
}

function nameOfWrite({ class: kind, command, sets }: CallFact): string | null {
  if (kind === 'command') return String(command);
  return kind === 'update' ? (sets === 'available-current' ? 'current' : 'other') : null;
}
