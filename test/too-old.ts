// Every value that a client holds and that is older than it says; also that of which no age is stated, or one that helps nobody.
import { stateIds } from '@fairlead/protocol';
import { type Charger, installationAgeMs, statedAges, type Told, tellingOf, upkeeps } from '@fairlead/sdk';
import type { AgingHouse } from './aging-house.ts';

const derived = (charger: Charger): readonly (readonly [number, Told<unknown>])[] => [
  [stateIds.ChargerOperationMode, charger.mode],
  [stateIds.TotalChargePower, charger.powerW],
  [stateIds.TotalChargePowerSession, charger.energyKwh],
  [stateIds.CurrentPhase1, charger.currentA],
  [stateIds.ChargeCurrentSet, charger.allocatedCurrentA],
  [stateIds.ChargerMaxCurrent, charger.maxCurrentA],
];

/** What can ever be stated of three chargers while the cloud answers: a minute and a bit for a read's turn on top. */
const mostStatedMs = (stateId: number): number =>
  Math.max(...upkeeps.map((upkeep) => statedAges[tellingOf(stateId)][upkeep] ?? 0)) + 61_000;

/** A program that sleeps asks nothing. */
export async function tooOld(house: AgingHouse): Promise<readonly string[]> {
  if (house.isAsleep()) return [];
  const { clock, emulator, zaptec } = house.cloud;
  const found: string[] = [];
  const nowMs = clock.nowMs();
  for (const truth of emulator.world.chargers()) {
    const charger = await zaptec.chargers.find(truth.id, { values: 'held' });
    if (!charger) throw new Error('a charger that the account does not know');
    for (const [stateId, { mostAgeMs }] of derived(charger)) {
      const held = zaptec.account.mirror.observation(truth.id, stateId);
      const real = truth.observations.get(stateId);
      // What a charger does that lost the cloud, the cloud does not know either.
      if (!held || !real || house.offline.has(truth.id)) continue;
      const behindMs = held.value === (real.value || null) ? 0 : nowMs - real.atUs / 1_000;
      found.push(...untrue(house, String(stateId), mostAgeMs, behindMs, mostStatedMs(stateId)));
    }
    const { online } = charger;
    const sinceMs = house.offline.get(truth.id) ?? null;
    const behindMs = online.value !== false && sinceMs !== null ? nowMs - sinceMs : 0;
    // Silent for a day it is read again; in the minutes until then what is stated is as old as the daily read before.
    const mostMs = mostStatedMs(sinceMs === null ? stateIds.IsOnline : stateIds.ChargerMaxCurrent);
    found.push(...untrue(house, 'online', online.mostAgeMs, behindMs, mostMs));
  }
  return [...found, ...(await currentTooOld(house))];
}

/** The same of the available current of the installation, which no stream tells. */
async function currentTooOld(house: AgingHouse): Promise<readonly string[]> {
  const { clock, zaptec } = house.cloud;
  const installation = await zaptec.installations.find(house.installationId);
  if (!installation) throw new Error('an installation that the account does not know');
  const { availableCurrentA, mostAgeMs } = installation;
  const lastTrue = house.currents.findLastIndex(({ amps }) => amps === availableCurrentA);
  if (lastTrue < 0) return [`current: ${availableCurrentA} A never were`];
  const next = house.currents[lastTrue + 1];
  const behindMs = next ? clock.nowMs() - next.sinceMs : 0;
  return untrue(house, 'current', mostAgeMs, behindMs, installationAgeMs + 61_000);
}

function untrue(house: AgingHouse, what: string, statedMs: number | null, behindMs: number, mostMs: number): string[] {
  if (statedMs === null) return house.saysNothing() ? [] : [`${what}: no age is stated`];
  return [
    ...(behindMs > statedMs ? [`${what}: ${behindMs} ms behind, stated ${statedMs}`] : []),
    ...(!house.isDisturbed() && statedMs > mostMs ? [`${what}: ${statedMs} ms are stated`] : []),
  ];
}
