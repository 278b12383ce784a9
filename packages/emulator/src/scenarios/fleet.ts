// A fleet of any size: co-operatives of even size, the wanted number of cars charging at the start and for hours.

import { EmulatorError } from '../emulator-error.ts';
import { derivedChance, derivedUuid } from '../world/identity.ts';
import { type Chance, draw, drawBetween } from '../world/random.ts';
import { chargerPlan } from './charger-plan.ts';
import {
  type CarPlan,
  type ChargerPlan,
  defaultPace,
  type InstallationPlan,
  type Model,
  type Opening,
  usualPastDays,
  type WorldPlan,
} from './world-plan.ts';

const hourMs = 3_600_000;

/** Some 3.7 kB of heap a charger (measured with 50,000): a fleet at this bound takes 0.4 GB. */
export const mostChargers = 100_000;

/** Default size of one installation, and the largest: sharing looks at all its chargers at each change. */
const chargersEach = 25;
const mostChargersEach = 2_000;

/** Every car that charges at the start gets its current; on a busy evening there is too little for all, as in life. */
const currentPerChargingA = 8;
const currentPerChargerA = 3;
const leastCurrentA = 32;

/** Up to here a world opens with 90 days of sessions: some 83 a charger, 16,500 of 500 bytes in all, 8 MB. */
const mostRemembering = 200;

export interface FleetScenario {
  readonly chargers: number;
  /** @default a fifth of the chargers */
  readonly charging?: number;
  /** @default one for each 25 chargers */
  readonly installations?: number;
}

export function fleetPlan(seed: number, scenario: FleetScenario): WorldPlan {
  const chargers = counted('chargers', scenario.chargers, 1, mostChargers);
  const charging = counted('charging', scenario.charging ?? Math.floor(chargers / 5), 0, chargers);
  const sites = counted(
    'installations',
    scenario.installations ?? Math.ceil(chargers / chargersEach),
    Math.ceil(chargers / mostChargersEach),
    chargers,
  );
  const small = chargers <= mostRemembering;
  const members = Array.from({ length: sites }, (): ChargerPlan[] => []);
  for (let index = 0; index < chargers; index++) {
    // Pros all. 50,000 chargers hold 781, which sign within 30 s of each quarter of an hour, at 1.3 ms each: 3 % of a core.
    const calibrated = index % (small ? 16 : 64) === 1;
    members[index % sites]?.push(fleetCharger({ seed, index, site: index % sites, calibrated }, index < charging));
  }
  return {
    installations: members.map((chargers, site) => fleetSite(seed, site, chargers)),
    pace: defaultPace,
    pastDays: small ? usualPastDays : 0,
  };
}

function fleetSite(seed: number, site: number, chargers: readonly ChargerPlan[]): InstallationPlan {
  const charging = chargers.filter(({ opening }) => opening.kind === 'charging').length;
  const currentA = Math.max(leastCurrentA, currentPerChargingA * charging, currentPerChargerA * chargers.length);
  return {
    id: derivedUuid(seed, `installation/${site}`),
    name: `Quay ${site + 1} Housing Co-operative`,
    kind: 'cooperative',
    address: `Quay ${site + 1}`,
    zipCode: '0009',
    city: 'Fairlead Bay',
    contactEmail: `board@quay-${site + 1}.test`,
    maxCurrentA: currentA,
    availableCurrentA: currentA,
    createdAtMs: Date.UTC(2023, 3, 2, 9, 15, 22, 117) + site * 61_013,
    circuits: [{ id: derivedUuid(seed, `circuit/${site}`), name: 'Main deck' }],
    chargers,
  };
}

const models: readonly Model[] = ['Go', 'Pro', 'Go', 'Go 2'];

interface Berth {
  readonly seed: number;
  readonly index: number;
  readonly site: number;
  readonly calibrated: boolean;
}

function fleetCharger({ seed, index, site, calibrated }: Berth, charges: boolean): ChargerPlan {
  const luck: Chance = { chance: derivedChance(seed, `plan/${index}`) };
  return chargerPlan(seed, index, {
    model: models[index % models.length] ?? 'Go',
    name: `Berth ${index + 1}`,
    circuitId: derivedUuid(seed, `circuit/${site}`),
    calibrated,
    car: fleetCar(luck),
    opening: charges ? longCharge(luck) : { kind: 'empty' },
  });
}

function fleetCar(luck: Chance): Pick<CarPlan, 'maxCurrentA' | 'phases'> {
  if (draw(luck) < 0.25) return { maxCurrentA: 32, phases: 1 };
  return { maxCurrentA: 16, phases: 3 };
}

/** At most 11 kW: these cars take six hours and more. */
function longCharge(luck: Chance): Opening {
  return {
    kind: 'charging',
    sinceMs: drawBetween(luck, 0.1, 2) * hourMs,
    takenKwh: Math.round(drawBetween(luck, 1, 9) * 1000) / 1000,
    takesKwh: Math.round(drawBetween(luck, 66, 90) * 1000) / 1000,
    staysMs: drawBetween(luck, 9, 16) * hourMs,
  };
}

function counted(what: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new EmulatorError(
    'impossible-world',
    `Failed to build the world: ${what} is ${value}. Give a whole number from ${least} to ${most}.`,
  );
}
