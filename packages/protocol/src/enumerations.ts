// The numbers of the cloud's enumerations, by name, in the cloud's own spelling.
// Source: /api/constants, version 6.5.8. New numbers appear without notice: whoever reads one must take unknown ones.

/** Charger operation mode: observation 710, and `OperatingMode` of a charger row. 4 was never defined. */
export const operatingModes = Object.freeze({
  Unknown: 0,
  Disconnected: 1,
  Connected_Requesting: 2,
  Connected_Charging: 3,
  Connected_Finished: 5,
  /** Seen in one place only. */
  Connected_RequestingLimited: 6,
});

export const deviceTypes = Object.freeze({
  Unknown: 0,
  /** Pro and Home. */
  Smart: 1,
  Portable: 2,
  /** Sense. */
  HomeApm: 3,
  /** Go and Go 2. */
  Apollo: 4,
  OtherApm: 5,
  GenericApm: 6,
  HanApm: 7,
  TicApm: 8,
});

export const installationTypes = Object.freeze({ Pro: 0, Smart: 1 });

/** Observation 715 and `NetworkType`. */
export const networkTypes = Object.freeze({ Unknown: 0, IT_1_Phase: 1, IT_3_Phase: 2, TN_1_Phase: 3, TN_3_Phase: 4 });

/** Bits. */
export const phases = Object.freeze({ None: 0, Phase_1: 1, Phase_2: 2, Phase_3: 4, All: 7 });

/** Bits of `CurrentUserRoles`. The portal calls Maintainer "Service". */
export const userRoles = Object.freeze({
  None: 0,
  User: 1,
  Owner: 2,
  Maintainer: 4,
  Administrator: 8,
  Any: 15,
  Onboarding: 16,
  DeviceAdministrator: 32,
  PartnerAdministrator: 64,
  Technical: 128,
  InternalData: 256,
});

export const authenticationTypes = Object.freeze({ Native: 0, WebHooks: 1, Ocpp: 2, OcppNative: 3 });

export const availableCurrentModes = Object.freeze({ Manual: 0, Schedule: 1, Auto: 2 });

/** Bits of `AvailableFeatures` and `EnabledFeatures`; `LoadBalacing` is the cloud's spelling. */
export const features = Object.freeze({
  Api_MessageSubscription: 1,
  Authentication_Internal: 2,
  PowerManagement_Apm: 4,
  PowerManagement_EcoMode: 8,
  PowerManagement_Schedule: 16,
  PowerManagement_Apm_PowerLimit: 32,
  Connectivity_4G: 64,
  Authentication_Ocpp: 128,
  PowerManagement_Apm_Tariff_PowerLimit: 256,
  Authentication_OcppNative: 512,
  LoadBalacing: 32768,
  PowerManagement_Apm_Tic: 65536,
  PowerManagement_Apm_SurplusMode: 131072,
});

/** Features that an installation of a type starts with: bit masks of `features`. */
export const defaultFeatures = Object.freeze({ Pro: 183, Smart: 471 });

/** Bits of `CommitMetadata`; the usual value is 5. */
export const sessionCommitMetadata = Object.freeze({
  Online: 1,
  Offline: 2,
  ReliableClock: 4,
  StoppedByRFID: 8,
  Signed: 16,
  Void: 32,
  Aborted: 64,
  OcppNative: 128,
});

export const installationUpdateStatusCodes = Object.freeze({ Ok: 0, EcoScheduleUpdated: 1 });

export const installationNotifications = Object.freeze({ None: 0, ServicePaymentPastDue: 1, ServicePaymentUnpaid: 2 });

/** `Type` of the connection details. */
export const connectionTypes = Object.freeze({ Amqp10: 0 });

/** The cloud's name of a number, or undefined when it has none. */
export function nameOf(enumeration: Readonly<Record<string, number>>, value: number): string | undefined {
  return Object.entries(enumeration).find(([, number]) => number === value)?.[0];
}

/** Names of the bits set in a mask; `None` and unions such as `Any` and `All` are not bits. Bits without a name are left out. */
export function bitNames(enumeration: Readonly<Record<string, number>>, mask: number): readonly string[] {
  return Object.entries(enumeration)
    .filter(([, bit]) => bit > 0 && (bit & (bit - 1)) === 0 && (mask & bit) === bit)
    .map(([name]) => name);
}
