// What the SDK says of errors that others threw: their kind and place, never their message, which may quote what was handed
// to them (a password of a credential source, a value of a listener, a row of a store).
import type { Log } from '../account.ts';
import { mustFit } from '../must-fit.ts';
import { SdkError } from '../sdk-error.ts';
import { ableTo } from '../value-check.ts';
import { callOut } from './call-out.ts';
import { knownCode } from './known-code.ts';

/** An error as it may be logged. */
export interface DiscreetError {
  /** Its kind, such as `TypeError`. */
  readonly name: string;
  /** Ours, or one of a closed set such as `ENOSPC`; null where there is none. */
  readonly code: string | null;
  /** Our own sentence; null for errors of others. */
  readonly message: string | null;
  /** Where it was thrown, innermost first; at most five places. */
  readonly at: readonly string[];
}

const maxPlaces = 5;
const isLog = ableTo('debug', 'info', 'warn', 'error');

/**
 * The same log, with every error in the fields told discreetly. It never throws: a line that the log does not take is lost,
 * since there is nobody else to tell.
 *
 * @throws SdkError `invalid-option` for what is no log
 */
export function discreetLog(log: Log): Log {
  mustFit('make a log discreet', isLog(log, 'log'));
  // Made discreet twice, an error would be told as something that is none.
  return log instanceof DiscreetLog ? log : new DiscreetLog(log);
}

class DiscreetLog implements Log {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  debug(fields: object, message: string): void {
    this.#write('debug', fields, message);
  }

  info(fields: object, message: string): void {
    this.#write('info', fields, message);
  }

  warn(fields: object, message: string): void {
    this.#write('warn', fields, message);
  }

  error(fields: object, message: string): void {
    this.#write('error', fields, message);
  }

  #write(level: keyof Log, fields: object, message: string): void {
    callOut(
      () => this.#log[level](withoutErrors(fields), message),
      () => {},
    );
  }
}

/** Whatever was thrown, without what it may quote. */
export function discreetError(thrown: unknown): DiscreetError {
  if (!(thrown instanceof Error)) return { name: typeof thrown, code: null, message: null, at: [] };
  const isOurs = thrown instanceof SdkError;
  return {
    name: /^\w{1,60}$/.test(thrown.name) ? thrown.name : 'Error',
    code: isOurs ? thrown.code : knownCode((thrown as NodeJS.ErrnoException).code),
    message: isOurs ? thrown.message : null,
    at: (isOurs ? placesOf(thrown.cause) : null) ?? placesIn(thrown.stack ?? ''),
  };
}

/** Kind and code in the middle of a sentence: `Error ENOSPC`. */
export function kindOf(thrown: unknown): string {
  const { name, code } = discreetError(thrown);
  return code === null ? name : `${name} ${code}`;
}

function withoutErrors(fields: object): object {
  const entries = Object.entries(fields);
  // `cause` may be anything that was thrown, a text too.
  const isTold = ([name, value]: [string, unknown]): boolean => value instanceof Error || name === 'cause';
  if (!entries.some(isTold)) return fields;
  return Object.fromEntries(entries.map((entry) => [entry[0], isTold(entry) ? discreetError(entry[1]) : entry[1]]));
}

/** Where an error of ours tells of one of others, the places are those of the other. */
function placesOf(cause: unknown): readonly string[] | null {
  if (cause instanceof Error || typeof cause !== 'object' || cause === null || !('at' in cause)) return null;
  return Array.isArray(cause.at) ? (cause.at as readonly string[]) : null;
}

/** The message stands above the places and may have any form: only lines of the engine's own form count. */
function placesIn(stack: string): readonly string[] {
  return stack
    .split('\n')
    .flatMap((line) => /^ {4}at (?:.*\()?((?:file:\/\/|node:)?[^()\s]+:\d+:\d+)\)?$/.exec(line)?.[1] ?? [])
    .slice(0, maxPlaces);
}
