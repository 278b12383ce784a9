// Days in seconds: the real SDK on the rehearsed cloud under one manual clock. What the mirror holds is compared with
// what is really the case; what the cloud saw is judged clause by clause.
import type { EmulatorOptions } from '@fairlead/emulator';
import { type CallFact, clauses, judge } from '@fairlead/policy';
import { sensitivityOfObservation } from '@fairlead/protocol';
import type { Account } from '@fairlead/sdk';
import { expect, onTestFinished, test } from 'vitest';
import { type EmulatedHouse, emulatedHouse } from './emulated-house.ts';
import { jointHistory } from './joint-history.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Kept by the cloud and never put on the bus. */
const unpushed = new Set([-2, 510]);

interface House extends EmulatedHouse {
  readonly account: Account;
  readonly startMs: number;
}

async function open(cloud: EmulatorOptions): Promise<House> {
  const house = await emulatedHouse({ cloud });
  onTestFinished(house.end);
  return { ...house, account: house.zaptec.account, startMs: house.clock.nowMs() };
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
  const report = judge(jointHistory(calls, facts));
  expect(report.facts).toMatchObject({ calls: calls.length, late: 0, unusable: 0 });
  return report.verdicts.map((verdict) => `${verdict.clause}: ${verdict.verdict}`);
}

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
