// What a charger is doing, in words, derived from its observations.
// Source: charger operation modes (710) of the constants; pause and finish told apart by FinalStopActive (718).
import { cloudFlag, cloudInteger } from './cloud-value.ts';
import { operatingModes } from './enumerations.ts';
import { stateIds } from './observation.ts';

export const chargerModes = [
  'unknown',
  'disconnected',
  'requesting',
  'charging',
  'finished',
  'paused',
  'waiting-for-authorisation',
] as const;
export type ChargerMode = (typeof chargerModes)[number];

/** Reads the text of a state id as it is held now; null or undefined where there is none. */
export type ValueReader = (stateId: number) => string | null | undefined;

/**
 * The mode of a charger.
 * `authorisationRequired` is `IsAuthorizationRequired` of its row, for chargers that do not send observation 120.
 */
export function chargerMode(
  valueAt: ValueReader,
  row: { readonly authorisationRequired?: boolean | null } = {},
): ChargerMode {
  switch (cloudInteger(valueAt(stateIds.ChargerOperationMode))) {
    case operatingModes.Disconnected:
      return 'disconnected';
    case operatingModes.Connected_Requesting:
    case operatingModes.Connected_RequestingLimited:
      return waitsForAuthorisation(valueAt, row.authorisationRequired) ? 'waiting-for-authorisation' : 'requesting';
    case operatingModes.Connected_Charging:
      return 'charging';
    case operatingModes.Connected_Finished:
      return cloudFlag(valueAt(stateIds.FinalStopActive)) === true ? 'paused' : 'finished';
    default:
      return 'unknown';
  }
}

/** A session gets its id (721) at plug-in and its user (722) only once authorised, so the user decides. */
function waitsForAuthorisation(valueAt: ValueReader, rowSaysSo: boolean | null | undefined): boolean {
  const required = cloudFlag(valueAt(stateIds.AuthenticationRequired)) === true || rowSaysSo === true;
  return required && !valueAt(stateIds.ChargerCurrentUserUuid);
}
