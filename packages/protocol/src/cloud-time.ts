// Times as the cloud writes them, to whole microseconds since 1970 UTC and back.
// Invariant: no zone means UTC; fractions are cut, never rounded, so that parsing never moves a time forward.
import { ProtocolError } from './protocol-error.ts';

const timePattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,7}))?(Z|[+-]\d\d:\d\d)?$/;
const ocmfPattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[,.](\d{1,7}))?(Z|[+-]\d\d:\d\d)?(?: ([UISR]))?$/;

const usPerMs = 1000;
const msPerMinute = 60_000;

/**
 * Microseconds since 1970 UTC, or undefined when the text is no time.
 * Takes 0 to 7 fraction digits (.NET ticks; the seventh is cut), `Z`, an offset, or no zone, which is UTC. Report dates
 * are the one exception that this function does not know: theirs is presumably the installation's zone.
 * Years whose microseconds leave the safe integers (before 1684, after 2255) are undefined, .NET's empty date with them.
 */
export function parseCloudTime(text: string): number | undefined {
  const parts = timePattern.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = parts;
  const ms = calendarMs([Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second)]);
  const offset = offsetMs(zone);
  if (ms === undefined || offset === undefined) return undefined;
  const us = (ms - offset) * usPerMs + Number(fraction.padEnd(6, '0').slice(0, 6));
  return Number.isSafeInteger(us) ? us : undefined;
}

function calendarMs(fields: readonly [number, number, number, number, number, number]): number | undefined {
  const [year, month, day, hour, minute, second] = fields;
  if (year < 1000 || hour > 23 || minute > 59 || second > 59) return undefined;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(ms);
  // A day that the month does not have rolls over: then the month or day comes back changed.
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === day ? ms : undefined;
}

function offsetMs(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  // .NET and ISO 8601 know offsets up to 14 hours.
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * msPerMinute;
}

export interface CloudTimeForm {
  /** Most fraction digits written, 0 to 6; the rest is cut. Trailing zeros are trimmed always, as the cloud does. Default 6. */
  readonly digits?: number;
  /** Whether `Z` is written: bus, 723 and archived sessions yes; state lists, history and `CreatedOnDate` no. */
  readonly zone: boolean;
}

/**
 * A time as the cloud writes it: `2026-11-20T17:04:11.513`.
 * @throws ProtocolError `time-out-of-range` when `us` is no whole number of microseconds between the years 1684 and 2255.
 */
export function formatCloudTime(us: number, form: CloudTimeForm): string {
  if (!Number.isSafeInteger(us)) {
    throw new ProtocolError('Failed to write a time: it is no whole, safe number of microseconds. Pass an integer.', {
      code: 'time-out-of-range',
      subject: 'us',
    });
  }
  const wholeSeconds = Math.floor(us / 1_000_000);
  const date = new Date(wholeSeconds * 1000).toISOString().slice(0, 19);
  const digits = Math.min(6, Math.max(0, form.digits ?? 6));
  const fraction = trimZeros(
    String(us - wholeSeconds * 1_000_000)
      .padStart(6, '0')
      .slice(0, digits),
  );
  return `${date}${fraction === '' ? '' : `.${fraction}`}${form.zone ? 'Z' : ''}`;
}

function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

/** Clock status of an OCMF reading: the letter at its end. */
export type OcmfClock = 'unknown' | 'informative' | 'synchronised' | 'relative';

const ocmfClocks: Readonly<Record<string, OcmfClock>> = {
  U: 'unknown',
  I: 'informative',
  S: 'synchronised',
  R: 'relative',
};

/** An OCMF `TM` such as `2026-11-20T17:00:00,000+00:00 R`, or undefined. A missing letter reads as `unknown`. */
export function parseOcmfTime(text: string): { readonly atUs: number; readonly clock: OcmfClock } | undefined {
  const parts = ocmfPattern.exec(text);
  if (parts === null) return undefined;
  const [, whole = '', fraction, zone = '', letter = 'U'] = parts;
  const atUs = parseCloudTime(`${whole}${fraction === undefined ? '' : `.${fraction}`}${zone}`);
  return atUs === undefined ? undefined : { atUs, clock: ocmfClocks[letter] ?? 'unknown' };
}
