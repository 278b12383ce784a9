// Opens the database file: WAL, durable by default, migrated to the newest schema, Kysely on top of node:sqlite.
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { GatewayError, reasonOf } from '../gateway-error.ts';
import { primaryCode } from './data-lock.ts';
import { migrations } from './migrations.ts';
import type { Tables } from './tables.ts';

const sqliteCorrupt = 11;
const sqliteNotADatabase = 26;

export interface Database {
  readonly raw: DatabaseSync;
  readonly sql: Kysely<Tables>;
}

/** @throws GatewayError `store-corrupt`, `store-newer`, `store-failed` */
export async function openDatabase(file: string): Promise<Database> {
  let raw: DatabaseSync | undefined;
  try {
    raw = new DatabaseSync(file);
    raw.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 2000',
    );
    const sql = new Kysely<Tables>({ dialect: new SqliteDialect({ database: asKyselyWants(raw) }) });
    await migrate(sql, file);
    return { raw, sql };
  } catch (thrown) {
    raw?.close();
    throw storeError(file, thrown);
  }
}

/** What SQLite threw, as one sentence with what to do. */
export function storeError(file: string, thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  const code = primaryCode(thrown);
  const damaged = code === sqliteCorrupt || code === sqliteNotADatabase;
  return damaged
    ? new GatewayError(
        'store-corrupt',
        `Failed to read the store ${file}: the file is damaged (${reasonOf(thrown)}). Move it away to start with an empty store, or put a backup in its place.`,
        { file },
        thrown,
      )
    : new GatewayError(
        'store-failed',
        `Failed to use the store ${file}: ${reasonOf(thrown)}. Check the disk's space and health; what was stored before is kept.`,
        { file },
        thrown,
      );
}

async function migrate(sql: Kysely<Tables>, file: string): Promise<void> {
  const { error } = await new Migrator({ db: sql, provider: migrations }).migrateToLatest();
  if (!error) return;
  if (/corrupted migrations/.test(reasonOf(error)))
    throw new GatewayError(
      'store-newer',
      `Failed to open the store ${file}: a newer Fairlead wrote it (${reasonOf(error)}). Start that version, or choose another folder with --data-dir.`,
      { file },
      error,
    );
  throw error;
}

function asKyselyWants(raw: DatabaseSync): SqliteDatabase {
  return {
    close: () => raw.close(),
    prepare(text) {
      const statement = raw.prepare(text);
      const bound = (parameters: ReadonlyArray<unknown>) => parameters as readonly SQLInputValue[];
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...bound(parameters)),
        run: (parameters) => statement.run(...bound(parameters)),
        iterate: (parameters) => statement.iterate(...bound(parameters)),
      };
    },
  };
}
