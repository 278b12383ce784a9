// The tree of an installation: its circuits and what hangs on them (zaptec-api.md §3.5, §10.4), deprecated fields too.
import type { CloudRow, SimulatedInstallation, SimulatedWorld } from '../world/simulated-world.ts';

export function hierarchyTree(installation: SimulatedInstallation, { chargers }: SimulatedWorld): CloudRow {
  const { Id, Name, NetworkType } = installation.row();
  return {
    Id,
    Name,
    InstallationName: Name,
    NetworkType,
    Circuits: installation.circuits.map(({ id, name, maxCurrentA, chargerIds }) => ({
      Id: id,
      Name: name,
      MaxCurrent: maxCurrentA,
      IsActive: true,
      Active: true,
      InstallationId: Id,
      InstallationName: Name,
      Chargers: chargerIds.flatMap((chargerId) => {
        const charger = chargers.get(chargerId);
        return charger === undefined ? [] : [leaf(charger.row())];
      }),
    })),
  };
}

function leaf(row: CloudRow): CloudRow {
  const { Id, DeviceId, MID, Name, SerialNo, Active, DeviceType } = row;
  return { Id, DeviceId, MID, Name, SerialNo, Active, DeviceType };
}
