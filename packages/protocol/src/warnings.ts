// Warnings of a charger: observation 804 and `Warnings` of a row, a bit mask that passes 2^53, so always a BigInt.
// Source: Warnings of the schemas Smart and Apollo in /api/constants, version 6.5.8 (there printed rounded; these are
// the exact powers of two).
import { deviceTypes } from './enumerations.ts';

/** Bit number and name, Pro. */
export const proWarningBits: readonly (readonly [bit: number, name: string])[] = Object.freeze([
  [0, 'HUMIDITY'],
  [1, 'TEMPERATURE'],
  [2, 'TEMPERATURE_ERROR'],
  [3, 'EMETER_NO_RESPONSE'],
  [4, 'MAX_SESSION_RESTART'],
  [5, 'CHARGE_OVERCURRENT'],
  [6, 'PILOT_STATE'],
  [7, 'RELAY_WELDED'],
  [8, 'PILOT_LOW_LEVEL'],
  [9, 'FPGA_COM_TIMEOUT'],
  [10, 'REBOOT'],
  [11, 'DISABLED'],
  [12, 'RCD_AC'],
  [13, 'RCD_DC'],
  [14, 'RCD_PEAK'],
  [15, 'INVALID_HARDWARE_ID'],
  [16, 'RCD_TEST_AC'],
  [17, 'RCD_TEST_DC'],
  [18, 'RCD_FAILURE'],
  [19, 'RCD_TEST_TIMEOUT'],
  [20, 'FPGA_VERSION'],
  [21, 'FPGA_UNEXPECTED_RELAY'],
  [22, 'FPGA_CHARGING_RESET'],
  [23, 'PILOT_NO_PROXIMITY'],
  [24, 'EMETER_ALARM'],
  [25, 'EMETER_LINK'],
  [26, 'NO_VOLTAGE_L1'],
  [27, 'NO_VOLTAGE_L2_L3'],
  [28, 'FPGA_WATCHDOG'],
  [29, 'EMETER_CAL'],
  [30, 'MID'],
  [31, 'VARISCITE'],
  [32, 'MCU_BOOTLOADER'],
  [33, 'FPGA_INIT_FAILED'],
  [34, 'ILLEGAL_PHASE'],
  [35, 'MID_STORAGE_ERROR'],
]);

/** Bit number and name, Go and Go 2. */
export const goWarningBits: readonly (readonly [bit: number, name: string])[] = Object.freeze([
  [0, 'HUMIDITY'],
  [1, 'TEMPERATURE'],
  [2, 'TEMPERATURE_ERROR'],
  [3, 'EMETER_NO_RESPONSE'],
  [4, 'MAX_SESSION_RESTART'],
  [5, 'CHARGE_OVERCURRENT'],
  [6, 'PILOT_STATE'],
  [7, 'LOW_LEVEL_12V'],
  [8, 'PILOT_LOW_LEVEL'],
  [9, 'NO_SWITCH_POW_DEF'],
  [10, 'REBOOT'],
  [11, 'DISABLED'],
  [12, 'RCD_6MA'],
  [13, 'RCD_30MA'],
  [16, 'RCD_TEST_6MA'],
  [17, 'RCD_TEST_30MA'],
  [18, 'RCD_FAILURE'],
  [19, 'RCD_TEST_TIMEOUT'],
  [20, 'OVERCURRENT_INSTALLATION'],
  [21, 'UNEXPECTED_RELAY'],
  [22, 'O_PEN'],
  [23, 'PILOT_NO_PROXIMITY'],
  [24, 'EMETER_ALARM'],
  [25, 'EMETER_LINK'],
  [26, 'NO_VOLTAGE_L1'],
  [27, 'NO_VOLTAGE_L2_L3'],
  [28, 'FPGA_WATCHDOG'],
  [29, 'SERVO'],
  [30, 'MID'],
  [31, 'FPGA_VERSION'],
  [35, 'MID_STORAGE_ERROR'],
  [45, 'ESP'],
  [46, 'INVALID_HARDWARE_ID'],
  [47, 'FPGA_CHARGING_RESET'],
  [48, 'FPGA_COM_TIMEOUT'],
  [49, 'RELAY_WELDED'],
  [50, 'RCD_AC'],
  [51, 'RCD_DC'],
  [52, 'RCD_TEST_AC'],
  [53, 'RCD_TEST_DC'],
  [54, 'MOTOR'],
  [55, 'MOTOR_SHORTED'],
  [56, 'MID_STORAGE_ERROR_GO_GO2'],
]);

export interface Warnings {
  readonly mask: bigint;
  /** The cloud's names, lowest bit first. */
  readonly names: readonly string[];
  /** Bits that the schema of the device does not name; 0n when there are none. */
  readonly unknownBits: bigint;
}

/**
 * Reads a warnings mask. Undefined when it is no whole, non-negative number (at most 20 digits: 64 bits).
 * A device type that is neither Pro nor Go has no names: all its bits are unknown.
 */
export function readWarnings(value: string | number | bigint, deviceType: number): Warnings | undefined {
  const text = String(value);
  if (!/^\d{1,20}$/.test(text)) return undefined;
  const mask = BigInt(text);
  const set = namedBits(deviceType).filter(([bit]) => (mask & (1n << BigInt(bit))) !== 0n);
  const known = set.reduce((sum, [bit]) => sum | (1n << BigInt(bit)), 0n);
  return { mask, names: set.map(([, name]) => name), unknownBits: mask & ~known };
}

function namedBits(deviceType: number): readonly (readonly [number, string])[] {
  if (deviceType === deviceTypes.Smart) return proWarningBits;
  return deviceType === deviceTypes.Apollo ? goWarningBits : [];
}
