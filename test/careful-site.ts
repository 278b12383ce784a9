// The SDK as a program uses it, on the emulated cloud under one manual clock: what the tests of commands and currents stand on.
import { type Emulator, type EmulatorOptions, startEmulator } from '@fairlead/emulator';
import { type CallFact, type Fact, judge } from '@fairlead/policy';
import { type AccountOptions, connect, memoryKeeper, memorySecrets, type Zaptec } from '@fairlead/sdk';
import { type ManualClock, manualClock } from './manual-clock.ts';

export interface CarefulSite {
  readonly clock: ManualClock;
  readonly emulator: Emulator;
  readonly zaptec: Zaptec;
  /** What a restart finds again. */
  readonly kept: Pick<AccountOptions, 'keeper' | 'secrets'>;
  /** What the client knows itself, in order. */
  readonly facts: Fact[];
  /** Moves time until the promise has settled, in steps of a second, for at most `mostMs`. */
  settled<T>(promise: Promise<T>, mostMs?: number): Promise<T>;
  /** Writes that the cloud received: commands by number, updates by `current` or `other`. */
  writes(): readonly string[];
  /** Clauses that either side finds broken. */
  broken(): readonly string[];
  /** Closes the client; the cloud goes on. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

export interface CarefulOptions {
  readonly emulator?: EmulatorOptions;
  readonly as?: 'owner' | 'service' | 'user';
  /** The cloud of an earlier site, for a restart. */
  readonly before?: CarefulSite;
  readonly client?: Partial<AccountOptions>;
  /** A cloud that answers otherwise: the client's way to the emulator goes through it. */
  readonly through?: (cloud: typeof fetch) => typeof fetch;
}

export async function openCarefulSite({ as = 'owner', before, ...options }: CarefulOptions = {}): Promise<CarefulSite> {
  const clock = before?.clock ?? manualClock();
  const emulator =
    before?.emulator ??
    (await startEmulator({ doors: 'in-process', clock, fleet: { chargers: 2 }, ...options.emulator }));
  const login = emulator.accounts[as];
  const kept = before?.kept ?? { keeper: memoryKeeper(), secrets: memorySecrets() };
  const facts: Fact[] = [];
  let seed = 11;
  const zaptec = await connect({
    baseUrl: emulator.url,
    userAgent: 'careful/1.0 (+https://example.org)',
    credentials: { read: async () => login },
    userGroupIds: login.userGroupIds,
    fetch: options.through?.(emulator.fetch) ?? emulator.fetch,
    source: emulator.messageSource(),
    random: () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    },
    clock,
    // Whoever sets a current looks at the details by itself; what the account reads hourly is not of these tests.
    reads: { detail: false, hierarchy: false, firmware: false },
    ...kept,
    history: before?.facts ?? [],
    journal: (fact) => facts.push(fact),
    ...options.client,
  });
  const leave = async (): Promise<void> => {
    const closing = zaptec.close();
    await clock.advanceBy(20_000);
    await closing;
  };
  const site: CarefulSite = {
    ...{ clock, emulator, zaptec, kept, facts },
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
      emulator
        .calls()
        .map(nameOfWrite)
        .filter((name) => name !== null),
    broken: () => [
      ...new Set(
        [judge(ofClient(emulator, [...(before?.facts ?? []), ...facts])), judge([...(before?.facts ?? []), ...facts])]
          .flatMap(({ verdicts }) => verdicts)
          .filter(({ verdict }) => verdict === 'broken')
          .map(({ clause }) => clause),
      ),
    ],
    leave,
    async close() {
      await leave();
      await emulator.stop();
    },
  };
  await clock.advanceBy(15_000);
  await zaptec.account.ready();
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
  // The cloud knows an account by its token's subject, the client by its configured name.
  const accountId = seen.find((call) => call.accountId !== null)?.accountId ?? null;
  const streams = facts.flatMap((fact) => (fact.kind === 'stream' ? [{ ...fact, accountId }] : []));
  const instantOf = (fact: Fact): number => (fact.kind === 'call' ? fact.sentAtMs : fact.atMs);
  return [...seen.map((call) => ({ ...call, connected: 'unknown' as const })), ...streams].sort(
    (one, other) => instantOf(one) - instantOf(other),
  );
}

function nameOfWrite({ class: kind, command, sets }: CallFact): string | null {
  if (kind === 'command') return String(command);
  return kind === 'update' ? (sets === 'available-current' ? 'current' : 'other') : null;
}
