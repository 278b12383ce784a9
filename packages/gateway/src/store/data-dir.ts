// The folder that holds everything the gateway keeps. Folder 0700, files 0600, and one clear sentence when it cannot be used.
import { chmodSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readOrMakeSecret, SdkError } from '@fairlead/sdk';
import { makeFolder } from '@fairlead/sdk/make-folder';
import { makeLockable } from '@fairlead/sdk/own-keeping';
import { GatewayError, reasonOf } from '../gateway-error.ts';

export interface DataDir {
  readonly path: string;
  readonly databaseFile: string;
  readonly lockFile: string;
  readonly pidFile: string;
  readonly adminKeyFile: string;
  readonly secretKeyFile: string;
  /** Whose each account's things are, by sealed marks. */
  readonly loginsDir: string;
}

/**
 * Makes the folder where it is missing and proves that it can be written. A folder that was there and holds something
 * keeps its mode: it may not be ours alone. The files in it are 0600 in any case.
 * @throws GatewayError `data-dir-unusable`
 */
export function prepareDataDir(path: string): DataDir {
  const dir = dataDir(path);
  try {
    makeFolder(dir.path);
    if (readdirSync(dir.path).length === 0) chmodSync(dir.path, 0o700);
    for (const file of [dir.pidFile, dir.databaseFile, dir.lockFile]) makeLockable(file);
  } catch (cause) {
    throw unusable(dir.path, cause);
  }
  return dir;
}

export function dataDir(path: string): DataDir {
  const full = resolve(path);
  return {
    path: full,
    databaseFile: join(full, 'fairlead.db'),
    lockFile: join(full, 'lock'),
    pidFile: join(full, 'pid'),
    adminKeyFile: join(full, 'admin-key'),
    secretKeyFile: join(full, 'secret-key'),
    loginsDir: join(full, 'logins'),
  };
}

/**
 * What the file says, or what `make` returns, written once with mode 0600. Called under the data directory's lock.
 * @throws GatewayError `data-dir-unusable`
 */
export function readOrMake(file: string, make: () => string): string {
  return inDataDir(file, () => readOrMakeSecret(file, make));
}

/** A folder within the data directory, made where it is missing. @throws GatewayError `data-dir-unusable` */
export function folderIn(parent: string, name: string): string {
  const path = join(parent, name);
  try {
    makeFolder(path);
  } catch (cause) {
    throw unusable(path, cause);
  }
  return path;
}

/** Runs what uses a file of the folder. @throws GatewayError `data-dir-unusable` in place of the SDK's `store-unreadable` */
export function inDataDir<T>(file: string, use: () => T): T {
  try {
    return use();
  } catch (cause) {
    if (!(cause instanceof SdkError)) throw cause;
    throw new GatewayError('data-dir-unusable', cause.message, { path: file }, cause);
  }
}

function unusable(path: string, cause: unknown): GatewayError {
  return new GatewayError(
    'data-dir-unusable',
    `Failed to use the data directory ${path}: ${reasonOf(cause)}. Make it writable for this user, or choose another with --data-dir.`,
    { path },
    cause,
  );
}
