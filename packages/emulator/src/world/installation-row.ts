// An installation as the cloud shows it (zaptec-api.md §3.3), every known field. All people and places are invented;
// the personal and secret fields are there because the border must prove that it removes them.
import { features } from '@fairlead/protocol';
import { type BusKind, openBuses } from '../bus/bus-kinds.ts';
import type { People } from '../fleets/people.ts';
import type { InstallationPlan } from '../fleets/world-plan.ts';
import type { Switches } from '../switches/switches.ts';
import { cloudTime } from './cloud-time.ts';
import { derivedUuid } from './identity.ts';
import { availableNowA, type InstallationState, usualSwitchCurrentA } from './installation-state.ts';
import { always, type RowFields } from './row-fields.ts';
import type { CloudRow } from './simulated-world.ts';

export interface ShownInstallation {
  readonly plan: InstallationPlan;
  readonly state: InstallationState;
  readonly seed: number;
  readonly people: People;
  readonly switches: Switches;
}

const currentFields: RowFields<ShownInstallation> = {
  MaxCurrent: ({ state }) => state.maxCurrentA,
  // One value for all phases, null when they differ (observed).
  AvailableCurrent: ({ state }) => {
    const [phase1, phase2, phase3] = availableNowA(state);
    return phase1 === phase2 && phase2 === phase3 ? phase1 : null;
  },
  AvailableCurrentPhase1: ({ state }) => availableNowA(state)[0],
  AvailableCurrentPhase2: ({ state }) => availableNowA(state)[1],
  AvailableCurrentPhase3: ({ state }) => availableNowA(state)[2],
  AvailableCurrentMode: ({ state }) => state.mode,
  AvailableCurrentScheduleWeekendActive: () => false,
  AvailableCurrentChanged: ({ state }) => (state.changedAtUs === null ? null : cloudTime(state.changedAtUs)),
  ThreeToOnePhaseSwitchCurrent: ({ state }) => state.switchCurrentA,
  DefaultThreeToOneSwitchCurrent: () => usualSwitchCurrentA,
};

const partnerFields: RowFields<ShownInstallation> = {
  WebhooksAuthPayload: ({ plan }) => JSON.stringify({ username: 'hook', password: `fairlead-hook-${plan.zipCode}` }),
  WebhooksAuthUrl: () => null,
  WebhooksSessionStartUrl: () => null,
  WebhooksSessionEndUrl: () => null,
  OcppCloudUrl: () => null,
  OcppCentralSystemUrl: () => null,
  OcppCloudUrlVersion: () => 0,
  OcppInitialChargePointPassword: ({ plan }) => `fairlead-initial-${plan.zipCode}`,
};

const powerManagement = always({
  Feature_PowerManagement_EcoMode_DepartureTime: null,
  Feature_PowerManagement_EcoMode_MinEnergy: null,
  Feature_PowerManagement_EcoMode_DeliveryArea: null,
  Feature_PowerManagement_Apm_SinglePhaseMappedToPhase: null,
  Feature_PowerManagement_Apm_PowerBudgetKw: null,
  Feature_PowerManagement_Apm_PowerRolloverPercentage: null,
  Feature_PowerManagement_Apm_EvaluationMinutes: null,
});

const propertyFields: RowFields<ShownInstallation> = {
  PropertyTariffKwhLimit: () => null,
  PropertyIsMinimumPowerOfflineMode: ({ state }) => state.minPowerOffline,
  PropertyOfflineModeAllowAnonymous: () => false,
  PropertyEnergySensorUniqueId: () => null,
  PropertyMainFuseCurrent: ({ plan }) => plan.maxCurrentA,
  PropertyEnergySensorTransmitInterval: () => null,
  PropertyEnergySensorTransmitThreshold: () => null,
  PropertyEnergySensorAverage: () => null,
  PropertyEnergySensorScalingFactor: () => null,
  PropertyEnergySensorRippleEnabled: () => null,
  PropertyEnergySensorRippleNumBits: () => null,
  PropertyEnergySensorRipplePercentBits00: () => null,
  PropertyEnergySensorRipplePercentBits01: () => null,
  PropertyEnergySensorRipplePercentBits10: () => null,
  PropertyMinimumAvailableCurrentPhase1: () => null,
  PropertyMinimumAvailableCurrentPhase2: () => null,
  PropertyMinimumAvailableCurrentPhase3: () => null,
  PropertyLockToMinimumAvailableCurrent: () => false,
  PropertyOcppDefaultIdTag: () => null,
  PropertyExperimentalFeaturesEnabled: () => 0,
  PropertyHomeApmOrdered: () => false,
  PropertyFirmwareAutomaticUpdates: () => true,
  PropertyMaxSinglePhaseChargeCurrent: () => 32,
  PropertySessionMaxStopCount: () => 5,
};

export const installationFields: RowFields<ShownInstallation> = {
  Id: ({ plan }) => plan.id,
  Name: ({ plan }) => plan.name,
  Address: ({ plan }) => plan.address,
  ZipCode: ({ plan }) => plan.zipCode,
  City: ({ plan }) => plan.city,
  CountryId: () => '83bffdb1-0a92-4574-bb7b-bd0d17387c17',
  VatNumber: ({ plan }) => (isHome(plan) ? null : 'XX000000000'),
  ContactEmail: ({ plan }) => plan.contactEmail,
  Notes: ({ plan }) => (isHome(plan) ? null : 'Key to the deck hangs in the invented office.'),
  InstallationType: ({ plan }) => (isHome(plan) ? 1 : 0),
  ...currentFields,
  InstallationCategoryId: ({ plan }) =>
    isHome(plan) ? 'd72d6374-7f73-4df5-8056-60635b177421' : '5c624162-e595-4167-a8bb-8b33a1487b62',
  InstallationCategory: ({ plan }) =>
    isHome(plan) ? 'Private_Installation_Category' : 'Community_Installation_Category',
  UseLoadBalancing: () => true,
  // Reported false under webhooks and OCPP (observed: custom-components/zaptec#67).
  IsRequiredAuthentication: ({ state }) => state.authenticationType === 0 && state.requiresCard,
  Latitude: () => 0.007,
  Longitude: () => 0.009,
  Active: ({ plan }) => inUse(plan) > 0,
  NetworkType: ({ plan }) => plan.networkType ?? 4,
  AvailableInternetAccessPLC: () => false,
  AvailableInternetAccessWiFi: () => true,
  CreatedOnDate: ({ plan }) => cloudTime(plan.createdAtMs * 1000),
  UpdatedOn: ({ plan, state }) => cloudTime(state.changedAtUs ?? (plan.createdAtMs + 41 * 86_400_000) * 1000),
  AuthenticationType: ({ state }) => state.authenticationType,
  ...partnerFields,
  MessagingEnabled: ({ switches }) => hasBus(switches, 'installation'),
  RoutingId: () => 'default',
  TimeZoneName: () => '(UTC+01:00) Central European Time (Berlin)',
  TimeZoneIanaName: () => 'Europe/Oslo',
  UpdateStatusCode: () => 0,
  Notifications: () => 0,
  IsSubscriptionsAvailableForCurrentUser: () => false,
  InstallationUsers: ({ plan, people }) => residents(plan, people),
  AvailableFeatures: ({ plan }) => (isHome(plan) ? 471 : 183),
  EnabledFeatures: ({ switches }) =>
    features.Authentication_Internal | (hasBus(switches, 'installation') ? features.Api_MessageSubscription : 0),
  ActiveChargerCount: ({ plan }) => inUse(plan),
  ...powerManagement,
  ...propertyFields,
  EnergySensor: ({ plan, state, seed }) => (state.mode === 2 ? energySensor(plan, seed) : null),
  SurplusMode: () => ({ Active: false }),
  StorageEnergySensorLastReading: () => null,
  SupportGroup: ({ seed, switches }) => supportGroup(seed, hasBus(switches, 'group')),
};

function isHome({ kind }: InstallationPlan): boolean {
  return kind === 'home';
}

function hasBus(switches: Switches, kind: BusKind): boolean {
  return openBuses(switches.get('bus')).has(kind);
}

function inUse({ chargers }: InstallationPlan): number {
  return chargers.filter(({ active }) => active ?? true).length;
}

/** The Sense of an installation in mode 2; its serial has the prefix and the digits of §5.7. */
function energySensor(plan: InstallationPlan, seed: number): CloudRow {
  const id = derivedUuid(seed, `sense/${plan.id}`);
  return {
    UniqueId: id,
    Type: 1,
    Provider: 'Zaptec',
    Vendor: 'Zaptec',
    Model: 'Sense',
    SerialNo: `APM${String(Number.parseInt(id.slice(0, 6), 16) % 1_000_000).padStart(6, '0')}`,
    Id: id,
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

function supportGroup(seed: number, messaging: boolean): CloudRow {
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
    PropertyMessagingAllowed: messaging,
    PropertyMessagingEnabled: messaging,
    TransferrableExperimentalFeatures: 0,
  };
}
