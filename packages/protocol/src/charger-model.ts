// What a serial tells: model and device type by its first three letters.
// Source: https://docs.zaptec.com/docs/identify-device-types. Six digits after the prefix in every sample seen.
import { deviceTypes } from './enumerations.ts';

export type ModelName = 'Pro' | 'Go' | 'Go 2' | 'Sense' | 'unknown';

export interface ChargerModel {
  readonly name: ModelName;
  /** Number of the cloud's DeviceTypes. */
  readonly deviceType: number;
}

const prefixesByModel = [
  { name: 'Pro', deviceType: deviceTypes.Smart, prefixes: ['ZCS', 'ZPR', 'ZCH', 'ZPG'] },
  { name: 'Go', deviceType: deviceTypes.Apollo, prefixes: ['ZAP', 'ZGB', 'ZAG'] },
  { name: 'Go 2', deviceType: deviceTypes.Apollo, prefixes: ['GPN', 'GPG'] },
  { name: 'Sense', deviceType: deviceTypes.HomeApm, prefixes: ['APH', 'APG', 'APM'] },
] as const;

const unknownModel: ChargerModel = Object.freeze({ name: 'unknown', deviceType: deviceTypes.Unknown });

const byName: ReadonlyMap<string, ChargerModel> = new Map(
  prefixesByModel.map(({ name, deviceType }) => [name, Object.freeze({ name, deviceType })] as const),
);

/** A model by its name; `unknown` for none. */
export function modelNamed(name: ModelName | null): ChargerModel {
  return byName.get(name ?? '') ?? unknownModel;
}

const models: ReadonlyMap<string, ChargerModel> = new Map(
  prefixesByModel.flatMap(({ name, deviceType, prefixes }) =>
    prefixes.map((prefix) => [prefix, Object.freeze({ name, deviceType })] as const),
  ),
);

/** The model of a serial (the cloud's `DeviceId`); `unknown` for a prefix that is not in the documents. */
export function modelOfSerial(serial: string): ChargerModel {
  return models.get(serial.slice(0, 3).toUpperCase()) ?? unknownModel;
}

/** Whether a text has the form of a serial: a prefix of three letters, then six digits. */
export function isSerial(text: string): boolean {
  return /^[A-Z]{3}\d{6}$/i.test(text);
}
