// Refresh tokens that rotate: each is used once and answered with the next one. Held is the newest of each family that a token of
// the program's began; a token that the program hands over anew begins another family.
// Invariants: a token is kept before anything that came with it is used; none is sent while it is not known which one is
// kept. One that comes a second time would end its family: a family is no other person's to lose.
import { createHash } from 'node:crypto';
import type { OauthLogin, PasswordLogin, SecretKeeper } from './login-ports.ts';

interface Family {
  /** Address that gave it: it goes nowhere else. */
  readonly origin: string;
  readonly clientId: string;
  /** SHA-256 of the token that the program handed over: 256 random bits need no slower hash. */
  readonly beganWith: string;
  readonly newest: string;
}

/** The last one's and those of four before, as many as have an access token put aside. A family is below 2 kB. */
const mostFamilies = 5;

export class RefreshTokens {
  readonly #secrets: SecretKeeper;
  readonly #origin: string;
  /** The one that was used last first. */
  #families: readonly Family[] = [];
  #isLoaded = false;

  constructor(secrets: SecretKeeper, origin: string) {
    this.#secrets = secrets;
    this.#origin = origin;
  }

  async load(): Promise<void> {
    this.#families = parseFamilies(await this.#secrets.load('refresh-token'));
    this.#isLoaded = true;
  }

  /** The login with the newest token of its family; any other login as it is. Rejects when the keeper cannot be read. */
  async newest(login: PasswordLogin | OauthLogin): Promise<PasswordLogin | OauthLogin> {
    if (!('grant' in login) || login.grant !== 'refresh-token') return login;
    if (!this.#isLoaded) await this.load();
    const beganWith = hashOf(login.refreshToken);
    const family = this.#families.find((one) => this.#isOf(one, login) && one.beganWith === beganWith);
    return family === undefined ? login : { ...login, refreshToken: family.newest };
  }

  /** Rejects when the keeper could not keep it; then it is not held either. */
  async keep(login: OauthLogin, newest: string): Promise<void> {
    if (login.grant !== 'refresh-token') return;
    const held = this.#families.find((one) => this.#isOf(one, login) && one.newest === login.refreshToken);
    const beganWith = held?.beganWith ?? hashOf(login.refreshToken);
    const family: Family = { origin: this.#origin, clientId: login.clientId, beganWith, newest };
    const others = this.#families.filter((one) => one !== held);
    const families = [family, ...others].slice(0, mostFamilies);
    await this.#secrets.save('refresh-token', JSON.stringify({ v: 2, families }));
    this.#families = families;
  }

  #isOf({ origin, clientId }: Family, login: OauthLogin): boolean {
    return origin === this.#origin && clientId === login.clientId;
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}

/** None for what is no list of families, such as an older form. */
function parseFamilies(stored: string | null): readonly Family[] {
  try {
    const parsed = JSON.parse(stored ?? 'null') as { readonly v?: unknown; readonly families?: unknown } | null;
    const isList = parsed?.v === 2 && Array.isArray(parsed.families);
    return isList ? (parsed.families as unknown[]).filter(isFamily).slice(0, mostFamilies) : [];
  } catch {
    return [];
  }
}

function isFamily(one: unknown): one is Family {
  if (typeof one !== 'object' || one === null) return false;
  const family = one as Partial<Record<keyof Family, unknown>>;
  return [family.origin, family.clientId, family.beganWith, family.newest].every((text) => typeof text === 'string');
}
