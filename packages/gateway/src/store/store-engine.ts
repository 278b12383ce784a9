// The store itself, on the thread that opens it. In the program that is a worker; tests may open it in process.
import { openSecretBox, type SecretBox } from '@fairlead/sdk';
import type { Kysely } from 'kysely';
import type { CommandName, CommandState } from '../contract.ts';
import { inDataDir, prepareDataDir } from './data-dir.ts';
import { takeLock } from './data-lock.ts';
import { factTable } from './fact-table.ts';
import { handOver } from './hand-over.ts';
import { openDatabase, storeError } from './open-database.ts';
import { stateTable } from './state-table.ts';
import type { AuditEntry, Store, StoredApp, StoredCommand, StoredPageSession, StoreOptions } from './store.ts';
import type { AppRow, AuditRow, CommandRow, PageSessionRow, Tables } from './tables.ts';

/** Commands handed out at once: more than a day of a busy house, 0.4 kB each. */
const maxHandedOut = 2_000;
/** The bound on kept commands is applied once per this many new ones. */
const trimCommandsEvery = 1_000;
/** Apps and page sessions are bounded where they are made; this bounds a damaged table. */
const maxRows = 5_000;

/** @throws GatewayError `data-dir-unusable`, `store-locked`, `store-corrupt`, `store-newer`, `store-failed` */
export async function openStore(options: StoreOptions): Promise<Store> {
  const dir = prepareDataDir(options.dataDir);
  const release = takeLock(dir);
  try {
    const { raw, sql } = await openDatabase(dir.databaseFile);
    const state = stateTable(raw);
    const facts = factTable(raw, options.facts);
    const box = (): SecretBox => inDataDir(dir.secretKeyFile, () => openSecretBox(dir.secretKeyFile));
    return withStoreErrors(dir.databaseFile, {
      load: async (accountId) => state.load(accountId),
      persist: async (accountId, batch) => state.persist(accountId, batch),
      appendFacts: async (batch, nowMs) => facts.append(batch, nowMs),
      facts: async (accountId, sinceMs, limit) => facts.read(accountId, sinceMs, limit),
      handOver: async (accountId, hands) => handOver({ raw, state, box }, accountId, hands),
      ...houseTables(sql, options),
      close: async () => {
        await sql.destroy();
        if (raw.isOpen) raw.close();
        release();
      },
    });
  } catch (thrown) {
    release();
    throw thrown;
  }
}

type HouseTables = Omit<Store, 'load' | 'persist' | 'appendFacts' | 'facts' | 'handOver' | 'close'>;

function houseTables(sql: Kysely<Tables>, options: StoreOptions): HouseTables {
  let untrimmed = trimCommandsEvery;
  /** What has not ended is never dropped: it is bounded by the number of chargers. */
  const trimCommands = async (): Promise<void> => {
    const newest = sql
      .selectFrom('command')
      .select('id')
      .where('ended_at_ms', 'is not', null)
      .orderBy('ended_at_ms', 'desc')
      .limit(options.maxCommands);
    await sql.deleteFrom('command').where('ended_at_ms', 'is not', null).where('id', 'not in', newest).execute();
  };
  return {
    async saveCommand(command) {
      if (command.endedAtMs !== null && ++untrimmed >= trimCommandsEvery) {
        untrimmed = 0;
        await trimCommands();
      }
      const row = commandRow(command);
      const { state, reason, sent_at_ms, ended_at_ms } = row;
      await sql
        .insertInto('command')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ state, reason, sent_at_ms, ended_at_ms }))
        .execute();
    },
    async command(id) {
      const row = await sql.selectFrom('command').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? storedCommand(row) : null;
    },
    async commandWithKey(accountId, app, key, sinceMs) {
      const row = await sql
        .selectFrom('command')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('app', '=', app)
        .where('idempotency_key', '=', key)
        .where('accepted_at_ms', '>=', sinceMs)
        .orderBy('accepted_at_ms', 'desc')
        .executeTakeFirst();
      return row ? storedCommand(row) : null;
    },
    async commands(accountId, sinceMs) {
      const rows = await sql
        .selectFrom('command')
        .selectAll()
        .where('account_id', '=', accountId)
        .where((where) => where.or([where('ended_at_ms', 'is', null), where('accepted_at_ms', '>=', sinceMs)]))
        .orderBy('accepted_at_ms', 'desc')
        .limit(maxHandedOut)
        .execute();
      return rows.map(storedCommand);
    },
    async apps() {
      return (await sql.selectFrom('app').selectAll().orderBy('name').limit(maxRows).execute()).map(storedApp);
    },
    async saveApp(app) {
      await sql.insertInto('app').values(appRow(app)).execute();
    },
    async removeApp(name) {
      await sql.deleteFrom('app').where('name', '=', name).execute();
    },
    async pageSessions() {
      return (await sql.selectFrom('page_session').selectAll().limit(maxRows).execute()).map(storedPageSession);
    },
    async savePageSession(session) {
      const row = {
        account_id: '',
        hash: session.hash,
        created_at_ms: session.createdAtMs,
        expires_at_ms: session.expiresAtMs,
      };
      await sql.insertInto('page_session').values(row).execute();
    },
    async removePageSession(hash) {
      await sql.deleteFrom('page_session').where('hash', '=', hash).execute();
    },
    async audit({ accountId, atMs, actor, act, subject }) {
      await sql.insertInto('audit').values({ account_id: accountId, at_ms: atMs, actor, act, subject }).execute();
    },
    async auditEntries(limit) {
      return (await sql.selectFrom('audit').selectAll().orderBy('at_ms', 'desc').limit(limit).execute()).map(
        auditEntry,
      );
    },
    async secret(accountId, name) {
      const row = await sql
        .selectFrom('secret')
        .select('sealed')
        .where('account_id', '=', accountId)
        .where('name', '=', name)
        .executeTakeFirst();
      return row?.sealed ?? null;
    },
    async saveSecret(accountId, name, sealed) {
      if (sealed === null) {
        await sql.deleteFrom('secret').where('account_id', '=', accountId).where('name', '=', name).execute();
        return;
      }
      await sql
        .insertInto('secret')
        .values({ account_id: accountId, name, sealed })
        .onConflict((conflict) => conflict.columns(['account_id', 'name']).doUpdateSet({ sealed }))
        .execute();
    },
    async meta(accountId, name) {
      const row = await sql
        .selectFrom('meta')
        .select('value')
        .where('account_id', '=', accountId)
        .where('name', '=', name)
        .executeTakeFirst();
      return row?.value ?? null;
    },
    async saveMeta(accountId, name, value) {
      await sql
        .insertInto('meta')
        .values({ account_id: accountId, name, value })
        .onConflict((conflict) => conflict.columns(['account_id', 'name']).doUpdateSet({ value }))
        .execute();
    },
    async forget(nowMs) {
      await sql
        .deleteFrom('command')
        .where('ended_at_ms', '<', nowMs - options.commandMaxAgeMs)
        .execute();
      await sql
        .deleteFrom('audit')
        .where('at_ms', '<', nowMs - options.auditMaxAgeMs)
        .execute();
      await sql.deleteFrom('page_session').where('expires_at_ms', '<', nowMs).execute();
    },
  };
}

/** Every rejection leaves as a GatewayError, so that it crosses the thread with its code. */
function withStoreErrors(file: string, store: Store): Store {
  const wrapped = Object.entries(store).map(([name, operation]) => [
    name,
    async (...args: unknown[]) => {
      try {
        return await (operation as (...args: unknown[]) => Promise<unknown>)(...args);
      } catch (thrown) {
        throw storeError(file, thrown);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as Store;
}

function commandRow(command: StoredCommand): CommandRow {
  return {
    account_id: command.accountId,
    id: command.id,
    charger_id: command.chargerId,
    command: command.command,
    state: command.state,
    app: command.app,
    idempotency_key: command.idempotencyKey,
    reason: command.reason,
    accepted_at_ms: command.acceptedAtMs,
    sent_at_ms: command.sentAtMs,
    ended_at_ms: command.endedAtMs,
  };
}

function storedCommand(row: CommandRow): StoredCommand {
  return {
    accountId: row.account_id,
    id: row.id,
    chargerId: row.charger_id,
    command: row.command as CommandName,
    state: row.state as CommandState,
    app: row.app,
    idempotencyKey: row.idempotency_key,
    reason: row.reason,
    acceptedAtMs: row.accepted_at_ms,
    sentAtMs: row.sent_at_ms,
    endedAtMs: row.ended_at_ms,
  };
}

function appRow(app: StoredApp): AppRow {
  return {
    account_id: app.accountId,
    name: app.name,
    key_hash: app.keyHash,
    scopes: app.scopes.join(' '),
    created_at_ms: app.createdAtMs,
  };
}

function storedApp(row: AppRow): StoredApp {
  return {
    accountId: row.account_id,
    name: row.name,
    keyHash: row.key_hash,
    scopes: row.scopes.split(' ').filter((scope) => scope !== ''),
    createdAtMs: row.created_at_ms,
  };
}

function storedPageSession(row: PageSessionRow): StoredPageSession {
  return { hash: row.hash, createdAtMs: row.created_at_ms, expiresAtMs: row.expires_at_ms };
}

function auditEntry(row: AuditRow): AuditEntry {
  return { accountId: row.account_id, atMs: row.at_ms, actor: row.actor, act: row.act, subject: row.subject };
}
