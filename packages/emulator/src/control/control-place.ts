// Where the control API is answered: on the emulator's own door while that is loopback's alone, or on a port of its own.
// Invariant: beyond loopback it is answered on its own port, with its key, or not at all.
import { isLoopback } from '../bound-address.ts';
import type { EmulatorOptions } from '../contract.ts';
import { EmulatorError } from '../emulator-error.ts';

export type ControlPlace =
  | { readonly kind: 'none' }
  | { readonly kind: 'shared' }
  | { readonly kind: 'own'; readonly port: number; readonly key: string | null };

/** 16 characters of a random key are 96 bits in base64, 64 in hexadecimal: nobody guesses them over a network. */
const leastKeyLength = 16;
const mostKeyLength = 512;

/** @throws EmulatorError `bad-control-key`, `control-needs-sockets` */
export function controlPlace({ doors, host = '127.0.0.1', control }: EmulatorOptions): ControlPlace {
  if (control === undefined) return { kind: isLoopback(host) ? 'shared' : 'none' };
  if (doors === 'in-process') {
    throw new EmulatorError(
      'control-needs-sockets',
      "Failed to open the control API: in-process doors have no port. Leave `control` out, or take doors: 'sockets'.",
    );
  }
  const { port, key = null } = control;
  if (key === null && !isLoopback(host)) {
    throw new EmulatorError(
      'bad-control-key',
      `Failed to open the control API on ${host}: other machines reach it, and there is no key. Give one of at least ${leastKeyLength} characters.`,
    );
  }
  if (key !== null && !isKey(key)) {
    throw new EmulatorError(
      'bad-control-key',
      `Failed to open the control API: its key is none. Give ${leastKeyLength} to ${mostKeyLength} visible characters of ASCII.`,
    );
  }
  return { kind: 'own', port, key };
}

/** What fits into a header as it is. */
function isKey(key: string): boolean {
  return key.length >= leastKeyLength && key.length <= mostKeyLength && /^[!-~]+$/.test(key);
}
