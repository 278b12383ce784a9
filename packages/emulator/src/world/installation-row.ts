// An installation as the cloud shows it (zaptec-api.md §3.3), every known field. All people and places are invented;
// the personal and secret fields are there because the border must prove that it removes them.
import type { People } from '../scenarios/people.ts';
import type { InstallationPlan } from '../scenarios/world-plan.ts';
import { cloudTime } from './cloud-time.ts';
import { derivedUuid } from './identity.ts';
import type { CloudRow } from './simulated-world.ts';

export function installationRow(plan: InstallationPlan, seed: number, people: People): CloudRow {
  const home = plan.kind === 'home';
  return {
    Id: plan.id,
    Name: plan.name,
    Address: plan.address,
    ZipCode: plan.zipCode,
    City: plan.city,
    CountryId: '83bffdb1-0a92-4574-bb7b-bd0d17387c17',
    VatNumber: home ? null : 'XX000000000',
    ContactEmail: plan.contactEmail,
    Notes: home ? null : 'Key to the deck hangs in the invented office.',
    InstallationType: home ? 1 : 0,
    ...currents(plan),
    InstallationCategoryId: home ? 'd72d6374-7f73-4df5-8056-60635b177421' : '5c624162-e595-4167-a8bb-8b33a1487b62',
    InstallationCategory: home ? 'Private_Installation_Category' : 'Community_Installation_Category',
    UseLoadBalancing: true,
    IsRequiredAuthentication: false,
    Latitude: 0.007,
    Longitude: 0.009,
    Active: true,
    NetworkType: 4,
    AvailableInternetAccessPLC: false,
    AvailableInternetAccessWiFi: true,
    CreatedOnDate: cloudTime(plan.createdAtMs * 1000),
    UpdatedOn: cloudTime((plan.createdAtMs + 41 * 86_400_000) * 1000),
    AuthenticationType: 0,
    ...partners(plan),
    TimeZoneName: '(UTC+01:00) Central European Time (Berlin)',
    TimeZoneIanaName: 'Europe/Oslo',
    UpdateStatusCode: 0,
    Notifications: 0,
    IsSubscriptionsAvailableForCurrentUser: false,
    InstallationUsers: residents(plan, people),
    AvailableFeatures: home ? 471 : 183,
    EnabledFeatures: 3,
    ActiveChargerCount: plan.chargers.length,
    ...powerManagement,
    ...properties(plan),
    EnergySensor: null,
    SurplusMode: { Active: false },
    StorageEnergySensorLastReading: null,
    SupportGroup: supportGroup(seed),
  };
}

function currents({ maxCurrentA, availableCurrentA }: InstallationPlan): CloudRow {
  return {
    MaxCurrent: maxCurrentA,
    AvailableCurrent: availableCurrentA,
    AvailableCurrentPhase1: availableCurrentA,
    AvailableCurrentPhase2: availableCurrentA,
    AvailableCurrentPhase3: availableCurrentA,
    AvailableCurrentMode: 0,
    AvailableCurrentScheduleWeekendActive: false,
    AvailableCurrentChanged: null,
    ThreeToOnePhaseSwitchCurrent: 8,
    DefaultThreeToOneSwitchCurrent: 8,
  };
}

function partners(plan: InstallationPlan): CloudRow {
  return {
    WebhooksAuthPayload: JSON.stringify({ username: 'hook', password: `fairlead-hook-${plan.zipCode}` }),
    WebhooksAuthUrl: null,
    WebhooksSessionStartUrl: null,
    WebhooksSessionEndUrl: null,
    MessagingEnabled: true,
    RoutingId: 'default',
    OcppCloudUrl: null,
    OcppCentralSystemUrl: null,
    OcppCloudUrlVersion: 0,
    OcppInitialChargePointPassword: `fairlead-initial-${plan.zipCode}`,
  };
}

/** The first few: the list of all sites shows none of them and would still make them all. */
const mostResidents = 4;

function residents(plan: InstallationPlan, people: People): CloudRow[] {
  return plan.chargers.slice(0, mostResidents).flatMap(({ car }) => {
    const person = people.holderOf(car.token)?.person;
    if (person === undefined) return [];
    const { id, fullName, email, cards } = person;
    return [{ UserId: id, UserFullName: fullName, UserEmail: email, UserTokens: cards.map(({ token }) => token) }];
  });
}

const powerManagement: CloudRow = {
  Feature_PowerManagement_EcoMode_DepartureTime: null,
  Feature_PowerManagement_EcoMode_MinEnergy: null,
  Feature_PowerManagement_EcoMode_DeliveryArea: null,
  Feature_PowerManagement_Apm_SinglePhaseMappedToPhase: null,
  Feature_PowerManagement_Apm_PowerBudgetKw: null,
  Feature_PowerManagement_Apm_PowerRolloverPercentage: null,
  Feature_PowerManagement_Apm_EvaluationMinutes: null,
};

function properties({ maxCurrentA }: InstallationPlan): CloudRow {
  return {
    PropertyTariffKwhLimit: null,
    PropertyIsMinimumPowerOfflineMode: false,
    PropertyOfflineModeAllowAnonymous: false,
    PropertyEnergySensorUniqueId: null,
    PropertyMainFuseCurrent: maxCurrentA,
    PropertyEnergySensorTransmitInterval: null,
    PropertyEnergySensorTransmitThreshold: null,
    PropertyEnergySensorAverage: null,
    PropertyEnergySensorScalingFactor: null,
    PropertyEnergySensorRippleEnabled: null,
    PropertyEnergySensorRippleNumBits: null,
    PropertyEnergySensorRipplePercentBits00: null,
    PropertyEnergySensorRipplePercentBits01: null,
    PropertyEnergySensorRipplePercentBits10: null,
    PropertyMinimumAvailableCurrentPhase1: null,
    PropertyMinimumAvailableCurrentPhase2: null,
    PropertyMinimumAvailableCurrentPhase3: null,
    PropertyLockToMinimumAvailableCurrent: false,
    PropertyOcppDefaultIdTag: null,
    PropertyExperimentalFeaturesEnabled: 0,
    PropertyHomeApmOrdered: false,
    PropertyFirmwareAutomaticUpdates: true,
    PropertyMaxSinglePhaseChargeCurrent: 32,
    PropertySessionMaxStopCount: 5,
  };
}

function supportGroup(seed: number): CloudRow {
  return {
    Id: derivedUuid(seed, 'support-group'),
    Name: 'Bight & Bollard Electric',
    CreatedOn: '2022-10-04T08:00:00.5',
    UpdatedOn: '2026-01-12T10:31:44.02',
    LookupKey: 'fairlead0000',
    CurrentUserRoles: 0,
    Protected: false,
    ServiceLevelSupport: true,
    ServiceLevelAllowOcppNative: false,
    ServiceLevelTechnicalRead: true,
    LogoId: null,
    LogoContentType: 'image/png',
    LogoBase64: 'iVBORw0KGgo=',
    SupportUrl: 'https://bollard.test/help',
    SupportEmail: 'help@bollard.test',
    SupportPhone: '+00 000 000',
    SupportDetails: null,
    PropertyMessagingAllowed: true,
    PropertyMessagingEnabled: true,
    TransferrableExperimentalFeatures: 0,
  };
}
