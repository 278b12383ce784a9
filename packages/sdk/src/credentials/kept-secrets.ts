// What the keeper of secrets holds of an account's logins: the access token, the refresh tokens, the mark of a login that was refused.
// Invariant: a keeper that fails costs a login and one line, no more; but a refresh token is kept before it is used.
import type { Log } from '../account.ts';
import type { Clock } from '../clock.ts';
import { type KeptToken, parseKeptToken } from './kept-token.ts';
import type { SecretKeeper, SecretName } from './login-ports.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import { isMarked, type Login, markOf } from './refused-login.ts';

export interface KeptSecretsOptions {
  readonly secrets: SecretKeeper;
  readonly origin: string;
  readonly clock: Clock;
  readonly log: Log;
}

export class KeptSecrets {
  readonly #options: KeptSecretsOptions;
  readonly refreshTokens: RefreshTokens;
  #mark: string | null = null;
  /** A refused token leaves the keeper before its successor comes there. */
  #dropped: Promise<void> | null = null;

  constructor(options: KeptSecretsOptions) {
    this.#options = options;
    this.refreshTokens = new RefreshTokens(options.secrets, options.origin);
  }

  /** Takes over what is kept; `onToken` is told of the token, whatever becomes of the rest. */
  async load(onToken: (token: KeptToken | null) => void): Promise<void> {
    await this.#orWarn(async () => {
      onToken(await this.#readToken());
      this.#mark = await this.#options.secrets.load('refused-login');
      await this.refreshTokens.load();
    });
  }

  /** The token alone, again. */
  async loadToken(onToken: (token: KeptToken | null) => void): Promise<void> {
    await this.#orWarn(async () => onToken(await this.#readToken()));
  }

  async keep(token: KeptToken): Promise<void> {
    await this.#dropped;
    await this.#save('access-token', JSON.stringify(token));
  }

  drop(): void {
    this.#dropped = this.#save('access-token', null);
  }

  isRefused(login: Login): boolean {
    return isMarked(this.#mark, this.#options.origin, login);
  }

  async refused(login: Login): Promise<void> {
    this.#mark = markOf(this.#options.origin, login);
    await this.#save('refused-login', this.#mark);
  }

  /** One was granted: what was refused before it is the past. */
  async granted(): Promise<void> {
    if (this.#mark === null) return;
    this.#mark = null;
    await this.#save('refused-login', null);
  }

  async #readToken(): Promise<KeptToken | null> {
    const { secrets, origin, clock } = this.#options;
    return parseKeptToken(await secrets.load('access-token'), origin, clock.nowMs());
  }

  async #orWarn(load: () => Promise<void>): Promise<void> {
    try {
      await load();
    } catch (cause) {
      this.#options.log.warn(
        { cause },
        'Failed to read the kept token: the keeper of secrets gave an error, or no answer in time. A login follows.',
      );
    }
  }

  async #save(name: Exclude<SecretName, 'refresh-token'>, value: string | null): Promise<void> {
    try {
      await this.#options.secrets.save(name, value);
    } catch (cause) {
      this.#options.log.warn(
        { name, cause },
        'Failed to keep a secret: the keeper gave an error, or no answer within 10 s. A restart will not know it.',
      );
    }
  }
}
