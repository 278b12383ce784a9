// Which model a charger is, by all that tells of it: the prefix of its serial, then `ProductVariant` of its capabilities
// (observation 100), then the gateway that a signed reading names (`GI` of 554 or of the row's `SignedMeterValue`).
// Invariant: whatever says Go 2 is believed, since a Go 2 that is taken for another is held on one phase by unequal currents.
import { type ChargerModel, type ModelName, modelNamed, modelOfSerial } from './charger-model.ts';
import { cloudFields } from './cloud-value.ts';
import { deviceTypes } from './enumerations.ts';

/** What is held of a charger that tells its model; null and absent where it is not. */
export interface ModelTold {
  readonly serial: string;
  /** Observation 100, JSON. Old firmware does not send it. */
  readonly capabilities?: string | null | undefined;
  /** OCMF. */
  readonly signedReading?: string | null | undefined;
}

/** Readings seen are a few kB, capabilities below one. */
const maxLength = 64 * 1024;

export function modelOfCharger({ serial, capabilities, signedReading }: ModelTold): ChargerModel {
  const told = [
    modelOfSerial(serial),
    modelNamed(wordOf(fieldIn(capabilities, 'ProductVariant'))),
    modelNamed(wordOf(fieldIn(ocmfIn(signedReading), 'GI'))),
  ];
  return told.find(({ name }) => name === 'Go 2') ?? told.find(({ name }) => name !== 'unknown') ?? modelNamed(null);
}

/** Whether it is a Go 2, or one for all that is known: a Go by its device type, or of none that was told, whose model nothing tells. */
export function mayBeGo2(told: ModelTold, deviceType: number): boolean {
  const { name } = modelOfCharger(told);
  if (name !== 'unknown') return name === 'Go 2';
  return deviceType === deviceTypes.Apollo || deviceType === deviceTypes.Unknown;
}

/** `Go2`, `Zaptec Go2` and `ZAPTEC GO` as models are called here. */
function wordOf(text: unknown): ModelName | null {
  if (typeof text !== 'string') return null;
  switch (text.toLowerCase().replace(/zaptec|\s/g, '')) {
    case 'pro':
      return 'Pro';
    case 'go':
      return 'Go';
    case 'go2':
      return 'Go 2';
    default:
      return null;
  }
}

function fieldIn(json: string | null | undefined, name: string): unknown {
  if (!json || json.length > maxLength) return undefined;
  try {
    return cloudFields(JSON.parse(json))?.get(name.toLowerCase());
  } catch {
    return undefined; // no JSON, so it tells nothing
  }
}

function ocmfIn(text: string | null | undefined): string | undefined {
  return text?.startsWith('OCMF|') ? text.split('|', 2)[1] : undefined;
}
