// A charger's warnings in words: one entry for each bit that is set, whatever the device names it.
// Invariant: a bit that the documents do not name is told by its number, never left out.
import { readWarnings } from '@fairlead/protocol';

/** One warning of a charger. Source: zaptec-api.md §5.8. */
export interface Warning {
  /** The cloud's name, such as `EMETER_LINK`; `BIT_61` for a bit that the device's schema does not name. */
  readonly name: string;
  /** The name read aloud: abbreviations spelt out, nothing added. */
  readonly words: string;
}

/** Undefined where the value is no mask. Bits up to 63 are read exactly: a mask passes 2^53. */
export function warningsOf(value: string | number | bigint, deviceType: number): readonly Warning[] | undefined {
  if (!['string', 'number', 'bigint'].includes(typeof value)) return undefined;
  const read = readWarnings(value, deviceType);
  if (!read) return undefined;
  const named = read.names.map((name) => ({ name, words: wordsOf(name) }));
  return [...named, ...bitsOf(read.unknownBits).map(unnamed)];
}

function unnamed(bit: number): Warning {
  return { name: `BIT_${bit}`, words: `a warning that the documents do not name (bit ${bit})` };
}

function bitsOf(mask: bigint): readonly number[] {
  // 20 digits hold 67 bits at most.
  return Array.from({ length: 67 }, (_, bit) => bit).filter((bit) => (mask & (1n << BigInt(bit))) !== 0n);
}

/** What the cloud's abbreviations stand for. What is not here is read as it is written. */
const spelt: Readonly<Record<string, string>> = {
  EMETER: 'energy meter',
  CAL: 'calibration',
  COM: 'communication',
  FPGA: 'FPGA',
  RCD: 'residual current device',
  AC: 'AC',
  DC: 'DC',
  O: 'O',
  PEN: 'PEN',
  '6MA': '6 mA',
  '30MA': '30 mA',
  MID: 'MID',
  MCU: 'MCU',
  POW: 'power',
  ID: 'id',
  L1: 'L1',
  L2: 'L2',
  L3: 'L3',
  '12V': '12 V',
  ESP: 'ESP',
  GO: 'Go',
  GO2: 'Go 2',
};

function wordsOf(name: string): string {
  return name
    .split('_')
    .map((part) => spelt[part] ?? part.toLowerCase())
    .join(' ');
}
