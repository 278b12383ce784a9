// One file of SQLite that one process at a time uses: what is kept over restarts lies in such files (decision 0016).
// Invariant: mode 0600; the lock is the operating system's and ends with the process, however that ends; one that is damaged is
// set aside and begun anew, whenever the damage shows. Bound: the last one that was set aside lies beside it, none before.
import { chmodSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Log } from '../account.ts';
import { makeFolder } from '../credentials/make-folder.ts';
import { failure } from '../explain/failure.ts';
import { SdkError } from '../sdk-error.ts';
import { makeLockable } from './make-lockable.ts';
import { moveAside, tellSetAside } from './set-aside.ts';

/** Primary result codes of SQLite (https://sqlite.org/rescode.html). */
const busy = 5;
const damaged: readonly (number | null)[] = [11, 26];
/** A statement does not fit the tables: they are of another form. At the opening alone, where each is tried. */
const otherForm = 1;
const words: Readonly<Record<number, string>> = {
  8: 'it may not be written',
  10: 'the disk gives errors',
  13: 'the disk is full',
  14: 'it cannot be opened',
};

export class KeptFile {
  readonly #file: string;
  readonly #schema: string;
  readonly #log: Log;
  #db: DatabaseSync;
  #statements = new Map<string, StatementSync>();
  #isClosed = false;

  constructor(file: string, schema: string, log: Log) {
    this.#file = file;
    this.#schema = schema;
    this.#log = log;
    this.#db = opened(file, schema, log);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Another one after `beginAnew`. */
  get db(): DatabaseSync {
    // Begun anew, and the system gave none then: it is asked again.
    if (!this.#isClosed && !this.#db.isOpen) {
      this.#statements = new Map();
      this.#db = open(this.#file, this.#schema);
    }
    return this.#db;
  }

  /** One of a few fixed ones, made once. */
  statement(sql: string): StatementSync {
    const { db } = this;
    const made = this.#statements.get(sql) ?? db.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }

  /** All of `work` or nothing of it, on its way to the disk; a loss of power may take the last of them. */
  transact(work: () => void): void {
    transact(this.db, work);
  }

  /**
   * Where what was thrown tells of damage, the file is set aside and an empty one takes its place: true. False for all else.
   *
   * @throws SdkError `in-use`, `store-unreadable` where none can be made; the next use tries again
   */
  beginAnew(cause: unknown): boolean {
    if (this.#isClosed || !isDamage(cause)) return false;
    this.#statements = new Map();
    if (this.#db.isOpen) this.#db.close();
    this.#db = anew(this.#file, this.#schema, this.#log);
    return true;
  }

  close(): void {
    this.#isClosed = true;
    if (this.#db.isOpen) this.#db.close();
  }
}

/**
 * @param schema run each time: `CREATE TABLE IF NOT EXISTS …`, and what is to fit the tables, explained
 * @throws SdkError `in-use` while another process has it open, `store-unreadable` when it can be neither read nor made
 */
export function openKeptFile(file: string, schema: string, log: Log): KeptFile {
  return new KeptFile(file, schema, log);
}

function opened(file: string, schema: string, log: Log): DatabaseSync {
  try {
    return open(file, schema);
  } catch (cause) {
    if (!isDamage(cause) && primaryCode(cause) !== otherForm) throw unusable(file, cause);
    return anew(file, schema, log);
  }
}

function anew(file: string, schema: string, log: Log): DatabaseSync {
  try {
    moveAside(file);
    for (const beside of ['-wal', '-journal']) rmSync(file + beside, { force: true });
    const db = open(file, schema);
    tellSetAside(file, log);
    return db;
  } catch (cause) {
    throw unusable(file, cause);
  }
}

function open(file: string, schema: string): DatabaseSync {
  makeFolder(dirname(file));
  makeLockable(file);
  // Loaded where something is kept, and nowhere else: older releases of Node 24 say on stderr that it is experimental.
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const db = new DatabaseSync(file, { timeout: 0 });
  try {
    chmodSync(file, 0o600);
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    transact(db, () => db.exec(schema));
    return db;
  } catch (cause) {
    db.close();
    throw cause;
  }
}

function transact(db: DatabaseSync, work: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    work();
    db.exec('COMMIT');
  } catch (cause) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw cause;
  }
}

/** What stands in the file is none of ours: what we write has another type, or can be opened. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs';
}

/** A number that no number of ours can be is none that we wrote. */
function isDamage(cause: unknown): boolean {
  if (cause instanceof NotOurs) return true;
  return damaged.includes(primaryCode(cause)) || (cause as NodeJS.ErrnoException).code === 'ERR_OUT_OF_RANGE';
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
