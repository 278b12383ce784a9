// The local apps: who they are, by the hash of their key. The keys themselves are told once and never kept.
import type { AuditEntry, Store, StoredApp } from '../store/store.ts';
import { hashOf, keyPrefix, newCredential, sameHash } from './credentials.ts';
import { type Identity, isScope, reservedNames, type Scope } from './identity.ts';

/** Apps at most: a house has tens; each is looked up by its hash, in memory (0.3 kB each). */
const maxApps = 1_000;
const appName = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/;

/** The demo's app; its key is in every README and is worth nothing elsewhere. */
export const demoApp = { name: 'demo-app', key: 'flk_demo-app-key' } as const;

export type AppCreated =
  | { readonly kind: 'created'; readonly app: StoredApp; readonly key: string }
  | {
      readonly kind: 'refused';
      readonly code: 'app-name-invalid' | 'app-name-taken' | 'too-many-apps';
      readonly reason: string;
    };

export interface AppRegistry {
  /** The app that owns this key. */
  byKey(key: string): Identity | undefined;
  /** True when this name belongs to an app: all that a login's user name is compared with. */
  knows(name: string): boolean;
  /** The app of this name, if the key is its key. */
  login(name: string, key: string): Identity | undefined;
  byName(name: string): Identity | undefined;
  list(): readonly StoredApp[];
  create(wish: {
    readonly name: string;
    readonly accountId: string;
    readonly scopes: readonly Scope[];
    readonly actor: string;
  }): Promise<AppCreated>;
  /** False when there is no such app. */
  revoke(name: string, actor: string): Promise<boolean>;
}

export interface AppRegistryOptions {
  readonly store: Store;
  readonly nowMs: () => number;
  /** Null outside the demo: its key is then refused like any unknown one. */
  readonly demoAccountId: string | null;
}

export async function openAppRegistry({ store, nowMs, demoAccountId }: AppRegistryOptions): Promise<AppRegistry> {
  const byHash = new Map<string, StoredApp>();
  const byName = new Map<string, StoredApp>();
  const admit = (app: StoredApp): void => {
    byHash.set(app.keyHash, app);
    byName.set(app.name, app);
  };
  for (const app of await store.apps()) if (app.name !== demoApp.name) admit(app);
  if (demoAccountId !== null) admit(demoAppOf(demoAccountId, nowMs()));

  const audit = (act: AuditEntry['act'], subject: string, accountId: string, actor: string): Promise<void> =>
    store.audit({ accountId, atMs: nowMs(), actor, act, subject });
  const owner = (key: string): StoredApp | undefined => {
    const hashed = hashOf(key);
    const app = byHash.get(hashed);
    return app && sameHash(app.keyHash, hashed) ? app : undefined;
  };

  return {
    byKey: (key) => identityOf(owner(key)),
    knows: (name) => byName.has(name),
    login(name, key) {
      const app = owner(key);
      return app?.name === name ? identityOf(app) : undefined;
    },
    byName: (name) => identityOf(byName.get(name)),
    list: () => [...byName.values()].sort((left, right) => left.name.localeCompare(right.name)),
    async create({ name, accountId, scopes, actor }) {
      if (!appName.test(name))
        return refused(
          'app-name-invalid',
          `"${name.slice(0, 64)}" is no name for an app. Use up to 64 letters, digits, spaces, dots, hyphens and underscores; never an e-mail address.`,
        );
      if (byName.has(name) || name === demoApp.name || reservedNames.includes(name))
        return refused('app-name-taken', `The name ${name} is taken. Choose another, or revoke that app first.`);
      if (byName.size >= maxApps)
        return refused('too-many-apps', `The house has ${maxApps} apps. Revoke one that is not used.`);
      const key = newCredential(keyPrefix);
      const app: StoredApp = { accountId, name, keyHash: hashOf(key), scopes, createdAtMs: nowMs() };
      admit(app);
      try {
        await store.saveApp(app);
      } catch (thrown) {
        byHash.delete(app.keyHash);
        byName.delete(name);
        throw thrown;
      }
      await audit('app-created', name, accountId, actor);
      return { kind: 'created', app, key };
    },
    async revoke(name, actor) {
      const app = byName.get(name);
      if (!app) return false;
      byName.delete(name);
      byHash.delete(app.keyHash);
      await store.removeApp(name);
      await audit('app-revoked', name, app.accountId, actor);
      return true;
    },
  };
}

function demoAppOf(accountId: string, nowMs: number): StoredApp {
  return {
    accountId,
    name: demoApp.name,
    keyHash: hashOf(demoApp.key),
    scopes: ['read', 'command', 'personal'],
    createdAtMs: nowMs,
  };
}

function identityOf(app: StoredApp | undefined): Identity | undefined {
  return app && { app: app.name, accountId: app.accountId, scopes: new Set(app.scopes.filter(isScope)) };
}

function refused(code: 'app-name-invalid' | 'app-name-taken' | 'too-many-apps', reason: string): AppCreated {
  return { kind: 'refused', code, reason };
}
