// A charger as a row of the cloud's lists (zaptec-api.md §3.7), every known field, the secret ones too.
import { deviceTypeOf, type InstallationPlan } from '../fleets/world-plan.ts';
import type { ChargerContext } from './charger-context.ts';
import { cloudTime } from './cloud-time.ts';
import { derivedUuid } from './identity.ts';
import { kwh } from './ocmf.ts';
import type { CloudRow } from './simulated-world.ts';

export function chargerRow(
  { plan, state, siteState, surroundings }: ChargerContext,
  installation: InstallationPlan,
  signedReading: string | null,
): CloudRow {
  const { controls } = state;
  return {
    // §5.2: 0 Unknown while it is offline.
    OperatingMode: controls.online ? state.mode : 0,
    IsOnline: controls.online,
    Id: plan.id,
    MID: plan.serial,
    DeviceId: plan.serial,
    SerialNo: plan.name,
    Name: plan.name,
    CreatedOnDate: cloudTime(plan.commissionedAtMs * 1000),
    UpdatedOn: cloudTime((plan.commissionedAtMs + 86_400_000) * 1000),
    CircuitId: plan.circuitId,
    Active: plan.active ?? true,
    Pin: String(Number(plan.serial.slice(3)) % 10_000).padStart(4, '0'),
    TemplateId: derivedUuid(surroundings.seed, `template/${plan.model}`),
    PropertyOcppUrl: null,
    PropertyOcppPassword: `fairlead-ocpp-${plan.serial}`,
    PropertyOcppDefaultIdTag: null,
    PropertyOcppVerboseLogUntil: null,
    PropertyOcppWebSocketPingInterval: null,
    PropertyOcppAvailability: null,
    PropertyOcppOfflineListVersion: null,
    PropertyPinOfflinePhase: false,
    PropertyAuthenticationDisabled: false,
    HasSessions: controls.everOnline && state.sessions > 0,
    PropertyOfflinePhaseOverride: controls.offlinePhases,
    PropertyOfflineCurrentOverride: controls.offlineCurrentA,
    PropertyPrioritizedCurrent: state.session?.priority?.currentA ?? null,
    PropertyPrioritizedPhases: state.session?.priority?.phases ?? null,
    PropertyMaxSinglePhaseChargeCurrent: 32,
    SignedMeterValueKwh: controls.everOnline ? kwh(state.signedWh) : null,
    SignedMeterValue: signedReading,
    DeviceType: deviceTypeOf(plan.model),
    InstallationName: installation.name,
    InstallationId: installation.id,
    AuthenticationType: siteState.authenticationType,
    IsAuthorizationRequired: siteState.requiresCard,
    Warnings: controls.warnings,
  };
}
