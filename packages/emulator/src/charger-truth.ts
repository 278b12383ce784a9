// What is really the case at a charger, for tests and the operator.
import type { ChargerTruth } from './contract.ts';
import { EmulatorError } from './emulator-error.ts';
import type { SimulatedCharger, SimulatedWorld } from './world/simulated-world.ts';

export function truthOf(charger: SimulatedCharger): ChargerTruth {
  const observations = charger.actualObservations();
  return {
    id: charger.id,
    serial: charger.serial,
    name: String(charger.row()['Name'] ?? ''),
    installationId: charger.installationId,
    mode: Number(observations.get(710)?.value ?? 0),
    observations,
    car: charger.car,
  };
}

/** @throws EmulatorError `unknown-charger` */
export function knownCharger(world: SimulatedWorld, idOrSerial: string): string {
  if (world.chargers.has(idOrSerial)) return idOrSerial;
  for (const charger of world.chargers.values()) if (charger.serial === idOrSerial) return charger.id;
  throw new EmulatorError(
    'unknown-charger',
    `Failed to find the charger ${idOrSerial}: no charger of this world has that id or serial.`,
  );
}
