// The cloud's constants (`GET /api/constants`): names to numbers, public, read without a login. Among the names are those
// of secrets (`OcppNativeAuthorizationKey` is 863), so that here a name alone takes nothing out: its number stays.
// Invariant: under a name that looks secret nothing but numbers, and objects of them, passes.
import { cloudFields, cloudInteger } from './cloud-value.ts';
import { sensitivityOfField } from './field-sensitivity.ts';
import { type Parsed, RowReader } from './row-reader.ts';

/** The cloud's names and numbers. Source: zaptec-api.md §3.19. */
export interface ParsedConstants {
  /** Such as `6.5.8`; null where the document does not say. */
  readonly version: string | null;
  /** Names to numbers; entries that are no whole number are left out. */
  readonly observations: Readonly<Record<string, number>>;
  /** Names to numbers; entries that are no whole number are left out. */
  readonly commands: Readonly<Record<string, number>>;
  /** Names to numbers; entries that are no whole number are left out. */
  readonly errorCodes: Readonly<Record<string, number>>;
  /** The whole document, unknown parts too. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** The real document nests 3 levels. What lies deeper than this is left out. */
const maxDepth = 16;

/** Needs `Observations`, `Commands` and `ErrorCodes`. */
export function parseConstants(value: unknown): Parsed<ParsedConstants> {
  const constants = new RowReader(value);
  const numbers = (name: string): Readonly<Record<string, number>> =>
    constants.required(numbersIn(constants.raw(name)), name, 'an object of names and numbers', {});
  const observations = numbers('Observations');
  const commands = numbers('Commands');
  const errorCodes = numbers('ErrorCodes');
  return constants.finish(() => ({
    version: constants.text('Version'),
    observations,
    commands,
    errorCodes,
    document: kept(value, 0, false) as Readonly<Record<string, unknown>>,
  }));
}

function numbersIn(value: unknown): Readonly<Record<string, number>> | undefined {
  if (cloudFields(value) === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(value as object).flatMap(([name, inner]): [string, number][] => {
      const number = cloudInteger(inner);
      return number === undefined || name === '__proto__' ? [] : [[name, number]];
    }),
  );
}

function kept(value: unknown, depth: number, secret: boolean): unknown {
  if (typeof value !== 'object' || value === null) return secret && typeof value === 'string' ? null : value;
  if (depth >= maxDepth) return null;
  if (Array.isArray(value)) return value.map((item) => kept(item, depth + 1, secret));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== '__proto__')
      .map(([name, inner]) => [name, kept(inner, depth + 1, secret || sensitivityOfField(name) === 'secret')]),
  );
}
