// One charger of a fleet: identity from the seed, the rest as the fleet says.
import { derivedSerial, derivedUuid } from '../world/identity.ts';
import { usualToken } from './people.ts';
import { type CarPlan, type ChargerPlan, type Model, type Opening, serialPrefixOf } from './world-plan.ts';

const dayMs = 86_400_000;

/** All chargers were put up in the months after this. */
const firstCommissionedAtMs = Date.UTC(2023, 3, 2, 9, 20, 40, 213);

export interface ChargerSketch {
  readonly model: Model;
  readonly name: string;
  readonly circuitId: string;
  readonly calibrated?: boolean;
  readonly car?: Partial<CarPlan>;
  readonly opening: Opening;
  readonly active?: boolean;
}

/** @param index number of the charger in the whole fleet, below 1,000,000 */
export function chargerPlan(seed: number, index: number, sketch: ChargerSketch): ChargerPlan {
  return {
    id: derivedUuid(seed, `charger/${index}`),
    serial: derivedSerial(seed, serialPrefixOf(sketch.model), index),
    model: sketch.model,
    name: sketch.name,
    circuitId: sketch.circuitId,
    commissionedAtMs: firstCommissionedAtMs + (index % 400) * dayMs + ((index * 7_919) % 28_800) * 1000,
    maxCurrentA: 32,
    singlePhaseId: ((index % 3) + 1) as 1 | 2 | 3,
    meterKwh: 800 + ((index * 7919 + seed * 104_729) % 6_000_000) / 1000,
    calibrated: sketch.calibrated ?? false,
    car: {
      maxCurrentA: 16,
      phases: 3,
      token: usualToken(index),
      ...sketch.car,
    },
    opening: sketch.opening,
    ...(sketch.active === false && { active: false }),
  };
}
