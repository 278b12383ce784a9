// How large the emulated world is: a fleet by name, or by numbers.
import { InvalidArgumentError, Option } from 'commander';

export const fleets = {
  home: { chargers: 1, charging: 1, installations: 1 },
  cooperative: { chargers: 40, installations: 1 },
  operator: { chargers: 50_000 },
} as const;

export interface FleetFlags {
  readonly fleet?: keyof typeof fleets;
  readonly chargers?: number;
  readonly installations?: number;
}

export type FleetSize = { readonly chargers: number; readonly charging?: number; readonly installations?: number };

export const fleetOptions: readonly Option[] = [
  new Option('--fleet <name>', 'home (1 charger), cooperative (40) or operator (50,000) instead of the demo world')
    .choices(Object.keys(fleets))
    .conflicts(['chargers', 'installations']),
  new Option('--chargers <n>', 'that many chargers, a fifth of them charging').argParser(count),
  new Option('--installations <m>', 'with --chargers: over so many installations, else one for each 25').argParser(
    count,
  ),
];

/** Undefined: the demo world. */
export function fleetOf({ fleet, chargers, installations }: FleetFlags): FleetSize | undefined {
  if (fleet !== undefined) return fleets[fleet];
  if (chargers !== undefined) return { chargers, ...(installations === undefined ? {} : { installations }) };
  if (installations === undefined) return undefined;
  throw new FleetError('Failed to size the world: --installations needs --chargers. Give both, or --fleet.');
}

function count(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number from 1 on is needed.');
}

export class FleetError extends Error {
  override readonly name = 'FleetError';
  readonly code = 'invalid-option';
}
