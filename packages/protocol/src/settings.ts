// The cloud's internal setting ids: what `Settings` and `SettingIds` of the constants name. Third parties write none of
// them; they are here so that the constants can be answered and an undocumented call be named.
// Source: /api/constants, version 6.5.8.

export interface SettingDefinition {
  readonly id: number;
  /** The cloud's name; differs from the observation's of the same number here and there. */
  readonly name: string;
  readonly devices: readonly ('pro' | 'go')[];
}

const pro = ['pro'] as const;
const go = ['go'] as const;
const proAndGo = ['pro', 'go'] as const;

// biome-ignore format: a table
const rows: readonly SettingDefinition[] = [
  { id: 120, name: 'AuthenticationRequired', devices: proAndGo },
  { id: 130, name: 'PaymentActive', devices: pro },
  { id: 131, name: 'PaymentCurrency', devices: pro },
  { id: 132, name: 'PaymentSessionUnitPrice', devices: pro },
  { id: 133, name: 'PaymentEnergyUnitPrice', devices: pro },
  { id: 134, name: 'PaymentTimeUnitPrice', devices: pro },
  { id: 150, name: 'CommunicationMode', devices: proAndGo },
  { id: 151, name: 'PermanentCableLock', devices: proAndGo },
  { id: 153, name: 'HmiBrightness', devices: proAndGo },
  { id: 154, name: 'LockCableWhenConnected', devices: proAndGo },
  { id: 155, name: 'SoftStartDisabled', devices: pro },
  { id: 170, name: 'MIDBlinkEnabled', devices: pro },
  { id: 510, name: 'CurrentInMaximum', devices: proAndGo },
  { id: 511, name: 'CurrentInMinimum', devices: proAndGo },
  { id: 520, name: 'MaxPhases', devices: proAndGo },
  { id: 522, name: 'DefaultOfflinePhase', devices: proAndGo },
  { id: 523, name: 'DefaultOfflineCurrent', devices: proAndGo },
  { id: 555, name: 'SignedMeterValueInterval', devices: proAndGo },
  { id: 711, name: 'IsEnabled', devices: proAndGo },
  { id: 712, name: 'Standalone', devices: proAndGo },
  { id: 715, name: 'NetworkType', devices: proAndGo },
  { id: 719, name: 'AuthorizationTimeout', devices: proAndGo },
  { id: 720, name: 'TariffText', devices: pro },
  { id: 752, name: 'EnabledNfcTechnologies', devices: pro },
  { id: 753, name: 'LteRoamingDisabled', devices: pro },
  { id: 800, name: 'InstallationId', devices: proAndGo },
  { id: 801, name: 'RoutingId', devices: proAndGo },
  { id: 802, name: 'ChargePointName', devices: proAndGo },
  { id: 805, name: 'DiagnosticsMode', devices: proAndGo },
  { id: 806, name: 'DisableBLEChargePointName', devices: proAndGo },
  { id: 807, name: 'InternalDiagnosticsLog', devices: proAndGo },
  { id: 855, name: 'UnconditionalNfcDetectionIndication', devices: pro },
  { id: 856, name: 'EnableLteDetailedSignalStrength', devices: pro },
  { id: 857, name: 'EnableLocalNetworkMaintenance', devices: pro },
  { id: 860, name: 'SessionController', devices: proAndGo },
  { id: 861, name: 'OcppNativeUrl', devices: proAndGo },
  { id: 862, name: 'OcppNativeCbId', devices: proAndGo },
  { id: 863, name: 'OcppNativeAuthorizationKey', devices: go },
  { id: 864, name: 'OcppNativeAuthorizationKeyFromZaptec', devices: go },
  { id: 868, name: 'OcppNativeZaptecLoadBalancingEnabled', devices: proAndGo },
  { id: 869, name: 'OcppNativeOnePhaseChargingPhase', devices: pro },
];

export const settings: readonly SettingDefinition[] = Object.freeze(
  rows.map((row) => Object.freeze({ ...row, devices: Object.freeze([...row.devices]) })),
);
