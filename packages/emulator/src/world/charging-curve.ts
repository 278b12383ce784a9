// What a car draws and what the meter shows of it. Noise comes from the charger's own chance.
import type { PluggedCar } from './charger-state.ts';
import { leastShareA } from './load-sharing.ts';
import { phasesOf } from './phases-in-use.ts';
import { type Chance, drawBetween } from './random.ts';

/** Cars stay a little under what they are offered (§10.6: 15.28 A of 16 A). */
const drawnShare = 0.955;

/** What the appetite falls to at the very end, as a part of the full one. */
const appetiteAtEnd = 0.4;

export interface Measured {
  readonly voltagesV: readonly [number, number, number];
  readonly currentsA: readonly [number, number, number];
  readonly powerW: number;
}

/** What is measured while current flows; power is the sum over phases of V × A, as in §10.6. */
export function measureCharging(chance: Chance, car: PluggedCar, shareA: number): Measured {
  const currentA = acceptedA(car, shareA) * drawnShare;
  const voltagesV = phases((phase) => millis(drawBetween(chance, 229.2, 231.4) + 0.4 * phase));
  const currentsA = phases((phase) =>
    millis(flowsOn(car, phase) ? currentA + drawBetween(chance, -0.03, 0.03) : drawBetween(chance, 0.02, 0.06)),
  );
  const powerW = [0, 1, 2].reduce(
    (sum, phase) => sum + (flowsOn(car, phase + 1) ? at(voltagesV, phase) * at(currentsA, phase) : 0),
    0,
  );
  return { voltagesV, currentsA, powerW: millis(powerW) };
}

/** The noise of a meter behind an open relay (§8.7). */
export function measureIdle(chance: Chance): Measured {
  return {
    voltagesV: phases(() => millis(drawBetween(chance, 0, 4))),
    currentsA: phases(() => millis(drawBetween(chance, 0.02, 0.06))),
    powerW: millis(drawBetween(chance, 2, 3)),
  };
}

/** Full appetite until the taper, then falling with what is left; never under the least a car may be given. */
function acceptedA(car: PluggedCar, shareA: number): number {
  const fullA = Math.min(car.maxCurrentA, shareA);
  if (car.leftWh >= car.taperWh) return fullA;
  const appetite = appetiteAtEnd + (1 - appetiteAtEnd) * (car.leftWh / car.taperWh);
  return Math.min(fullA, Math.max(leastShareA, fullA * appetite));
}

function flowsOn(car: PluggedCar, phase: number): boolean {
  return phasesOf(car.phaseId).includes(phase - 1);
}

function phases(value: (phase: 1 | 2 | 3) => number): [number, number, number] {
  return [value(1), value(2), value(3)];
}

function at(values: readonly [number, number, number], phase: number): number {
  return values[phase] ?? 0;
}

function millis(value: number): number {
  return Math.round(value * 1000) / 1000;
}
