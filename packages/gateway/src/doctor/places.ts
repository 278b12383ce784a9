// Installations and chargers as a finding names them: by how many, and by id or serial. Names and addresses are personal.
import type { ChargerRow, InstallationRecord } from '@fairlead/sdk';
import { named } from './finding.ts';

/** `at the installation` where there is one, `at all 3 installations`, `at 1 of 3 installations (1a57a110-…)`. */
export function placesOf(records: readonly InstallationRecord[], all: number): string {
  if (all === 1) return 'at the installation';
  if (records.length === all) return `at all ${all} installations`;
  return `at ${records.length} of ${all} installations (${named(records.map(({ id }) => id))})`;
}

export function serialsOf(chargers: readonly ChargerRow[]): string {
  return named(chargers.map(({ serial }) => serial));
}
