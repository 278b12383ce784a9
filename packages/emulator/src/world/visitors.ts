// Who comes to a charger. Mostly its resident, at times a neighbour or a guest. Follows from the seed and the number of the
// visit and throws no dice of the charger's own, so that a visitor changes nothing else.
import { spareToken } from '../fleets/people.ts';
import type { ChargerPlan, InstallationPlan } from '../fleets/world-plan.ts';
import { derivedChance } from './identity.ts';

export interface Visited {
  readonly seed: number;
  readonly index: number;
  readonly plan: ChargerPlan;
  readonly site: Pick<InstallationPlan, 'chargers'>;
}

/** What the visitor shows, as observation 722. Of sixteen visits one is a guest's, two a neighbour's, two by spare card. */
export function visitorToken({ seed, index, plan, site }: Visited, visit: number): string {
  const luck = derivedChance(seed, `visitor/${index}/${visit}`) >>> 0;
  const neighbour = site.chargers[(luck >>> 4) % site.chargers.length];
  switch (luck % 16) {
    case 0:
      return `nfc-${luck.toString(16).padStart(8, '0')}`;
    case 1:
    case 2:
      return neighbour?.car.token ?? plan.car.token;
    case 3:
    case 4:
      return spareToken(plan.car.token) ?? plan.car.token;
    default:
      return plan.car.token;
  }
}
