// A flag for each switch of the emulated cloud, made from its table, and the file that may hold many of them.
// Invariant: a flag beats the file, the file beats the defaults.
import { readFile } from 'node:fs/promises';
import { isSwitchId, type SwitchDefinition, type SwitchValues, switchIds, switchTable } from '@fairlead/emulator';
import { InvalidArgumentError, Option } from 'commander';

const group = 'Switches (what sources disagree on or are silent about; the first value is the default):';

export function switchOptions(): readonly Option[] {
  return switchIds.map((id) => {
    const definition: SwitchDefinition = switchTable[id];
    const option = new Option(`--${id} <value>`, described(definition)).helpGroup(group);
    return option.argParser((text) => parsed(definition, text));
  });
}

export const switchFileOption = new Option('--switches <file>', 'JSON object of switches: {"outage": "502-html"}');

/** What the flags of a command turned. */
export function turnedBy(flags: object): Partial<SwitchValues> {
  const given = Object.entries(flags);
  const names = new Map(switchIds.map((id) => [new Option(`--${id} <value>`).attributeName(), id]));
  return Object.fromEntries(given.flatMap(([name, value]) => (names.has(name) ? [[names.get(name), value]] : [])));
}

/** The names are known to be right; the emulator looks at the values. @throws SwitchFileError when the file cannot be read, is no JSON object or names what is no switch */
export async function readSwitchFile(path: string): Promise<Partial<SwitchValues>> {
  let told: unknown;
  try {
    told = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'it is not JSON' : (cause as Error).message;
    throw unusable(path, why, cause);
  }
  if (typeof told !== 'object' || told === null || Array.isArray(told)) throw unusable(path, 'it is no JSON object');
  const unknown = Object.keys(told).find((id) => !isSwitchId(id));
  if (unknown !== undefined) throw unusable(path, `there is no switch called ${JSON.stringify(unknown.slice(0, 40))}`);
  return told as Partial<SwitchValues>;
}

function described(definition: SwitchDefinition): string {
  if (definition.kind === 'choice') return `${definition.title}: ${definition.words.join(', ')}`;
  const { title, unit, least, most } = definition;
  return `${title}: ${definition.default}, or ${least} to ${most} ${unit}`;
}

function parsed(definition: SwitchDefinition, text: string): string | number {
  if (definition.kind === 'choice') {
    if (definition.words.includes(text)) return text;
    throw new InvalidArgumentError(`Give ${definition.words.join(', ')}.`);
  }
  const number = Number(text);
  if (/^\d{1,9}$/.test(text) && number >= definition.least && number <= definition.most) return number;
  throw new InvalidArgumentError(
    `Give a whole number of ${definition.unit} from ${definition.least} to ${definition.most}.`,
  );
}

function unusable(path: string, why: string, cause?: unknown): SwitchFileError {
  return new SwitchFileError(
    `Failed to read the switches from ${path}: ${why}. Give a JSON object; "fairlead emulator --help" names them all.`,
    { cause },
  );
}

export class SwitchFileError extends Error {
  override readonly name = 'SwitchFileError';
  readonly code = 'switch-file';
}
