// Observation ids of energy meters: the schemas HomeApm (Sense) and GenericApm of /api/constants, version 6.5.8.
// The cloud documents names only: types and units are given where the name leaves no choice, else `mixed` and null.
// The meter's id stands for a household (personal); its pin opens the meter (secret).
import type { ObservationDefinition } from './observation-definition.ts';

const sense = ['sense'] as const;
const meter = ['meter'] as const;
const senseAndMeter = ['sense', 'meter'] as const;

// biome-ignore format: a table
export const meterObservations: readonly ObservationDefinition[] = [
  { id: -500, name: 'ReadingUpdate', type: 'mixed', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 101, name: 'EnergyTransmitterCapabilities', type: 'json', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 815, name: 'ESPResetSource', type: 'int', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 911, name: 'SoftwareApplicationVersion', type: 'version', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 913, name: 'HardwareVersion', type: 'string', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 916, name: 'SourceVersion', type: 'version', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 1000, name: 'AMSMeterId', type: 'string', unit: null, meaning: null, devices: sense, sensitivity: 'personal' },
  { id: 1000, name: 'MeterId', type: 'string', unit: null, meaning: null, devices: meter, sensitivity: 'personal' },
  { id: 1001, name: 'AMSMeterType', type: 'string', unit: null, meaning: null, devices: sense, sensitivity: 'plain' },
  { id: 1001, name: 'MeterType', type: 'string', unit: null, meaning: null, devices: meter, sensitivity: 'plain' },
  { id: 1002, name: 'AMSObisListVersionIdentifier', type: 'string', unit: null, meaning: null, devices: sense, sensitivity: 'plain' },
  { id: 1003, name: 'ScalingFactor', type: 'mixed', unit: null, meaning: null, devices: sense, sensitivity: 'plain' },
  { id: 1004, name: 'CTRatioL1', type: 'mixed', unit: null, meaning: null, devices: meter, sensitivity: 'plain' },
  { id: 1005, name: 'CTRatioL2', type: 'mixed', unit: null, meaning: null, devices: meter, sensitivity: 'plain' },
  { id: 1006, name: 'CTRatioL3', type: 'mixed', unit: null, meaning: null, devices: meter, sensitivity: 'plain' },
  { id: 1010, name: 'AMSHourlyEnergyImport', type: 'mixed', unit: null, meaning: null, devices: sense, sensitivity: 'plain' },
  { id: 1011, name: 'AMSHourlyEnergyExport', type: 'mixed', unit: null, meaning: null, devices: sense, sensitivity: 'plain' },
  { id: 1012, name: 'AMSHourlyReactiveEnergyImport', type: 'mixed', unit: null, meaning: null, devices: sense, sensitivity: 'plain' },
  { id: 1013, name: 'AMSHourlyReactiveEnergyExport', type: 'mixed', unit: null, meaning: null, devices: sense, sensitivity: 'plain' },
  { id: 1020, name: 'AMSCumulativeEnergyImport', type: 'mixed', unit: null, meaning: null, devices: sense, sensitivity: 'plain' },
  { id: 1021, name: 'AMSCumulativeEnergyExport', type: 'mixed', unit: null, meaning: null, devices: sense, sensitivity: 'plain' },
  { id: 1022, name: 'AMSCumulativeReactiveEnergyImport', type: 'mixed', unit: null, meaning: null, devices: sense, sensitivity: 'plain' },
  { id: 1023, name: 'AMSCumulativeReactiveEnergyExport', type: 'mixed', unit: null, meaning: null, devices: sense, sensitivity: 'plain' },
  { id: 1121, name: 'EnergyLevel', type: 'mixed', unit: null, meaning: null, devices: sense, sensitivity: 'plain' },
  { id: 1122, name: 'VoltageEnergyLevel', type: 'mixed', unit: null, meaning: null, devices: meter, sensitivity: 'plain' },
  { id: 1130, name: 'DSMRP1Version', type: 'version', unit: null, meaning: null, devices: sense, sensitivity: 'plain' },
  { id: 1131, name: 'GridControlLevel', type: 'mixed', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 1133, name: 'SenseStatusMessage', type: 'text', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 1134, name: 'TransmitIntervalSensorReading', type: 'mixed', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 1135, name: 'TransmitThresholdSensorReading', type: 'mixed', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 1136, name: 'MaxCurrentSensorReading', type: 'mixed', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 1137, name: 'CurrentAveragingTimespanSensorReading', type: 'mixed', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 1140, name: 'PinCode', type: 'string', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'secret' },
  { id: 1144, name: 'EMeterUartLinkParameters', type: 'mixed', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 1145, name: 'ESPRevision', type: 'mixed', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 1146, name: 'OTAStatus', type: 'mixed', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 1147, name: 'HourlyTotalDataSent', type: 'mixed', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 1148, name: 'HourlyTotalDataReceived', type: 'mixed', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 1160, name: 'PowerAveragingPeriod', type: 'mixed', unit: null, meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
  { id: 1161, name: 'ActivePowerKw', type: 'float', unit: 'kW', meaning: null, devices: senseAndMeter, sensitivity: 'plain' },
];
