// A fleet of any size: co-operatives of even size, the wanted number of cars charging at the start and for hours.

import { EmulatorError } from '../emulator-error.ts';
import { needKnownWord } from '../known-word.ts';
import { neverMs } from '../world/charger-state.ts';
import { derivedChance, derivedUuid } from '../world/identity.ts';
import { type Chance, draw, drawBetween } from '../world/random.ts';
import { chargerPlan } from './charger-plan.ts';
import {
  type CarPlan,
  type ChargerPlan,
  defaultPace,
  type InstallationPlan,
  models as knownModels,
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

export interface FleetSize {
  readonly chargers: number;
  /** @default a fifth of the chargers */
  readonly charging?: number;
  /** @default one for each 25 chargers */
  readonly installations?: number;
  /** The last chargers of the fleet were added and never came online. @default 0 */
  readonly neverOnline?: number;
  /**
   * Of the living ones that do not charge, the last were taken out of use, and no car comes to them. An installation all of
   * whose chargers are is inactive too. @default 0
   */
  readonly inactive?: number;
  /** Models, in turn. @default Go, Pro, Go, Go 2 */
  readonly models?: readonly Model[];
  /** 1 IT one-phase, 2 IT three-phase, 3 TN one-phase, 4 TN three-phase. @default 4 */
  readonly networkType?: 1 | 2 | 3 | 4;
}

/** More than any mix needs. */
const mostModels = 100;

export function fleetPlan(seed: number, fleet: FleetSize): WorldPlan {
  const chargers = counted('chargers', fleet.chargers, 1, mostChargers);
  const neverOnline = counted('neverOnline', fleet.neverOnline ?? 0, 0, chargers);
  const living = chargers - neverOnline;
  const charging = counted('charging', fleet.charging ?? Math.floor(living / 5), 0, living);
  const inactive = counted('inactive', fleet.inactive ?? 0, 0, living - charging);
  const models = fleet.models ?? usualModels;
  counted('the number of models', models.length, 1, mostModels);
  for (const model of models) needKnownWord(model, knownModels, 'build the world with a model');
  counted('networkType', fleet.networkType ?? 4, 1, 4);
  const sites = counted(
    'installations',
    fleet.installations ?? Math.ceil(chargers / chargersEach),
    Math.ceil(chargers / mostChargersEach),
    chargers,
  );
  const small = chargers <= mostRemembering;
  const members = Array.from({ length: sites }, (): ChargerPlan[] => []);
  for (let index = 0; index < chargers; index++) {
    const model = models[index % models.length] ?? 'Go';
    const opening = index < charging ? 'charging' : index < living ? 'empty' : 'never-online';
    // Of the usual mix all Pros. 50,000 chargers hold 781, which sign within 30 s of each quarter of an hour, at 1.3 ms
    // each: 3 % of a core.
    const calibrated = index % (small ? 16 : 64) === 1;
    const active = index < living - inactive || index >= living;
    members[index % sites]?.push(
      fleetCharger(seed, index, { site: index % sites, model, opening, calibrated, active }),
    );
  }
  const { networkType = 4 } = fleet;
  return {
    installations: members.map((chargers, site) => ({ ...fleetSite(seed, site, chargers), networkType })),
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

const usualModels: readonly Model[] = ['Go', 'Pro', 'Go', 'Go 2'];

/** No car comes any more. */
const retired: Opening = { kind: 'empty', nextArrivalMs: neverMs };

interface Berth {
  readonly site: number;
  readonly model: Model;
  readonly opening: 'charging' | 'empty' | 'never-online';
  readonly calibrated: boolean;
  readonly active: boolean;
}

function fleetCharger(seed: number, index: number, { site, model, opening, calibrated, active }: Berth): ChargerPlan {
  const luck: Chance = { chance: derivedChance(seed, `plan/${index}`) };
  return chargerPlan(seed, index, {
    model,
    name: `Berth ${index + 1}`,
    circuitId: derivedUuid(seed, `circuit/${site}`),
    calibrated,
    car: fleetCar(luck),
    opening: opening === 'charging' ? longCharge(luck) : active ? { kind: opening } : retired,
    active,
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
