// The names and ports that a start is given, from callers whose types nobody checked: a misspelt option would be none.
import type { EmulatorOptions } from './contract.ts';
import { EmulatorError } from './emulator-error.ts';
import { shown } from './shown.ts';

type Names<T> = Readonly<Record<keyof T, true>>;

const optionNames: Names<EmulatorOptions> = {
  ...{ allowDemoPasswords: true, amqpPort: true, amqpTlsPort: true, clock: true, control: true, doors: true },
  ...{ fleet: true, host: true, httpPort: true, ladder: true, scenario: true, seed: true, snapshot: true },
  ...{ switches: true, tempo: true },
};
const fleetNames: Names<Exclude<EmulatorOptions['fleet'], string | undefined>> = {
  ...{ chargers: true, charging: true, inactive: true, installations: true, models: true, networkType: true },
  neverOnline: true,
};
const controlNames: Names<NonNullable<EmulatorOptions['control']>> = { key: true, port: true };

/** @throws EmulatorError `unknown-word` for a name that is none, `cannot-listen` for a port that is none */
export function needStartOptions(options: EmulatorOptions): void {
  needNames(options, optionNames, 'it');
  needNames(options.fleet, fleetNames, 'its fleet');
  needNames(options.control, controlNames, 'its control');
  for (const name of ['httpPort', 'amqpPort', 'amqpTlsPort'] as const) needPort(options[name], name);
  needPort(options.control?.port, 'control.port');
}

function needNames(given: unknown, names: Readonly<Record<string, true>>, whose: string): void {
  if (typeof given !== 'object' || given === null) return;
  const known = Object.keys(names);
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(names, name));
  if (unknown === undefined) return;
  const nearest = known.find((name) => isNear(unknown.toLowerCase(), name.toLowerCase(), mostEdits(unknown)));
  throw new EmulatorError(
    'unknown-word',
    `Failed to start the emulator: ${whose} has no option ${shown(unknown)}. ${nearest === undefined ? `Give one of ${known.join(', ')}` : `Write ${nearest}`}.`,
  );
}

/** Further off nobody meant it. */
function mostEdits(name: string): number {
  return Math.min(2, Math.floor(name.length / 4));
}

/** Whether one becomes the other by so many letters put in, taken out or changed. */
function isNear(one: string, other: string, edits: number): boolean {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const [left, wanted] = [one.slice(at), other.slice(at)];
  if (left === '' && wanted === '') return true;
  if (edits === 0) return false;
  const further: readonly (readonly [string, string])[] = [
    [left.slice(1), wanted.slice(1)],
    [left.slice(1), wanted],
    [left, wanted.slice(1)],
  ];
  return further.some(([rest, target]) => isNear(rest, target, edits - 1));
}

function needPort(port: unknown, name: string): void {
  if (port === undefined) return;
  if (typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65_535) return;
  throw new EmulatorError(
    'cannot-listen',
    `Failed to start the emulator: ${name} is ${shown(port)}. Give a whole number from 0 (any free one) to 65535.`,
  );
}
