// A file that holds one secret for its owner alone: mode 0600, written to a draft first, so that a full disk leaves no empty
// file behind.
import { chmodSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { failure } from '../explain/failure.ts';
import { mustFit } from '../must-fit.ts';
import type { SdkError } from '../sdk-error.ts';
import { callback, firstOf, fullText } from '../value-check.ts';

/**
 * What the file says, or what `make` returns, written once. Two programs must not share the file while it is made.
 *
 * @throws SdkError `invalid-option`; `store-unreadable` when it can be neither read nor made, or is empty
 */
export function readOrMakeSecret(file: string, make: () => string): string {
  mustFit('read a secret file', firstOf([fullText(file, 'file'), callback(make, 'make')]));
  const held = readSecret(file)?.toString('utf8').trim();
  if (held === undefined) {
    const made = make();
    writeSecret(file, `${made}\n`);
    return made;
  }
  if (held !== '') return held;
  throw failure(`read the secret file ${file}`, 'store-unreadable', {
    happened: 'it is empty, as a full disk leaves it',
    remedy: 'Put its backup in its place, or remove it to have a new one made',
  });
}

/** Null where there is no such file. A secret that others could read is closed again; what they read stays known to them. */
export function readSecret(file: string): Buffer | null {
  try {
    const held = readFileSync(file);
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
    return held;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw unusable('read', file, cause);
  }
}

export function writeSecret(file: string, content: string | Uint8Array): void {
  const draft = `${file}.draft`;
  try {
    rmSync(draft, { force: true });
    writeFileSync(draft, content, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(draft, file);
  } catch (cause) {
    throw unusable('write', file, cause);
  }
}

export function removeSecret(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (cause) {
    throw unusable('remove', file, cause);
  }
}

function unusable(task: string, file: string, cause: unknown): SdkError {
  return failure(`${task} the secret file ${file}`, 'store-unreadable', {
    happened: `the system says ${(cause as NodeJS.ErrnoException).code ?? 'nothing more'}`,
    remedy: 'Make it usable for this user alone',
  });
}
