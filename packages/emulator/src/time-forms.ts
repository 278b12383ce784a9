// The two forms in which the cloud writes an instant: its database's on REST, the charger's on the bus (§8.6).
// Invariant: a REST time is within half of 1/300 s of the bus's time of the same event, and equal where nothing is rounded.
import { formatCloudTime } from '@fairlead/protocol';
import type { SwitchValues } from './switches/switch-table.ts';
import type { Switches } from './switches/switches.ts';

export type FractionDigits = SwitchValues['time-fraction-digits'];

export interface RestTimeForm {
  readonly rounding: SwitchValues['rest-time-rounding'];
  readonly digits: FractionDigits;
}

export function restTimeForm(switches: Switches): RestTimeForm {
  return { rounding: switches.get('rest-time-rounding'), digits: switches.get('time-fraction-digits') };
}

const ticksPerSecond = 300;

/** The nearest 1/300 s as its database prints it, in whole milliseconds (observed: .003, .007, .487, .713), in µs. */
function roundToTickUs(atUs: number): number {
  const seconds = Math.floor(atUs / 1_000_000);
  const ticks = Math.round(((atUs - seconds * 1_000_000) * ticksPerSecond) / 1_000_000);
  return seconds * 1_000_000 + Math.round((ticks * 1000) / ticksPerSecond) * 1000;
}

/** The instant that a REST time names, µs: by it a filter agrees with what the answer prints. */
export function shownUs(atUs: number, { rounding }: RestTimeForm): number {
  return rounding === 'on' ? roundToTickUs(atUs) : atUs;
}

/** `zone`: `Z` in the archive and in sessions by id (§8.6); without one it is UTC all the same. Fixed are three digits; seven where a time is not rounded, since three would lose some. */
export function restTime(atUs: number, form: RestTimeForm, { zone } = { zone: false }): string {
  const { rounding, digits } = form;
  const us = shownUs(atUs, form);
  if (digits === 'varying') return formatCloudTime(us, { zone });
  return padded(formatCloudTime(us, { zone: false }), rounding === 'on' ? 3 : 7) + (zone ? 'Z' : '');
}

export function busTime(atUs: number, form: { readonly zone: boolean; readonly digits: FractionDigits }): string {
  if (form.digits === 'varying') return formatCloudTime(atUs, { zone: form.zone });
  return padded(formatCloudTime(atUs, { zone: false }), 7) + (form.zone ? 'Z' : '');
}

/** Length of `2026-11-20T17:04:11`. */
const upToSeconds = 19;

function padded(text: string, digits: number): string {
  return `${text.slice(0, upToSeconds)}.${text.slice(upToSeconds + 1).padEnd(digits, '0')}`;
}
