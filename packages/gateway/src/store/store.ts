// What the house keeps, as a port: the same operations in process (the engine) and across a thread (the worker store).
import type { Fact } from '@fairlead/policy';
import type { Batch, Kept } from '@fairlead/sdk';
import type { Hands } from '@fairlead/sdk/own-keeping';
import type { CommandName, CommandState } from '../contract.ts';

export interface StoredCommand {
  /** Its shelf (`shelf.ts`), as of state and facts. */
  readonly accountId: string;
  readonly id: string;
  readonly chargerId: string;
  readonly command: CommandName;
  readonly state: CommandState;
  readonly app: string;
  readonly idempotencyKey: string | null;
  readonly reason: string | null;
  readonly acceptedAtMs: number;
  readonly sentAtMs: number | null;
  readonly endedAtMs: number | null;
}

export interface StoredApp {
  /** Account that the app may see. */
  readonly accountId: string;
  readonly name: string;
  /** SHA-256 of the key, hexadecimal. */
  readonly keyHash: string;
  readonly scopes: readonly string[];
  readonly createdAtMs: number;
}

export interface StoredPageSession {
  readonly hash: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

export interface AuditEntry {
  /** '' for what concerns the house as a whole. */
  readonly accountId: string;
  readonly atMs: number;
  readonly actor: string;
  readonly act: string;
  readonly subject: string;
}

/** Every operation resolves when it is durable, or rejects with a GatewayError that says what to do. */
export interface Store {
  load(accountId: string): Promise<Kept>;
  persist(accountId: string, batch: Batch): Promise<void>;
  appendFacts(facts: readonly Fact[], nowMs: number): Promise<void>;
  facts(accountId: string, sinceMs: number, limit: number): Promise<readonly Fact[]>;
  saveCommand(command: StoredCommand): Promise<void>;
  command(id: string): Promise<StoredCommand | null>;
  /** The newest command that this app gave this key since then. */
  commandWithKey(accountId: string, app: string, key: string, sinceMs: number): Promise<StoredCommand | null>;
  /** Newest first: those that have not ended, and those accepted since then. */
  commands(accountId: string, sinceMs: number): Promise<readonly StoredCommand[]>;
  apps(): Promise<readonly StoredApp[]>;
  saveApp(app: StoredApp): Promise<void>;
  removeApp(name: string): Promise<void>;
  pageSessions(): Promise<readonly StoredPageSession[]>;
  savePageSession(session: StoredPageSession): Promise<void>;
  removePageSession(hash: string): Promise<void>;
  audit(entry: AuditEntry): Promise<void>;
  auditEntries(limit: number): Promise<readonly AuditEntry[]>;
  secret(accountId: string, name: string): Promise<Uint8Array | null>;
  saveSecret(accountId: string, name: string, sealed: Uint8Array | null): Promise<void>;
  /** Another login of the account was accepted: what is the former one's is put aside. */
  handOver(accountId: string, hands: Hands): Promise<void>;
  meta(accountId: string, name: string): Promise<string | null>;
  saveMeta(accountId: string, name: string, value: string): Promise<void>;
  /** Drops what is older than its retention. */
  forget(nowMs: number): Promise<void>;
  close(): Promise<void>;
}

export type StoreOperation = keyof Store;

export interface StoreOptions {
  readonly dataDir: string;
  readonly facts: { readonly maxFacts: number; readonly maxAgeMs: number };
  readonly commandMaxAgeMs: number;
  /** Ended commands kept at most, the newest; the store may hold 1,000 more between two trims. */
  readonly maxCommands: number;
  readonly auditMaxAgeMs: number;
}
