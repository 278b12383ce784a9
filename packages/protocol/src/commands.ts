// The cloud's commands. Only the public ones may be sent; the others are here so that they can be named when refused.
// Source: Commands and Schema of /api/constants, version 6.5.8; public ids from docs.zaptec.com/reference/charger_sendcommand_post.

export type CommandUse = 'public' | 'legacy' | 'internal';

export interface CommandDefinition {
  readonly id: number;
  readonly name: string;
  readonly devices: readonly ('pro' | 'go')[];
  readonly use: CommandUse;
}

/** The commands that third parties may send. */
export const publicCommands = Object.freeze({
  RestartCharger: 102,
  UpgradeFirmware: 200,
  /** Pause. */
  StopChargingFinal: 506,
  ResumeCharging: 507,
  DeauthorizeAndStop: 10001,
});

const pro = ['pro'] as const;
const go = ['go'] as const;
const proAndGo = ['pro', 'go'] as const;

// biome-ignore format: a table
const rows: readonly CommandDefinition[] = [
  { id: 0, name: 'Unknown', devices: proAndGo, use: 'internal' },
  { id: 1, name: 'InChargePingReply', devices: pro, use: 'internal' },
  { id: 2, name: 'OfflineModeOverride', devices: pro, use: 'internal' },
  { id: 102, name: 'RestartCharger', devices: proAndGo, use: 'public' },
  { id: 103, name: 'RestartMcu', devices: proAndGo, use: 'internal' },
  { id: 104, name: 'UpdateSettings', devices: proAndGo, use: 'internal' },
  { id: 105, name: 'RestartNtp', devices: proAndGo, use: 'internal' },
  { id: 106, name: 'ExitAppWithCode', devices: pro, use: 'internal' },
  { id: 107, name: 'RestartApplication', devices: pro, use: 'internal' },
  { id: 108, name: 'ReprovisionIotHub', devices: proAndGo, use: 'internal' },
  { id: 109, name: 'ReprovisionDps', devices: proAndGo, use: 'internal' },
  { id: 200, name: 'UpgradeFirmware', devices: proAndGo, use: 'public' },
  { id: 201, name: 'UpgradeFirmwareForced', devices: proAndGo, use: 'internal' },
  { id: 202, name: 'RollbackFirmware', devices: go, use: 'internal' },
  { id: 260, name: 'ResetComErrors', devices: proAndGo, use: 'internal' },
  { id: 261, name: 'ResetNotifications', devices: proAndGo, use: 'internal' },
  { id: 262, name: 'ResetComWarnings', devices: proAndGo, use: 'internal' },
  { id: 300, name: 'LocalSettings', devices: proAndGo, use: 'internal' },
  { id: 320, name: 'SetPlcNpw', devices: pro, use: 'internal' },
  { id: 321, name: 'SetPlcCCoMode', devices: pro, use: 'internal' },
  { id: 322, name: 'SetPlcNmk', devices: pro, use: 'internal' },
  { id: 323, name: 'SetRemotePlcNmk', devices: pro, use: 'internal' },
  { id: 324, name: 'SetRemotePlcNpw', devices: pro, use: 'internal' },
  { id: 501, name: 'StartCharging', devices: proAndGo, use: 'legacy' },
  { id: 502, name: 'StopCharging', devices: proAndGo, use: 'legacy' },
  { id: 503, name: 'ReportChargingState', devices: proAndGo, use: 'internal' },
  { id: 504, name: 'SetSessionId', devices: proAndGo, use: 'internal' },
  { id: 505, name: 'SetUserUuid', devices: proAndGo, use: 'internal' },
  { id: 506, name: 'StopChargingFinal', devices: proAndGo, use: 'public' },
  { id: 507, name: 'ResumeCharging', devices: proAndGo, use: 'public' },
  { id: 601, name: 'ShowGranted', devices: proAndGo, use: 'internal' },
  { id: 602, name: 'ShowDenied', devices: proAndGo, use: 'internal' },
  { id: 603, name: 'IndicateAppConnect', devices: proAndGo, use: 'internal' },
  { id: 700, name: 'RequestSignedMIDEventLog', devices: pro, use: 'internal' },
  { id: 708, name: 'UnlockConnector', devices: proAndGo, use: 'internal' },
  { id: 750, name: 'ConfirmChargeCardAdded', devices: proAndGo, use: 'internal' },
  { id: 751, name: 'SetAuthenticationList', devices: proAndGo, use: 'internal' },
  { id: 752, name: 'OcppTunnelMessage', devices: proAndGo, use: 'internal' },
  { id: 800, name: 'Debug', devices: proAndGo, use: 'internal' },
  { id: 801, name: 'GetPlcTopology', devices: pro, use: 'internal' },
  { id: 801, name: 'SetLoggingInterval', devices: go, use: 'internal' },
  { id: 802, name: 'ResetPlc', devices: pro, use: 'internal' },
  { id: 802, name: 'SetPulseInterval', devices: go, use: 'internal' },
  { id: 803, name: 'RemoteCommand', devices: proAndGo, use: 'internal' },
  { id: 804, name: 'RunGridTest', devices: proAndGo, use: 'internal' },
  { id: 805, name: 'ClearObservationCache', devices: pro, use: 'internal' },
  { id: 901, name: 'RunPostProductionTest', devices: proAndGo, use: 'internal' },
  { id: 902, name: 'GetFirmwareVersion', devices: proAndGo, use: 'internal' },
  { id: 950, name: 'DumpPilotCounter', devices: pro, use: 'internal' },
  { id: 951, name: 'RunPilotTest', devices: pro, use: 'internal' },
  { id: 10000, name: 'CombinedMin', devices: proAndGo, use: 'internal' },
  { id: 10001, name: 'DeauthorizeAndStop', devices: proAndGo, use: 'public' },
  { id: 10999, name: 'CombinedMax', devices: proAndGo, use: 'internal' },
];

/** Every command; 801 and 802 mean different things on Pro and Go and have two rows each. */
export const commands: readonly CommandDefinition[] = Object.freeze(
  rows.map((row) => Object.freeze({ ...row, devices: Object.freeze([...row.devices]) })),
);

/** The first definition of an id; whether it is public never depends on the device. */
export function command(id: number): CommandDefinition | undefined {
  return commands.find((row) => row.id === id);
}
