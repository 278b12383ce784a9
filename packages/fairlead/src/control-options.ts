// Where the emulator's control API is, and the key that opens it: from a flag, a variable or a file.
// Invariant: the key is never printed, neither in help nor in an error.
import { readFileSync, statSync } from 'node:fs';
import type { EmulatorOptions } from '@fairlead/emulator';
import { Option } from 'commander';
import { portOption } from './port-option.ts';

export interface ControlFlags {
  readonly controlPort?: number;
  readonly controlKey?: string;
  readonly controlKeyFile?: string;
}

export const controlOptions: readonly Option[] = [
  portOption(
    '--control-port',
    'the control API (/_emulator) on a port of its own; needed with --bind, where it asks for a key that plain HTTP does not hide',
    undefined,
    'FAIRLEAD_CONTROL_PORT',
  ),
  new Option(
    '--control-key <key>',
    'what callers of the control API send as Authorization: Bearer; 16 characters or more. Other users of this machine see flags: better the variable, or a file',
  ).env('FAIRLEAD_CONTROL_KEY'),
  new Option('--control-key-file <path>', 'a file (mode 0600) with that key')
    .env('FAIRLEAD_CONTROL_KEY_FILE')
    .conflicts('controlKey'),
];

/** @throws ControlOptionError */
export function controlOf({ controlPort, controlKey, controlKeyFile }: ControlFlags): Pick<EmulatorOptions, 'control'> {
  const key = controlKeyFile === undefined ? controlKey : keyIn(controlKeyFile);
  if (controlPort !== undefined) return { control: { port: controlPort, ...(key === undefined ? {} : { key }) } };
  if (key === undefined) return {};
  throw new ControlOptionError(
    'invalid-option',
    'Failed to protect the control API: its key needs a port of its own. Give --control-port, or leave the key out.',
  );
}

function keyIn(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw unreadable(path, `${why}. Make it readable for this user alone`, { cause });
  }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
    throw unreadable(path, 'other users may read it. Run chmod 600 on it');
  return text.trim();
}

function unreadable(path: string, why: string, options?: ErrorOptions): ControlOptionError {
  return new ControlOptionError(
    'credentials-unreadable',
    `Failed to read the control key from ${path}: ${why}.`,
    options,
  );
}

class ControlOptionError extends Error {
  override readonly name = 'ControlOptionError';
  readonly code: 'invalid-option' | 'credentials-unreadable';

  constructor(code: ControlOptionError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
