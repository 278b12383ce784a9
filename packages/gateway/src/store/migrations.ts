// The schema's history. A migration that was released is never edited; the next one follows it.
import type { Kysely } from 'kysely';
import type { Migration, MigrationProvider } from 'kysely/migration';

const first: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('meta')
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('meta_key', ['account_id', 'name'])
      .execute();
    await db.schema
      .createTable('charger')
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('serial', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('installation_id', 'text')
      .addColumn('device_type', 'integer', (column) => column.notNull())
      .addColumn('active', 'integer', (column) => column.notNull())
      .addColumn('roles', 'integer', (column) => column.notNull())
      .addColumn('read_at_ms', 'integer', (column) => column.notNull())
      .addColumn('row', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('charger_key', ['account_id', 'id'])
      .execute();
    await db.schema
      .createTable('installation')
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('messaging_enabled', 'integer', (column) => column.notNull())
      .addColumn('roles', 'integer', (column) => column.notNull())
      .addColumn('read_at_ms', 'integer', (column) => column.notNull())
      .addColumn('row', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('installation_key', ['account_id', 'id'])
      .execute();
    await db.schema
      .createTable('observation')
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('charger_id', 'text', (column) => column.notNull())
      .addColumn('state_id', 'integer', (column) => column.notNull())
      .addColumn('value', 'text')
      .addColumn('observed_at_us', 'integer', (column) => column.notNull())
      .addColumn('received_at_ms', 'integer', (column) => column.notNull())
      .addColumn('from_stream', 'integer', (column) => column.notNull())
      .addColumn('sequence_number', 'integer', (column) => column.notNull())
      .addColumn('clock_suspect', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('observation_key', ['account_id', 'charger_id', 'state_id'])
      .execute();
    await db.schema
      .createTable('fact')
      .addColumn('seq', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('at_ms', 'integer', (column) => column.notNull())
      .addColumn('json', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('fact_by_time').on('fact').columns(['account_id', 'at_ms']).execute();
    // Retention asks by time alone, over all accounts.
    await db.schema.createIndex('fact_by_age').on('fact').columns(['at_ms']).execute();
    await db.schema
      .createTable('command')
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('charger_id', 'text', (column) => column.notNull())
      .addColumn('command', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('app', 'text', (column) => column.notNull())
      .addColumn('idempotency_key', 'text')
      .addColumn('reason', 'text')
      .addColumn('accepted_at_ms', 'integer', (column) => column.notNull())
      .addColumn('sent_at_ms', 'integer')
      .addColumn('ended_at_ms', 'integer')
      .execute();
    await db.schema.createIndex('command_by_time').on('command').columns(['account_id', 'accepted_at_ms']).execute();
    await db.schema
      .createIndex('command_by_key')
      .on('command')
      .columns(['account_id', 'app', 'idempotency_key'])
      .execute();
    await db.schema.createIndex('command_by_end').on('command').columns(['ended_at_ms']).execute();
    await db.schema
      .createTable('app')
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull().primaryKey())
      .addColumn('key_hash', 'text', (column) => column.notNull().unique())
      .addColumn('scopes', 'text', (column) => column.notNull())
      .addColumn('created_at_ms', 'integer', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('page_session')
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull().primaryKey())
      .addColumn('created_at_ms', 'integer', (column) => column.notNull())
      .addColumn('expires_at_ms', 'integer', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('audit')
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('at_ms', 'integer', (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('act', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('audit_by_time').on('audit').columns(['at_ms']).execute();
    await db.schema
      .createTable('secret')
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('sealed', 'blob', (column) => column.notNull())
      .addPrimaryKeyConstraint('secret_key', ['account_id', 'name'])
      .execute();
  },
};

/** JSON of what reads of the installation told; null where none was made. */
const installationAnswers: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('installation').addColumn('answers', 'text').execute();
  },
};

export const migrations: MigrationProvider = {
  getMigrations: () => Promise.resolve({ '0001-first': first, '0002-installation-answers': installationAnswers }),
};
