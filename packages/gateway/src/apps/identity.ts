// Who asks, and what it may do. Every request behind the doors has one.

export const scopes = ['read', 'command', 'personal', 'admin'] as const;
export type Scope = (typeof scopes)[number];

export interface Identity {
  /** Name of the app; `admin` for the admin key, `page` for a browser with a session. */
  readonly app: string;
  /** The one account that it sees; null sees every account of the house. */
  readonly accountId: string | null;
  readonly scopes: ReadonlySet<Scope>;
}

export const adminIdentity: Identity = { app: 'admin', accountId: null, scopes: new Set(scopes) };

/** A page may look and steer; it creates no keys. */
export const pageIdentity: Identity = {
  app: 'page',
  accountId: null,
  scopes: new Set(['read', 'command', 'personal']),
};

/** Names that no local app can take. */
export const reservedNames: readonly string[] = ['admin', 'page', 'fairlead'];

export function isScope(text: string): text is Scope {
  return (scopes as readonly string[]).includes(text);
}
