// Refresh tokens that rotate: each is used once and answered with the next one. Held is the newest of the family that the
// program's own token began; a token that the program hands over anew begins another family.
// Invariants: a token is kept before anything that came with it is used; none is sent while it is not known which one is
// kept. One that comes a second time would end its family.
import { createHash } from 'node:crypto';
import type { OauthLogin, PasswordLogin, SecretKeeper } from './login-ports.ts';

interface Family {
  readonly v: 1;
  /** Address that gave it: it goes nowhere else. */
  readonly origin: string;
  readonly clientId: string;
  /** SHA-256 of the token that the program handed over: 256 random bits need no slower hash. */
  readonly beganWith: string;
  readonly newest: string;
}

export class RefreshTokens {
  readonly #secrets: SecretKeeper;
  readonly #origin: string;
  #family: Family | null = null;
  #isLoaded = false;

  constructor(secrets: SecretKeeper, origin: string) {
    this.#secrets = secrets;
    this.#origin = origin;
  }

  async load(): Promise<void> {
    this.#family = parseFamily(await this.#secrets.load('refresh-token'));
    this.#isLoaded = true;
  }

  /** The login with the newest token of its family; any other login as it is. Rejects when the keeper cannot be read. */
  async newest(login: PasswordLogin | OauthLogin): Promise<PasswordLogin | OauthLogin> {
    if (!('grant' in login) || login.grant !== 'refresh-token') return login;
    if (!this.#isLoaded) await this.load();
    const family = this.#family;
    const isIts = family?.origin === this.#origin && family.clientId === login.clientId;
    return isIts && family.beganWith === hashOf(login.refreshToken) ? { ...login, refreshToken: family.newest } : login;
  }

  /** Rejects when the keeper could not keep it; then it is not held either. */
  async keep(login: OauthLogin, newest: string): Promise<void> {
    if (login.grant !== 'refresh-token') return;
    const held = this.#family;
    const goesOn = held?.newest === login.refreshToken && held.clientId === login.clientId;
    const beganWith = goesOn ? held.beganWith : hashOf(login.refreshToken);
    const family: Family = { v: 1, origin: this.#origin, clientId: login.clientId, beganWith, newest };
    await this.#secrets.save('refresh-token', JSON.stringify(family));
    this.#family = family;
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}

/** Null for what is no family, such as an older form. */
function parseFamily(stored: string | null): Family | null {
  try {
    const parsed = JSON.parse(stored ?? 'null') as Partial<Family> | null;
    const texts = [parsed?.origin, parsed?.clientId, parsed?.beganWith, parsed?.newest];
    return parsed?.v === 1 && texts.every((text) => typeof text === 'string') ? (parsed as Family) : null;
  } catch {
    return null;
  }
}
