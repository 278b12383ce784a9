// What a day costs, class by class, counted by the cloud: the numbers that the SDK promises (policy-clauses: floors are never
// schedules).
import { type CallClass, type Fact, judge, type StreamFact } from '@fairlead/policy';
import { type Account, type AccountOptions, openAccount } from '@fairlead/sdk';
import { afterEach, expect, test } from 'vitest';
import { dayMs, openVirtualDay, type VirtualDay, type VirtualDayOptions } from './virtual-day.ts';

interface Followed extends VirtualDay {
  readonly account: Account;
  /** What the client tells of its streams: that there is none, the cloud does not see. */
  readonly streamFacts: StreamFact[];
  readonly startMs: number;
}

const followed: Followed[] = [];

afterEach(async () => {
  for (const { account, clock, emulator } of followed.splice(0)) {
    const closing = account.close();
    await clock.advanceBy(20_000);
    await closing;
    await emulator.stop();
  }
});

async function follow(day: VirtualDayOptions, over: Partial<AccountOptions> = {}): Promise<Followed> {
  const virtual = await openVirtualDay(day);
  const { clock, emulator } = virtual;
  const streamFacts: StreamFact[] = [];
  let seed = 11;
  const account = openAccount({
    baseUrl: emulator.url,
    userAgent: 'fairlead-test/1.0 (+https://example.org)',
    credentials: { read: () => Promise.resolve(emulator.accounts.owner) },
    userGroupIds: day.bus === 'none' ? [] : emulator.accounts.owner.userGroupIds,
    fetch: emulator.fetch,
    source: emulator.messageSource(),
    random: () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    },
    clock,
    journal: (fact) => {
      if (fact.kind === 'stream') streamFacts.push(fact);
    },
    ...over,
  });
  const house = { ...virtual, account, streamFacts, startMs: clock.nowMs() };
  followed.push(house);
  await account.start();
  return house;
}

type Counts = Partial<Record<CallClass, number>>;

/** Calls of the first day; the bus is closed within the 24th hour. */
function countsOf({ emulator, startMs }: Followed): Counts {
  const counts: Counts = {};
  for (const call of emulator.calls()) {
    if (call.sentAtMs < startMs + dayMs) counts[call.class] = (counts[call.class] ?? 0) + 1;
  }
  return counts;
}

const totalOf = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

function expectKept({ emulator, streamFacts }: Followed): void {
  const calls = emulator.calls();
  // The cloud knows an account by its token's subject, the client by its configured name.
  const accountId = emulator.accounts.owner.sub;
  const { verdicts } = judge([...calls, ...streamFacts.map((fact) => ({ ...fact, accountId }))].sort(byTime));
  expect(verdicts.filter(({ verdict }) => verdict === 'broken').map(({ clause }) => clause)).toEqual([]);
  expect([...emulator.callCounts().byStatus.keys()].filter((status) => status >= 400)).toEqual([]);
}

const instantOf = (fact: Fact): number => (fact.kind === 'call' ? fact.sentAtMs : fact.atMs);
const byTime = (one: Fact, other: Fact): number => instantOf(one) - instantOf(other);

/** Both lists four times, the chargers' in pages of 100. */
const planFor = (chargers: number): Counts => ({
  token: 1,
  'stream-details': 1,
  list: 4 + 4 * Math.ceil(chargers / 100),
  detail: 24,
  hierarchy: 1,
  firmware: 1,
  state: chargers,
});

test.each([
  [1, 40],
  [10, 50],
  [40, 80],
  [200, 245],
])(
  '%i chargers that charge three hours each, with a steady stream, cost at most %i calls a day, and no clause is broken',
  { timeout: 120_000 },
  async (chargers, most) => {
    const house = await follow({ chargers });
    await house.live(24);
    const counts = countsOf(house);
    expect(house.chargedHours() / chargers).toBeGreaterThan(2.5);
    expect(counts).toEqual(planFor(chargers));
    expect(totalOf(counts)).toBeLessThanOrEqual(most);
    expectKept(house);
  },
);

test('each further installation costs at most 30 calls a day, on one stream or on one of its own', async () => {
  const costOf = async (installations: number, userGroupIds?: readonly string[]): Promise<number> => {
    const house = await follow({ chargers: 10, installations }, userGroupIds && { userGroupIds });
    await house.live(24);
    expectKept(house);
    return totalOf(countsOf(house));
  };
  expect(((await costOf(3)) - (await costOf(1))) / 2).toBeLessThanOrEqual(30);
  expect(((await costOf(3, [])) - (await costOf(1, []))) / 2).toBeLessThanOrEqual(30);
});

test('each reconnect costs one call, the connection details', async () => {
  const house = await follow({ chargers: 10 });
  for (let cut = 1; cut <= 5; cut++) {
    await house.live(2);
    house.emulator.faults.detachReaders();
  }
  await house.live(14);
  expect(countsOf(house)).toEqual({ ...planFor(10), 'stream-details': 1 + 5 });
  expectKept(house);
});

test('without details, tree and firmware the same day costs 26 calls less', async () => {
  const house = await follow({ chargers: 1 }, { reads: { detail: false, hierarchy: false, firmware: false } });
  await house.live(24);
  const { detail, hierarchy, firmware, ...rest } = planFor(1);
  expect([detail, hierarchy, firmware]).toEqual([24, 1, 1]);
  expect(countsOf(house)).toEqual(rest);
});

test.each([
  ['there is no bus', { bus: 'none' as const }],
  ['the installation has messaging switched off and no group is configured', { bus: 'group' as const }],
])('one charger that charges three hours costs at most 350 calls a day where %s', async (_, day) => {
  const house = await follow({ chargers: 1, ...day }, { userGroupIds: [] });
  await house.live(24);
  const counts = countsOf(house);
  expect(house.chargedHours()).toBeGreaterThan(2.5);
  expect(counts).toMatchObject({ token: 1, list: 8, detail: 24, hierarchy: 1, firmware: 1 });
  // Three hours each 60 to 66 s, 21 hours each 600 to 660 s.
  expect(counts.state).toBeGreaterThanOrEqual(163 + 114);
  expect(totalOf(counts)).toBeLessThanOrEqual(350);
  expectKept(house);
});
