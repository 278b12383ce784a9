import { describe, expect, test } from 'vitest';
import { observation, observations, sensitivityOfObservation, stateIds } from './observation.ts';

const pro = 1;
const go = 4;
const sense = 3;
const meter = 6;

/** Ids of the cloud's redaction list, written out once more by hand. */
const personalByTheCloudsList = [554, 722, 723, 725, 750, 802, 854, 900, 950, 951, 952, 953, 960, 961, 962, 963];

describe('the observation table', () => {
  test('has as many ids per device as the constants: 155 Pro, 153 Go', () => {
    expect(observations.filter((row) => row.devices.includes('pro'))).toHaveLength(155);
    expect(observations.filter((row) => row.devices.includes('go'))).toHaveLength(153);
  });

  test('names an id once per device', () => {
    const keys = observations.flatMap((row) => row.devices.map((device) => `${device} ${row.id}`));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('cannot be changed by anybody who holds it', () => {
    expect(Object.isFrozen(observations)).toBe(true);
    expect(observations.every((row) => Object.isFrozen(row) && Object.isFrozen(row.devices))).toBe(true);
  });

  test('agrees with the ids that programs name', () => {
    for (const [name, id] of Object.entries(stateIds)) expect(observation(id)?.name).toBe(name);
  });
});

describe('observation', () => {
  test.each([
    [202, pro, 'TemperatureInternal6'],
    [202, go, 'TemperatureEMeterPhase1'],
    [205, pro, 'TemperaturePowerBoard'],
    [205, go, 'TemperatureEMeterPhase3'],
    [813, pro, 'McuToVariscitePacketErrors'],
    [813, go, 'McuToESPPacketErrors'],
    [814, pro, 'VarisciteToMcuPacketErrors'],
    [814, go, 'ESPToMcuPacketErrors'],
    [820, pro, 'UptimeVariscite'],
    [820, go, 'UptimeESP'],
    [970, pro, 'ProductionTestStationNumber'],
    [970, go, 'FactoryTestStage'],
    [911, go, 'SmartComputerSoftwareApplicationVersion'],
    [911, sense, 'SoftwareApplicationVersion'],
    [1000, sense, 'AMSMeterId'],
    [1000, meter, 'MeterId'],
  ])('%i on device type %i is %s', (id, deviceType, name) => {
    expect(observation(id, deviceType)?.name).toBe(name);
  });

  test('lends a charger the other charger’s meaning, but never a charger’s meaning to a meter', () => {
    expect(observation(1, go)?.name).toBe('OfflineMode');
    expect(observation(710, sense)).toBeUndefined();
    expect(observation(1161, go)).toBeUndefined();
    expect(observation(710, 99)).toBeUndefined();
  });

  test('tells type and unit', () => {
    expect(observation(513)).toMatchObject({ type: 'float', unit: 'W', devices: ['pro', 'go'] });
    expect(observation(553)).toMatchObject({ name: 'TotalChargePowerSession', unit: 'kWh' });
  });

  test('knows nothing of an unknown id, which is plain', () => {
    expect(observation(99_999)).toBeUndefined();
    expect(sensitivityOfObservation(99_999)).toBe('plain');
  });
});

describe('sensitivityOfObservation', () => {
  test('keys that open a door are secret: 863, 864 and the meter’s pin', () => {
    expect(observations.filter((row) => row.sensitivity === 'secret').map((row) => row.id)).toEqual([863, 864, 1140]);
  });

  test.each(personalByTheCloudsList)('%i is personal', (id) => {
    expect(sensitivityOfObservation(id)).toBe('personal');
  });

  test('nothing that the page shows is hidden', () => {
    const shown = [
      -3, -2, -1, 120, 501, 507, 510, 513, 519, 553, 708, 710, 711, 712, 715, 718, 721, 763, 804, 911, 981,
    ];
    expect(shown.filter((id) => sensitivityOfObservation(id) !== 'plain')).toEqual([]);
  });
});
