// What a day costs, class by class, counted by the cloud: the numbers that the SDK promises (policy-clauses: floors are never
// schedules).
import type { CallClass } from '@fairlead/policy';
import type { AccountOptions, MessageSource } from '@fairlead/sdk';
import { expect, onTestFinished, test } from 'vitest';
import { type EmulatedHouse, emulatedHouse } from './emulated-house.ts';
import { brokenClauses, jointHistory } from './joint-history.ts';
import { dayMs, openVirtualDay, type VirtualDay, type VirtualDayOptions } from './virtual-day.ts';

interface Followed extends VirtualDay, EmulatedHouse {
  readonly startMs: number;
}

async function follow(day: VirtualDayOptions, over: Partial<AccountOptions> = {}): Promise<Followed> {
  const virtual = await openVirtualDay(day);
  const startMs = virtual.clock.nowMs();
  const client = day.bus === 'none' ? { userGroupIds: [], ...over } : over;
  const house = await emulatedHouse({ on: virtual, client });
  onTestFinished(house.end);
  return { ...virtual, ...house, startMs };
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

function expectKept({ emulator, facts }: Followed): void {
  expect(brokenClauses(jointHistory(emulator.calls(), facts))).toEqual([]);
  expect([...emulator.callCounts().byStatus.keys()].filter((status) => status >= 400)).toEqual([]);
}

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

/** The links of this cloud's bus, each so much later. */
const slowSource = ({ emulator, clock }: VirtualDay, byMs: number): MessageSource => {
  const bus = emulator.messageSource();
  return {
    async open(...wished) {
      await new Promise<void>((resolve) => void clock.setTimer(resolve, byMs));
      return bus.open(...wished);
    },
  };
};

test.each([
  ['a group', 10, 4_000],
  ['a group', 10, 8_000],
  ['a group', 40, 6_000],
  ['a group', 40, 20_000],
  ['its installation', 10, 8_000],
])(
  'a stream of %s that tells of %i chargers and takes %i ms to open makes the day no dearer: each state is read once, when it is open',
  { timeout: 60_000 },
  async (whose, chargers, opensInMs) => {
    const virtual = await openVirtualDay({ chargers });
    const client = {
      source: slowSource(virtual, opensInMs),
      ...(whose === 'its installation' && { userGroupIds: [] }),
    };
    const house = await emulatedHouse({ on: virtual, client });
    onTestFinished(house.end);
    const followed = { ...virtual, ...house, startMs: virtual.clock.nowMs() };
    const listed = Array.fromAsync(house.zaptec.chargers.list());
    await followed.live(1);
    expect((await listed).filter(({ meterEnergyKwh }) => meterEnergyKwh.value !== null)).toHaveLength(chargers);
    await followed.live(23);
    expect(countsOf(followed)).toEqual(planFor(chargers));
    expectKept(followed);
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
