// Enumerations that only the constants document carries: no field or observation that a third party reads uses them.
// Source: /api/constants, version 6.5.8, in the cloud's own spelling.

export const messageCodes = Object.freeze({
  Success: 0,
  Error: 1,
  Information: 2,
  Warning: 3,
  KnownErrors: 500,
  UnknownObject: 501,
});

export const objectTypes = Object.freeze({
  Unknown: 0,
  Installation: 1,
  Circuit: 2,
  Charger: 3,
  User: 4,
  UserGroup: 5,
  InactiveUser: 6,
  InvitedUser: 7,
  Country: 8,
});

export const entityTypes = Object.freeze({ Unknown: 0, Installation: 1, Charger: 2 });

export const deviceLogTypes = Object.freeze({
  OcppIn: 0,
  OcppOut: 1,
  OcppError: 2,
  OcppConnected: 3,
  OcppConnectionFailed: 4,
  OcppClientClose: 5,
  IotCommandExecuted: 6,
  IotCommandFailed: 7,
  IotCloudSettingUpdated: 8,
  SessionCommit: 9,
  OfflineSessionCommit: 10,
  AuthorizationRequest: 11,
  AuthorizationSuccess: 12,
  AuthorizationError: 13,
  AuthorizationFailed: 14,
});

export const userActionTypes = Object.freeze({ None: 0, AddSense: 1, InviteNewUser: 2 });

export const ocppCloudUrlVersions = Object.freeze({ Legacy: 0, Ocpp16Compliant: 1 });

/** Bits. */
export const installationTypeConstraints = Object.freeze({
  MaxCircuits: 1,
  MaxCircuitCurrent: 2,
  MaxChargers: 4,
  UnsupportedFeature: 8,
  IncompatibleCharger: 16,
});

/** Areas of the electricity market. */
export const deliveryAreas = Object.freeze({
  Unknown: 0,
  NO1: 1,
  NO2: 2,
  NO3: 3,
  NO4: 4,
  NO5: 5,
  SE1: 6,
  SE2: 7,
  SE3: 8,
  SE4: 9,
  DK1: 10,
  DK2: 11,
  FI: 12,
  NL: 13,
  BE: 14,
});

export const priceUnits = Object.freeze({ Unsupported: 0, EuroPerMWh: 1 });

/** Ids as `InstallationCategoryId` of an installation. */
export const installationCategories = Object.freeze({
  Community_Installation_Category: '5c624162-e595-4167-a8bb-8b33a1487b62',
  Company_Installation_Category: 'c43d09c7-b734-4319-af16-9e8fac37d7ec',
  Private_Installation_Category: 'd72d6374-7f73-4df5-8056-60635b177421',
  Public_Installation_Category: '08814e5f-bd84-45cd-9e0e-d225c8d675e1',
});

/** Keys of `Languages`; what stands behind a key is not known. */
export const languageKeys = Object.freeze([
  'dk',
  'nl',
  'en',
  'fi',
  'fr',
  'de',
  'ch',
  'it',
  'no',
  'pl',
  'pt',
  'es',
  'se',
]);

export const wildcardGuid = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Warnings of the Pro's computer, apart from the main mask. */
export const varisciteWarnings = Object.freeze({ MCU_BOOTLOADER: 1, FPGA_INIT_FAILED: 2, ILLEGAL_PHASE: 4 });

/** The union mask that only the older naming of the Pro's warnings has. */
export const rcdWarningsMask = 1_011_712;
