// Days in seconds: the real SDK on the rehearsed cloud under one manual clock. What the mirror holds is compared with
// what is really the case; what the cloud saw is judged clause by clause.
import { type Emulator, type EmulatorOptions, startEmulator } from '@fairlead/emulator';
import { type CallFact, clauses, type Fact, judge } from '@fairlead/policy';
import { sensitivityOfObservation } from '@fairlead/protocol';
import { type Account, openAccount } from '@fairlead/sdk';
import { afterEach, expect, test } from 'vitest';
import { type ManualClock, manualClock } from './manual-clock.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Kept by the cloud and never put on the bus. */
const unpushed = new Set([-2, 510]);

interface House {
  readonly clock: ManualClock;
  readonly emulator: Emulator;
  readonly account: Account;
  /** What the client itself knows, stream events included. */
  readonly facts: Fact[];
  readonly startMs: number;
}

const houses: House[] = [];

afterEach(async () => {
  for (const { account, clock, emulator } of houses.splice(0)) {
    const closing = account.close();
    await clock.advanceBy(20_000);
    await closing;
    await emulator.stop();
  }
});

async function open(options: EmulatorOptions): Promise<House> {
  const clock = manualClock();
  const emulator = await startEmulator({ doors: 'in-process', clock, ...options });
  const facts: Fact[] = [];
  let seed = 11;
  const account = openAccount({
    baseUrl: emulator.url,
    userAgent: 'fairlead-test/1.0 (+https://example.org)',
    credentials: { read: () => Promise.resolve(emulator.accounts.owner) },
    userGroupIds: emulator.accounts.owner.userGroupIds,
    fetch: emulator.fetch,
    source: emulator.messageSource(),
    random: () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    },
    clock,
    journal: (fact) => facts.push(fact),
  });
  const house = { clock, emulator, account, facts, startMs: clock.nowMs() };
  houses.push(house);
  await account.start();
  return house;
}

/** Every value the mirror must hold, where it differs from the truth. */
function differences({ account, emulator }: House): string[] {
  const found: string[] = [];
  for (const truth of emulator.world.chargers()) {
    for (const [stateId, { value, atUs }] of truth.observations) {
      if (unpushed.has(stateId) || sensitivityOfObservation(stateId) === 'secret') continue;
      const held = account.mirror.observation(truth.id, stateId);
      // An empty text means none. A polled time may be rounded by milliseconds; an event's time is exact.
      const apartUs = Math.abs((held?.observedAtUs ?? 0) - atUs);
      if ((held?.value ?? null) !== (value || null) || apartUs > (held?.via === 'stream' ? 0 : 10_000))
        found.push(`${truth.serial} ${stateId}: ${held?.value} (${held?.via}, ${apartUs} µs apart) for ${value}`);
    }
  }
  return found;
}

function verdicts({ emulator, facts }: House): string[] {
  const calls = emulator.calls();
  // The cloud knows an account by its token's subject, the client by its configured name.
  const [account = null] = calls.map(({ accountId }) => accountId).filter((id) => id !== null);
  const streams = facts.flatMap((fact) => (fact.kind === 'stream' ? [{ ...fact, accountId: account }] : []));
  const history = [...calls, ...streams].sort((one, other) => instantOf(one) - instantOf(other));
  const report = judge(history);
  expect(report.facts).toMatchObject({ calls: calls.length, late: 0, unusable: 0 });
  return report.verdicts.map((verdict) => `${verdict.clause}: ${verdict.verdict}`);
}

const instantOf = (fact: Fact): number => (fact.kind === 'call' ? fact.sentAtMs : fact.atMs);

/** What no call shows: nobody made a statement in these runs, and undeclared is never kept. */
const unsaid = new Set(
  clauses.filter(({ id, kind }) => kind === 'conduct' || id === 'monitored').map(({ id }) => `${id}: cannot-tell`),
);

function expectKept(house: House): void {
  const told = verdicts(house);
  expect(told.filter((verdict) => unsaid.has(verdict))).toEqual([...unsaid]);
  for (const verdict of told) if (!unsaid.has(verdict)) expect(verdict).toMatch(/: (kept|not-applicable)$/);
  // The cloud's own word, which knows nothing of the client but its calls and who reads the bus.
  const own = house.emulator.operator.report().verdicts.map(({ clause, verdict }) => `${clause}: ${verdict}`);
  expect(own.filter((verdict) => verdict.endsWith(': broken'))).toEqual([]);
  expect(own).toContain('push-first: kept');
  expect(house.emulator.operator.standings()).toEqual([]);
}

const callsOfDay = ({ emulator, startMs }: House, day: number): CallFact[] =>
  emulator.calls().filter(({ sentAtMs }) => Math.floor((sentAtMs - startMs) / dayMs) === day);

const logins = ({ emulator }: House): number => emulator.calls().filter((call) => call.class === 'token').length;

/** Requests a day with a steady stream; each installation after the first has 30 of its own. */
test.each([
  ['one charger', { chargers: 1, charging: 1 }, 40],
  ['ten chargers', { chargers: 10 }, 50],
  ['the demo', 'demo' as const, 50 + 30],
  ['twenty chargers', { chargers: 20, installations: 2 }, 60 + 30],
])(
  '%s: after two and a half days the mirror is the truth, every clause is kept, and the calls are few',
  async (_, fleet, mostCallsADay) => {
    const house = await open({ fleet });
    await house.clock.advanceBy(2.5 * dayMs);
    expect(differences(house)).toEqual([]);
    expectKept(house);
    expect([...house.emulator.callCounts().byStatus.keys()].filter((status) => status >= 400)).toEqual([]);
    for (const day of [0, 1]) expect(callsOfDay(house, day).length).toBeLessThanOrEqual(mostCallsADay);
    // A token lives 24 h: one login each.
    expect(logins(house)).toBe(3);
  },
);

test('six hours without the bus: the polling floors hold, and when it is back the mirror is the truth again', async () => {
  const house = await open({ fleet: { chargers: 20, charging: 6, installations: 2 } });
  const { clock, emulator, account, facts } = house;
  await clock.advanceBy(3 * hourMs);
  const cutAtMs = clock.nowMs();
  emulator.faults.cutBus();
  await clock.advanceBy(6 * hourMs);
  const backAtMs = clock.nowMs();
  emulator.faults.restoreBus();
  const during = facts.filter(
    (fact): fact is CallFact => fact.kind === 'call' && fact.sentAtMs >= cutAtMs && fact.sentAtMs < backAtMs,
  );
  const ids = emulator.world.chargers().map(({ id }) => id);
  for (const id of ids) {
    const reads = during.filter((call) => call.class === 'state' && call.resource === id);
    // At least as often as keeps an idle charger's values at most a quarter of an hour old.
    expect(reads.length).toBeGreaterThanOrEqual((6 * 60) / 15);
    for (const [place, read] of reads.entries()) {
      const floorMs = read.charging === 'yes' ? minuteMs : 10 * minuteMs;
      const before = reads[place - 1];
      if (before) expect(read.sentAtMs - before.sentAtMs).toBeGreaterThanOrEqual(floorMs);
    }
  }
  await clock.advanceBy(65_000);
  expect(new Set(account.streamStatus().map(({ state }) => state))).toEqual(new Set(['live']));
  expect(differences(house)).toEqual([]);
  await clock.advanceBy(15 * hourMs);
  expect(differences(house)).toEqual([]);
  expect(emulator.callCounts().byStatus.get(429)).toBeUndefined();
  expectKept(house);
});

test('a token that ran out costs exactly one login, though many ask at once', async () => {
  const house = await open({ fleet: { chargers: 10 } });
  const { clock, account } = house;
  await clock.advanceBy(23 * hourMs);
  expect(logins(house)).toBe(1);
  await clock.advanceBy(2 * hourMs);
  const ids = account.mirror.chargers().map(({ id }) => id);
  const answers = Promise.all(
    ids.map((id) =>
      account.call({ endpoint: 'charger', params: { id }, cause: 'user', lane: 'interactive', app: 'app' }),
    ),
  );
  await clock.advanceBy(10_000);
  expect((await answers).map(({ status }) => status)).toEqual(ids.map(() => 200));
  expect(logins(house)).toBe(2);
});
