// A charger as a row of the cloud's lists (zaptec-api.md §3.7), every known field, the secret ones too.
import { deviceTypeOf } from '../fleets/world-plan.ts';
import type { ChargerContext } from './charger-context.ts';
import { cloudTime } from './cloud-time.ts';
import { derivedUuid } from './identity.ts';
import { kwh } from './ocmf.ts';
import type { RowFields } from './row-fields.ts';

/** What a row asks of a charger. */
interface ShownCharger {
  readonly context: ChargerContext;
  readonly reporter: { heard(id: 554): { readonly value: string | null } };
}

export const chargerFields: RowFields<ShownCharger> = {
  // §5.2: 0 Unknown while it is offline.
  OperatingMode: ({ context: { state } }) => (state.controls.online ? state.mode : 0),
  IsOnline: ({ context: { state } }) => state.controls.online,
  Id: ({ context: { plan } }) => plan.id,
  MID: ({ context: { plan } }) => plan.serial,
  DeviceId: ({ context: { plan } }) => plan.serial,
  SerialNo: ({ context: { plan } }) => plan.name,
  Name: ({ context: { plan } }) => plan.name,
  CreatedOnDate: ({ context: { plan } }) => cloudTime(plan.commissionedAtMs * 1000),
  UpdatedOn: ({ context: { plan } }) => cloudTime((plan.commissionedAtMs + 86_400_000) * 1000),
  CircuitId: ({ context: { plan } }) => plan.circuitId,
  Active: ({ context: { plan } }) => plan.active ?? true,
  Pin: ({ context: { plan } }) => String(Number(plan.serial.slice(3)) % 10_000).padStart(4, '0'),
  TemplateId: ({ context: { plan, surroundings } }) => derivedUuid(surroundings.seed, `template/${plan.model}`),
  PropertyOcppUrl: () => null,
  PropertyOcppPassword: ({ context: { plan } }) => `fairlead-ocpp-${plan.serial}`,
  PropertyOcppDefaultIdTag: () => null,
  PropertyOcppVerboseLogUntil: () => null,
  PropertyOcppWebSocketPingInterval: () => null,
  PropertyOcppAvailability: () => null,
  PropertyOcppOfflineListVersion: () => null,
  PropertyPinOfflinePhase: () => false,
  PropertyAuthenticationDisabled: () => false,
  HasSessions: ({ context: { state } }) => state.controls.everOnline && state.sessions > 0,
  PropertyOfflinePhaseOverride: ({ context: { state } }) => state.controls.offlinePhases,
  PropertyOfflineCurrentOverride: ({ context: { state } }) => state.controls.offlineCurrentA,
  PropertyPrioritizedCurrent: ({ context: { state } }) => state.session?.priority?.currentA ?? null,
  PropertyPrioritizedPhases: ({ context: { state } }) => state.session?.priority?.phases ?? null,
  PropertyMaxSinglePhaseChargeCurrent: () => 32,
  SignedMeterValueKwh: ({ context: { state } }) => (state.controls.everOnline ? kwh(state.signedWh) : null),
  SignedMeterValue: ({ reporter }) => reporter.heard(554).value,
  DeviceType: ({ context: { plan } }) => deviceTypeOf(plan.model),
  InstallationName: ({ context: { site } }) => site.name,
  InstallationId: ({ context: { site } }) => site.id,
  AuthenticationType: ({ context: { siteState } }) => siteState.authenticationType,
  IsAuthorizationRequired: ({ context: { siteState } }) => siteState.requiresCard,
  Warnings: ({ context: { state } }) => state.controls.warnings,
};
