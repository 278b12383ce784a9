// One gateway per data directory. The lock is the operating system's (an open exclusive transaction on a file of its own),
// so that it ends with the process however that ends; the file `pid` beside it only tells whom to ask.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { GatewayError } from '../gateway-error.ts';
import { type DataDir, dataDir } from './data-dir.ts';

const sqliteBusy = 5;

/**
 * Takes the lock; the answer gives it back.
 * @throws GatewayError `store-locked`
 */
export function takeLock(dir: DataDir): () => void {
  const lock = new DatabaseSync(dir.lockFile, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    if (primaryCode(cause) !== sqliteBusy) throw cause;
    const pid = readFileSync(dir.pidFile, 'utf8').trim() || 'unknown';
    throw new GatewayError(
      'store-locked',
      `Failed to open the store in ${dir.path}: another gateway (process ${pid}) is using it. Stop that one, or choose another folder with --data-dir.`,
      { path: dir.path, pid },
      cause,
    );
  }
  writeFileSync(dir.pidFile, `${process.pid}\n`, { mode: 0o600 });
  return () => lock.close();
}

/** Whether a gateway runs in the folder: the key that lies there is for nobody else who may listen on its port. */
export function isFolderHeld(path: string): boolean {
  const dir = dataDir(path);
  if (!existsSync(dir.lockFile)) return false;
  let lock: DatabaseSync | null = null;
  try {
    lock = new DatabaseSync(dir.lockFile, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    return false;
  } catch (cause) {
    return primaryCode(cause) === sqliteBusy; // what else is wrong with the folder is told by whoever opens it
  } finally {
    lock?.close();
  }
}

/** SQLite's primary result code, null for what SQLite did not throw. */
export function primaryCode(thrown: unknown): number | null {
  const code = (thrown as { errcode?: unknown }).errcode;
  return typeof code === 'number' ? code & 0xff : null;
}
