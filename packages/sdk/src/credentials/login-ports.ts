// Who hands over logins, and who keeps what a login gave: what a program may bring of its own.

/**
 * The account's own user name and password. Never those of somebody else: for other people's chargers there is the
 * consent link. Source: zaptec-api.md §2.1.
 */
export interface PasswordLogin {
  /** As at the portal, such as an e-mail address. */
  readonly username: string;
  /** Of the same account. In memory for as long as the login takes. */
  readonly password: string;
}

/**
 * Supplies the account's own user name and password, asked when a login is due, and at a start where something is kept or
 * another account of that cloud is open: to know whose it is. Of them a mark is kept, and nothing else.
 */
export interface CredentialProvider {
  /** Default `password`. */
  readonly kind?: 'password';
  /**
   * Whether `read` asks a person. Then a start that holds a token asks nobody and takes the token for that person's. Default
   * false.
   */
  readonly asksSomebody?: boolean;
  /**
   * How long `read` may take, ms, where it does not ask a person; so long a login and `ready` wait. Default 35,000. A start that
   * has something kept waits 35 s at most.
   *
   * @example 120_000
   */
  readonly mayTakeMs?: number;
  /**
   * Asked for each login, once at a time. A login waits for it as long as it may take, without an end where it `asksSomebody`;
   * when an answer comes later the next login goes at once, with it. What it rejects with is told by its kind alone, an
   * `SdkError` by its sentence.
   *
   * @param closed is aborted when the account closes: nobody waits any more, and what runs for it may end
   */
  read(closed?: AbortSignal): Promise<PasswordLogin>;
  /** Told when what `read` gave was refused, by the cloud or as another user's: a source that keeps it lets go of it. */
  refused?(): void;
}

/**
 * A client of the OAuth that the cloud has announced and does not offer yet: a client that stands for its own account, or one
 * that a person let in, with the newest refresh token that is known to whoever hands it over. From there on each refresh
 * token is kept, and the next one before it is used, by the `SecretKeeper`. Source: zaptec-api.md §2.6.
 */
export type OauthLogin =
  /** A client that stands for its own account. */
  | {
      readonly grant: 'client-credentials';
      /** As the cloud registered it. */
      readonly clientId: string;
      /** Of the same client. In memory for as long as the login takes. */
      readonly clientSecret: string;
      /** What the token is to allow. Default: none is named. */
      readonly scope?: string;
    }
  /** A client that a person let in. */
  | {
      readonly grant: 'refresh-token';
      /** As the cloud registered it. */
      readonly clientId: string;
      /** Absent for a public client. */
      readonly clientSecret?: string;
      /** The newest that whoever hands it over knows. */
      readonly refreshToken: string;
    };

/** Supplies an OAuth client's login, asked when a login is due, and at a start where something is kept or another account is open. */
export interface OauthProvider {
  /** Tells it from a password. */
  readonly kind: 'oauth';
  /**
   * How long `read` may take, ms; so long a login and `ready` wait. Default 35,000. A start that has something kept waits 35 s at
   * most.
   *
   * @example 120_000
   */
  readonly mayTakeMs?: number;
  /**
   * Asked for each login, once at a time. A login waits for it as long as it may take; when an answer comes later the next login
   * goes at once, with it. What it rejects with is told by its kind alone, an `SdkError` by its sentence.
   *
   * @param closed is aborted when the account closes: nobody waits any more, and what runs for it may end
   */
  read(closed?: AbortSignal): Promise<OauthLogin>;
  /** Told when what `read` gave was refused, by the cloud or as another user's. */
  refused?(): void;
}

/** What a `SecretKeeper` keeps: the access token, the refresh token, and the mark of a login that was refused. */
export type SecretName = 'access-token' | 'refresh-token' | 'refused-login';

/** Keeps small secrets over restarts, encrypted; null when nothing is kept. */
export interface SecretKeeper {
  /** Null where nothing is kept. Where it rejects, or does not answer for 30 s, the account logs in anew. */
  load(name: SecretName): Promise<string | null>;
  /**
   * Null removes it. Resolves when it is durable, which is waited for 10 s: then an access token is used without being kept, and a
   * refresh token not before it is, so that the login is tried again.
   */
  save(name: SecretName, value: string | null): Promise<void>;
}
