// A car that somebody plugs by hand: like the one that usually stands there, but for what was said of it.
import type { CarByHand } from '../contract.ts';
import { EmulatorError } from '../emulator-error.ts';
import type { ChargerPlan } from '../fleets/world-plan.ts';
import { usualCar } from './charger.ts';
import type { Visit } from './charger-context.ts';
import { neverMs } from './charger-state.ts';
import { cableFor } from './connector.ts';
import { leastShareA } from './load-sharing.ts';

const usualTakesKwh = 20;
const mostTakesKwh = 1_000;
const mostCarCurrentA = 80;

/** At the power of a wallbox a battery slows the charge only near its end. */
const taperOfBattery = 0.05;

/**
 * Its visit lasts until it is unplugged by hand.
 * @throws EmulatorError `impossible-car`
 */
export function visitByHand(plan: ChargerPlan, car: CarByHand): Visit {
  const usual = plan.car;
  const maxCurrentA = car.maxCurrentA ?? usual.maxCurrentA;
  const takesKwh = car.takesKwh ?? usualTakesKwh;
  const { batteryKwh = null, sleepsAfterStops = neverMs } = car;
  if (!(takesKwh >= 0 && takesKwh <= mostTakesKwh && maxCurrentA >= leastShareA && maxCurrentA <= mostCarCurrentA)) {
    throw new EmulatorError(
      'impossible-car',
      `Failed to plug a car that takes ${takesKwh} kWh at ${maxCurrentA} A: no such car. Give 0 to ${mostTakesKwh} kWh and ${leastShareA} to ${mostCarCurrentA} A.`,
    );
  }
  if (!(batteryKwh === null || (batteryKwh > 0 && batteryKwh <= mostTakesKwh)) || !(sleepsAfterStops >= 1)) {
    throw new EmulatorError(
      'impossible-car',
      `Failed to plug a car with a battery of ${batteryKwh} kWh that sleeps after ${sleepsAfterStops} stops: no such car. Give up to ${mostTakesKwh} kWh and at least 1 stop.`,
    );
  }
  const known = usualCar({ ...plan, car: { ...usual, phases: car.phases ?? usual.phases, maxCurrentA } });
  return {
    car: { ...known, cableA: cableFor(maxCurrentA), sleepsAfterStops },
    takesWh: takesKwh * 1000,
    ...(batteryKwh !== null && { taperWh: batteryKwh * 1000 * taperOfBattery }),
    leavesAtMs: neverMs,
  };
}
