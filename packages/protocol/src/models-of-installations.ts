// Models of installations: the row and detail, what nests in them, the hierarchy, the report.
// Source: the public OpenAPI text; fields marked optional were seen absent or null. Secret are whatever opens a door:
// passwords, the webhook addresses and their payload, and the id tag that authorises charging. Personal are people,
// places, and names and numbers that stand for a household. The support group stands on the cloud's redaction list as a
// whole; its LookupKey is personal and not secret, for it only lets an owner give access to that group, never take any.
// PartitionKey and RowKey are storage addresses, not keys to anything.
import { type Field, field, nested } from './model.ts';

export const installation: readonly Field[] = [
  field('Id', 'uuid'),
  field('Name?', 'text', 'personal'),
  field('Address?', 'text', 'personal'),
  field('ZipCode?', 'text', 'personal'),
  field('City?', 'text', 'personal'),
  field('CountryId?', 'uuid'),
  field('VatNumber?', 'text', 'personal'),
  field('ContactEmail?', 'text', 'personal'),
  field('Notes?', 'text', 'personal'),
  field('InstallationType', 'int'),
  field('MaxCurrent?', 'number', 'plain', 'A'),
  field('AvailableCurrent?', 'number', 'plain', 'A'),
  field('AvailableCurrentPhase1?', 'number', 'plain', 'A'),
  field('AvailableCurrentPhase2?', 'number', 'plain', 'A'),
  field('AvailableCurrentPhase3?', 'number', 'plain', 'A'),
  field('AvailableCurrentMode?', 'int'),
  field('AvailableCurrentScheduleWeekendActive?', 'flag'),
  field('AvailableCurrentChanged?', 'time'),
  field('ThreeToOnePhaseSwitchCurrent?', 'number', 'plain', 'A'),
  field('DefaultThreeToOneSwitchCurrent?', 'number', 'plain', 'A'),
  field('InstallationCategoryId?', 'uuid'),
  field('InstallationCategory?', 'text'),
  field('UseLoadBalancing?', 'flag'),
  field('IsRequiredAuthentication?', 'flag'),
  field('Latitude?', 'number', 'personal', '°'),
  field('Longitude?', 'number', 'personal', '°'),
  field('Active?', 'flag'),
  field('NetworkType?', 'int'),
  field('AvailableInternetAccessPLC?', 'flag'),
  field('AvailableInternetAccessWiFi?', 'flag'),
  field('CreatedOnDate?', 'time'),
  field('UpdatedOn?', 'time'),
  field('CurrentUserRoles', 'bits'),
  field('AuthenticationType?', 'int'),
  field('WebhooksAuthPayload?', 'text', 'secret'),
  field('WebhooksAuthUrl?', 'text', 'secret'),
  field('WebhooksSessionStartUrl?', 'text', 'secret'),
  field('WebhooksSessionEndUrl?', 'text', 'secret'),
  field('MessagingEnabled?', 'flag'),
  field('RoutingId?', 'text'),
  field('OcppCloudUrl?', 'text', 'personal'),
  field('OcppCentralSystemUrl?', 'text', 'personal'),
  field('OcppCloudUrlVersion?', 'int'),
  field('OcppInitialChargePointPassword?', 'text', 'secret'),
  field('TimeZoneName?', 'text'),
  field('TimeZoneIanaName?', 'text'),
  field('UpdateStatusCode?', 'int'),
  field('Notifications?', 'int'),
  field('IsSubscriptionsAvailableForCurrentUser?', 'flag'),
  nested('InstallationUsers?', 'list', 'installation-user', 'personal'),
  field('AvailableFeatures?', 'bits'),
  field('EnabledFeatures?', 'bits'),
  field('ActiveChargerCount?', 'int'),
  field('Feature_PowerManagement_EcoMode_DepartureTime?', 'int', 'plain', 'min'),
  field('Feature_PowerManagement_EcoMode_MinEnergy?', 'number', 'plain', 'kWh'),
  field('Feature_PowerManagement_EcoMode_DeliveryArea?', 'int'),
  field('Feature_PowerManagement_Apm_SinglePhaseMappedToPhase?', 'bits'),
  field('Feature_PowerManagement_Apm_PowerBudgetKw?', 'number', 'plain', 'kW'),
  field('Feature_PowerManagement_Apm_PowerRolloverPercentage?', 'number', 'plain', '%'),
  field('Feature_PowerManagement_Apm_EvaluationMinutes?', 'number', 'plain', 'min'),
  field('PropertyTariffKwhLimit?', 'int', 'plain', 'kWh'),
  field('PropertyIsMinimumPowerOfflineMode?', 'flag'),
  field('PropertyOfflineModeAllowAnonymous?', 'flag'),
  field('PropertyEnergySensorUniqueId?', 'text', 'personal'),
  nested('EnergySensor?', 'object', 'energy-sensor'),
  field('PropertyMainFuseCurrent?', 'number', 'plain', 'A'),
  field('PropertyEnergySensorTransmitInterval?', 'int'),
  field('PropertyEnergySensorTransmitThreshold?', 'number'),
  field('PropertyEnergySensorAverage?', 'int'),
  field('PropertyEnergySensorScalingFactor?', 'number'),
  field('PropertyEnergySensorRippleEnabled?', 'flag'),
  field('PropertyEnergySensorRippleNumBits?', 'int'),
  field('PropertyEnergySensorRipplePercentBits00?', 'number', 'plain', '%'),
  field('PropertyEnergySensorRipplePercentBits01?', 'number', 'plain', '%'),
  field('PropertyEnergySensorRipplePercentBits10?', 'number', 'plain', '%'),
  field('PropertyMinimumAvailableCurrentPhase1?', 'number', 'plain', 'A'),
  field('PropertyMinimumAvailableCurrentPhase2?', 'number', 'plain', 'A'),
  field('PropertyMinimumAvailableCurrentPhase3?', 'number', 'plain', 'A'),
  field('PropertyLockToMinimumAvailableCurrent?', 'flag'),
  field('PropertyOcppDefaultIdTag?', 'text', 'secret'),
  field('PropertyExperimentalFeaturesEnabled?', 'int'),
  field('PropertyHomeApmOrdered?', 'flag'),
  field('PropertyFirmwareAutomaticUpdates?', 'flag'),
  field('PropertyMaxSinglePhaseChargeCurrent?', 'number', 'plain', 'A'),
  field('PropertySessionMaxStopCount?', 'int'),
  nested('SurplusMode?', 'object', 'surplus-mode'),
  nested('StorageEnergySensorLastReading?', 'object', 'energy-sensor-reading'),
  nested('SupportGroup?', 'object', 'support-group', 'personal'),
];

export const installationUser: readonly Field[] = [
  field('UserId', 'uuid', 'personal'),
  field('UserFullName?', 'text', 'personal'),
  field('UserEmail?', 'text', 'personal'),
  // Charge cards: they name a person's card and open no account.
  field('UserTokens?', 'texts', 'personal'),
];

export const energySensor: readonly Field[] = [
  field('UniqueId?', 'text', 'personal'),
  field('Type?', 'int'),
  field('Provider?', 'text'),
  field('Vendor?', 'text'),
  field('Model?', 'text'),
  field('SerialNo?', 'text', 'personal'),
  field('Id?', 'uuid'),
];

export const surplusMode: readonly Field[] = [field('Active?', 'flag')];

export const energySensorReading: readonly Field[] = [
  field('PartitionKey?', 'text'),
  field('RowKey?', 'text'),
  field('Timestamp?', 'time'),
  field('ETag?', 'text'),
  field('UniqueId?', 'text', 'personal'),
  field('ObservedAt?', 'time'),
  field('CurrentPhase1?', 'number', 'plain', 'A'),
  field('CurrentPhase2?', 'number', 'plain', 'A'),
  field('CurrentPhase3?', 'number', 'plain', 'A'),
  field('ChargeCurrentPhase1?', 'number', 'plain', 'A'),
  field('ChargeCurrentPhase2?', 'number', 'plain', 'A'),
  field('ChargeCurrentPhase3?', 'number', 'plain', 'A'),
  field('AvailableCurrentPhase1?', 'number', 'plain', 'A'),
  field('AvailableCurrentPhase2?', 'number', 'plain', 'A'),
  field('AvailableCurrentPhase3?', 'number', 'plain', 'A'),
  field('CurrentNeutral?', 'number', 'plain', 'A'),
  field('VoltagePhase1?', 'number', 'plain', 'V'),
  field('VoltagePhase2?', 'number', 'plain', 'V'),
  field('VoltagePhase3?', 'number', 'plain', 'V'),
  field('StatusCode?', 'int'),
  field('StatusMessage?', 'text'),
  field('Ripple?', 'text'),
];

export const supportGroup: readonly Field[] = [
  field('Id', 'uuid'),
  field('Name?', 'text', 'personal'),
  field('CreatedOn?', 'time'),
  field('UpdatedOn?', 'time'),
  field('LookupKey?', 'text', 'personal'),
  field('CurrentUserRoles?', 'bits'),
  field('Protected?', 'flag'),
  field('ServiceLevelSupport?', 'flag'),
  field('ServiceLevelAllowOcppNative?', 'flag'),
  field('ServiceLevelTechnicalRead?', 'flag'),
  field('LogoId?', 'text'),
  field('LogoContentType?', 'text'),
  // Tens of kB: `parseInstallationRow` leaves it out.
  field('LogoBase64?', 'text'),
  field('SupportUrl?', 'text', 'personal'),
  field('SupportEmail?', 'text', 'personal'),
  field('SupportPhone?', 'text', 'personal'),
  field('SupportDetails?', 'text', 'personal'),
  field('PropertyMessagingAllowed?', 'flag'),
  field('PropertyMessagingEnabled?', 'flag'),
  field('TransferrableExperimentalFeatures?', 'bits'),
];

export const hierarchy: readonly Field[] = [
  field('Id', 'uuid'),
  field('Name?', 'text', 'personal'),
  // Deprecated: `Name`.
  field('InstallationName?', 'text', 'personal'),
  field('NetworkType?', 'int'),
  nested('Circuits', 'list', 'circuit'),
];

export const circuit: readonly Field[] = [
  field('Id', 'uuid'),
  field('Name?', 'text', 'personal'),
  field('MaxCurrent?', 'number', 'plain', 'A'),
  field('IsActive?', 'flag'),
  // Deprecated: `IsActive`.
  field('Active?', 'flag'),
  field('InstallationId?', 'uuid'),
  field('InstallationName?', 'text', 'personal'),
  nested('Chargers', 'list', 'circuit-charger'),
];

export const circuitCharger: readonly Field[] = [
  field('Id', 'uuid'),
  field('DeviceId', 'text', 'personal'),
  // Deprecated: `DeviceId`; also written `Mid`.
  field('MID?', 'text', 'personal'),
  field('Name?', 'text', 'personal'),
  // Deprecated: `Name`.
  field('SerialNo?', 'text', 'personal'),
  field('Active?', 'flag'),
  field('DeviceType?', 'int'),
];

/** The report's dates carry no zone and are presumably in the installation's: the one exception to "no zone is UTC". */
export const report: readonly Field[] = [
  field('InstallationName?', 'text', 'personal'),
  field('InstallationAddress?', 'text', 'personal'),
  field('InstallationZipCode?', 'text', 'personal'),
  field('InstallationCity?', 'text', 'personal'),
  field('InstallationTimeZone?', 'text'),
  field('GroupedBy?', 'text'),
  field('Fromdate?', 'time'),
  field('Enddate?', 'time'),
  nested('totalUserChargerReportModel', 'list', 'report-row'),
];

export const reportRow: readonly Field[] = [
  field('GroupAsString?', 'text', 'personal'),
  nested('UserDetails?', 'object', 'report-user', 'personal'),
  field('TotalChargeSessionCount', 'int'),
  field('TotalChargeSessionEnergy', 'number', 'plain', 'kWh'),
  field('TotalChargeSessionDuration', 'number', 'plain', 'h'),
];

export const reportUser: readonly Field[] = [
  field('Id?', 'uuid'),
  field('Email?', 'text', 'personal'),
  field('FullName?', 'text', 'personal'),
];
