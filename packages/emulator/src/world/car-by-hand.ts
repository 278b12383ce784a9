// What a hand does at a plug: plugs a car like the one that usually stands there, but for what was said of it; shows a
// card; pulls the cable. Each refuses in a sentence what cannot be.
import type { CarByHand } from '../contract.ts';
import { EmulatorError } from '../emulator-error.ts';
import type { ChargerPlan } from '../fleets/world-plan.ts';
import { shown } from '../shown.ts';
import { type Charger, usualCar } from './charger.ts';
import type { Visit } from './charger-context.ts';
import { neverMs } from './charger-state.ts';
import { cableFor } from './connector.ts';
import { leastShareA } from './load-sharing.ts';

const usualTakesKwh = 20;
const mostTakesKwh = 1_000;
const mostCarCurrentA = 80;

/** At the power of a wallbox a battery slows the charge only near its end. */
const taperOfBattery = 0.05;

/** @throws EmulatorError `already-plugged`, `impossible-car` */
export function plugByHand(charger: Charger, car: CarByHand, nowMs: number): void {
  if (charger.context.state.car !== null) {
    throw new EmulatorError(
      'already-plugged',
      `Failed to plug a car into ${charger.serial}: a car is there. Unplug it first.`,
    );
  }
  charger.connector.plug(visitByHand(charger.plan, car), nowMs);
}

/** @throws EmulatorError `not-plugged` */
export function unplugByHand(charger: Charger, nowMs: number): void {
  if (charger.context.state.car === null) {
    throw new EmulatorError(
      'not-plugged',
      `Failed to unplug a car from ${charger.serial}: there is none. Plug one in first.`,
    );
  }
  charger.leave(nowMs);
}

/** @throws EmulatorError `no-card-wanted` */
export function showCard({ connector, serial }: Charger, token: string, nowMs: number): void {
  if (!connector.awaitsCard) {
    throw new EmulatorError(
      'no-card-wanted',
      `Failed to show a card at ${serial}: no car waits for one there. Require cards at the installation and plug a car in.`,
    );
  }
  connector.card(token, nowMs);
}

/**
 * Its visit lasts until it is unplugged by hand.
 * @throws EmulatorError `impossible-car`
 */
function visitByHand(plan: ChargerPlan, car: CarByHand): Visit {
  const usual = plan.car;
  const maxCurrentA = car.maxCurrentA ?? usual.maxCurrentA;
  const takesKwh = car.takesKwh ?? usualTakesKwh;
  const { batteryKwh = null, sleepsAfterStops = neverMs, phases = usual.phases } = car;
  if (!(takesKwh >= 0 && takesKwh <= mostTakesKwh && maxCurrentA >= leastShareA && maxCurrentA <= mostCarCurrentA)) {
    throw new EmulatorError(
      'impossible-car',
      `Failed to plug a car that takes ${takesKwh} kWh at ${maxCurrentA} A: no such car. Give 0 to ${mostTakesKwh} kWh and ${leastShareA} to ${mostCarCurrentA} A.`,
    );
  }
  if (!(batteryKwh === null || (batteryKwh > 0 && batteryKwh <= mostTakesKwh)) || !isCount(sleepsAfterStops)) {
    throw new EmulatorError(
      'impossible-car',
      `Failed to plug a car with a battery of ${batteryKwh} kWh that sleeps after ${sleepsAfterStops} stops: no such car. Give up to ${mostTakesKwh} kWh and at least 1 stop.`,
    );
  }
  if (phases !== 1 && phases !== 3) {
    throw new EmulatorError(
      'impossible-car',
      `Failed to plug a car of ${shown(phases)} phases: no such car. Give 1 or 3.`,
    );
  }
  const known = usualCar({ ...plan, car: { ...usual, phases, maxCurrentA } });
  return {
    car: { ...known, cableA: cableFor(maxCurrentA), sleepsAfterStops },
    takesWh: takesKwh * 1000,
    ...(batteryKwh !== null && { taperWh: batteryKwh * 1000 * taperOfBattery }),
    leavesAtMs: neverMs,
  };
}

/** A whole one that a snapshot can hold. */
function isCount(times: number): boolean {
  return Number.isSafeInteger(times) && times >= 1;
}
