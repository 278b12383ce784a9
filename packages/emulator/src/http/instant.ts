// Dates of a query or body as clients write them: with or without a time, seconds, fraction and zone.
import { parseCloudTime } from '@fairlead/protocol';

const pattern = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d(?:\.\d{1,7})?)?)?(Z|[+-]\d\d:\d\d)?$/i;

/** Microseconds since 1970; no zone is UTC. Undefined for what is no date. */
export function parseInstant(text: string): number | undefined {
  const [, day = '', minutes = '00:00', seconds = ':00', zone = ''] = pattern.exec(text) ?? [];
  return day === '' ? undefined : parseCloudTime(`${day}T${minutes}${seconds}${zone.toUpperCase()}`);
}

export function namesZone(text: string): boolean {
  return pattern.exec(text)?.[4] !== undefined;
}

/** The same date without its zone. */
export function withoutZone(text: string): string {
  return text.replace(/(Z|[+-]\d\d:\d\d)$/i, '');
}
