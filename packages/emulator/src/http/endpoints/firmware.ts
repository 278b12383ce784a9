// Firmware of an installation's chargers, a bare array (zaptec-api.md §3.12). A charger that never came online has
// nothing but its id (observed: custom-components/zaptec#400).
import type { CloudRow, SimulatedCharger } from '../../world/simulated-world.ts';
import { empty, json } from '../answers.ts';
import { type Handler, idOf } from '../data-call.ts';

export const firmware: Handler = (call, { world }) => {
  const found = world.installations.get(idOf(call));
  if (!found) return empty(404);
  const chargers = found.circuits.flatMap(({ chargerIds }) => chargerIds.map((one) => world.chargers.get(one)));
  return json(
    200,
    chargers.flatMap((charger) => (charger === undefined ? [] : [rowOf(charger)])),
  );
};

function rowOf(charger: SimulatedCharger): CloudRow {
  const versions = charger.firmware();
  if (versions === null) return { ChargerId: charger.id };
  const { current, available } = versions;
  return {
    ChargerId: charger.id,
    DeviceId: charger.serial,
    DeviceType: charger.deviceType,
    IsOnline: charger.row()['IsOnline'],
    CurrentVersion: current,
    AvailableVersion: available,
    IsUpToDate: current === available,
  };
}
