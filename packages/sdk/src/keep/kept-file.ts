// One file of SQLite that one process at a time uses: what is kept over restarts lies in such files (decision 0016).
// Invariant: mode 0600; the lock is the operating system's and ends with the process, however that ends; one that is damaged is
// set aside and begun anew.
import { chmodSync, closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Log } from '../account.ts';
import { makeFolder } from '../credentials/make-folder.ts';
import { failure } from '../explain/failure.ts';
import { SdkError } from '../sdk-error.ts';

/** Primary result codes of SQLite (https://sqlite.org/rescode.html). */
const busy = 5;
const damaged: readonly (number | null)[] = [11, 26];
const words: Readonly<Record<number, string>> = {
  8: 'it may not be written',
  10: 'the disk gives errors',
  13: 'the disk is full',
  14: 'it cannot be opened',
};

export interface KeptFile {
  readonly db: DatabaseSync;
  /** All of `work` or nothing of it, on its way to the disk; a loss of power may take the last of them. */
  transact(work: () => void): void;
}

/**
 * @param schema run each time: `CREATE TABLE IF NOT EXISTS …`
 * @throws SdkError `in-use` while another process has it open, `store-unreadable` when it can be neither read nor made
 */
export function openKeptFile(file: string, schema: string, log: Log): KeptFile {
  try {
    return open(file, schema);
  } catch (cause) {
    if (!damaged.includes(primaryCode(cause))) throw unusable(file, cause);
    log.warn({ file }, `The file ${file} is damaged and was set aside as ${file}.damaged; it begins anew.`);
  }
  try {
    renameSync(file, `${file}.damaged`);
    for (const beside of ['-wal', '-journal']) rmSync(file + beside, { force: true });
    return open(file, schema);
  } catch (cause) {
    throw unusable(file, cause);
  }
}

function open(file: string, schema: string): KeptFile {
  makeFolder(dirname(file));
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  // Loaded where something is kept, and nowhere else: older releases of Node 24 say on stderr that it is experimental.
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const db = new DatabaseSync(file, { timeout: 0 });
  const transact = (work: () => void): void => {
    db.exec('BEGIN IMMEDIATE');
    try {
      work();
      db.exec('COMMIT');
    } catch (cause) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw cause;
    }
  };
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    transact(() => db.exec(schema));
    return { db, transact };
  } catch (cause) {
    db.close();
    throw cause;
  }
}

function unusable(file: string, cause: unknown): SdkError {
  if (cause instanceof SdkError) return cause;
  if (primaryCode(cause) === busy) return failure(`open ${file}`, 'in-use');
  return failure(`open ${file}`, 'store-unreadable', {
    happened: reasonOf(cause),
    remedy: 'Name a folder that this user may write, on a disk with room',
  });
}

/** What the system or SQLite said, without what it may quote. */
export function reasonOf(cause: unknown): string {
  const code = primaryCode(cause);
  if (code !== null) return words[code] ?? `SQLite says ${code}`;
  return `the system says ${(cause as NodeJS.ErrnoException).code ?? 'nothing more'}`;
}

/** SQLite's primary result code, null for what SQLite did not throw. */
function primaryCode(thrown: unknown): number | null {
  const code = (thrown as { readonly errcode?: unknown }).errcode;
  return typeof code === 'number' ? code & 0xff : null;
}
