// `GET /api/constants` as a document: the tables of this room in the 32 top-level keys of version 6.5.8.
// Maps go from name to number. Where only keys or ids are known (Languages, RegionalInfo) nothing is made up behind them.
import { commands } from './commands.ts';
import { countries } from './countries.ts';
import {
  authenticationTypes,
  deviceTypes,
  features,
  installationTypes,
  installationUpdateStatusCodes,
  networkTypes,
  operatingModes,
  phases,
  sessionCommitMetadata,
  userRoles,
} from './enumerations.ts';
import * as onlyHere from './enumerations-of-constants.ts';
import { errorCodes } from './error-codes.ts';
import { observations } from './observation.ts';
import type { ObservationDevice } from './observation-definition.ts';
import { phaseIds } from './phase-id.ts';
import { settings } from './settings.ts';
import { goWarningBits, proWarningBits } from './warnings.ts';

/** The version whose tables these are. */
export const constantsVersion = '6.5.8';

type Numbers = Readonly<Record<string, number>>;

interface Named {
  readonly id: number;
  readonly name: string;
}

interface Schema {
  readonly DeviceType: number;
  readonly ObservationIds: Numbers;
  readonly CommandIds: Numbers;
  readonly SettingIds?: Numbers;
  readonly Warnings?: Numbers;
}

export function constantsDocument(): Readonly<Record<string, unknown>> {
  // Mode 6 was seen in one place that was not the constants.
  const { Connected_RequestingLimited: _seenElsewhere, ...modes } = operatingModes;
  return {
    Languages: Object.fromEntries(onlyHere.languageKeys.map((key) => [key, null])),
    Countries: Object.fromEntries(countries.map((country) => [country.id, countryOf(country)])),
    InstallationCategories: onlyHere.installationCategories,
    InstallationTypes: installationTypes,
    UserRoles: userRoles,
    NetworkTypes: networkTypes,
    ChargerOperationModes: modes,
    Phases: phases,
    WildcardGuid: onlyHere.wildcardGuid,
    RegionalInfo: {},
    MessageCodes: onlyHere.messageCodes,
    ErrorCodes: Object.fromEntries(errorCodes.map(({ code, name }) => [name, code])),
    Settings: numbersOf(settings),
    Commands: numbersOf(commands),
    Observations: numbersOf(observations),
    Schema: {
      Smart: charger('pro', deviceTypes.Smart, proWarningBits),
      Apollo: charger('go', deviceTypes.Apollo, goWarningBits),
      HomeApm: meter('sense', deviceTypes.HomeApm),
      GenericApm: meter('meter', deviceTypes.GenericApm),
    },
    ObjectTypes: onlyHere.objectTypes,
    Version: constantsVersion,
    SmartWarnings: olderWarnings(),
    VarisciteWarnings: onlyHere.varisciteWarnings,
    PhaseIdMap: Object.fromEntries(phaseIds.map(({ id, bits }) => [String(id), bits])),
    DeviceLogTypes: onlyHere.deviceLogTypes,
    Features: features,
    InstallationTypeConstraints: onlyHere.installationTypeConstraints,
    SessionCommitMetadata: sessionCommitMetadata,
    InstallationUpdateStatusCodes: installationUpdateStatusCodes,
    EntityTypes: onlyHere.entityTypes,
    DeviceTypes: deviceTypes,
    InstallationAuthenticationType: authenticationTypes,
    EnergyPrices: { DeliveryArea: onlyHere.deliveryAreas, PriceUnit: onlyHere.priceUnits },
    UserActionTypes: onlyHere.userActionTypes,
    OcppCloudUrlVersions: onlyHere.ocppCloudUrlVersions,
  };
}

function countryOf({ id, code, name, timeZoneName, deliveryAreas }: (typeof countries)[number]) {
  return { Id: id, Code: code, Name: name, TimeZoneName: timeZoneName, PriceAreas: deliveryAreas };
}

function charger(device: 'pro' | 'go', deviceType: number, bits: typeof proWarningBits): Schema {
  return {
    DeviceType: deviceType,
    ObservationIds: observationsOf(device),
    CommandIds: numbersOf(commands.filter(({ devices }) => devices.includes(device))),
    SettingIds: numbersOf(settings.filter(({ devices }) => devices.includes(device))),
    Warnings: warningsOf(bits, ''),
  };
}

/** Which commands a meter takes is not known. */
function meter(device: 'sense' | 'meter', deviceType: number): Schema {
  return { DeviceType: deviceType, ObservationIds: observationsOf(device), CommandIds: {} };
}

function observationsOf(device: ObservationDevice): Numbers {
  return numbersOf(observations.filter(({ devices }) => devices.includes(device)));
}

/** Masks as numbers: those of the Go pass 2^53, and the cloud prints them rounded as every JavaScript program does. */
function warningsOf(bits: typeof proWarningBits, prefix: string): Numbers {
  const masks = bits.map(([bit, name]) => [`${prefix}${name}`, 2 ** bit] as const);
  return { [`${prefix}None`]: 0, ...Object.fromEntries(masks) };
}

function olderWarnings(): Numbers {
  return { ...warningsOf(proWarningBits, 'WARNING_'), WARNING_RCD: onlyHere.rcdWarningsMask };
}

function numbersOf(rows: readonly Named[]): Numbers {
  return Object.fromEntries(rows.map(({ id, name }) => [name, id]));
}
