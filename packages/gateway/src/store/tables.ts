// The tables as types, for Kysely. Every one carries the account; '' stands for what belongs to the house as a whole.

interface Owned {
  account_id: string;
}

export interface MetaRow extends Owned {
  name: string;
  value: string;
}

export interface CommandRow extends Owned {
  id: string;
  charger_id: string;
  command: string;
  state: string;
  app: string;
  idempotency_key: string | null;
  reason: string | null;
  accepted_at_ms: number;
  sent_at_ms: number | null;
  ended_at_ms: number | null;
}

export interface AppRow extends Owned {
  name: string;
  key_hash: string;
  scopes: string;
  created_at_ms: number;
}

export interface PageSessionRow extends Owned {
  hash: string;
  created_at_ms: number;
  expires_at_ms: number;
}

export interface AuditRow extends Owned {
  at_ms: number;
  actor: string;
  act: string;
  subject: string;
}

export interface SecretRow extends Owned {
  name: string;
  sealed: Uint8Array;
}

/** The tables that Kysely reads and writes; state and facts are on the hot path and use prepared statements. */
export interface Tables {
  meta: MetaRow;
  command: CommandRow;
  app: AppRow;
  page_session: PageSessionRow;
  audit: AuditRow;
  secret: SecretRow;
}
