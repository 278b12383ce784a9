// Holds the access token and gets a new one when it is due. One login at a time, and never the refused one again.
// Invariants: the provider is read only when a login is due; the password lives only inside `#logIn` and the one call
// that it makes; no error, log line or state names a user or a token.
import type {
  CredentialProvider,
  Log,
  LoginState,
  OauthLogin,
  OauthProvider,
  PasswordLogin,
  SecretKeeper,
  SecretName,
} from '../account.ts';
import type { Clock } from '../clock.ts';
import { failure } from '../explain/failure.ts';
import type { Ending } from '../governor/flight.ts';
import { SdkError } from '../sdk-error.ts';
import { type KeptToken, parseKeptToken } from './kept-token.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import { isMarked, markOf } from './refused-login.ts';
import { type TokenAnswer, tokenAnswerOf } from './token-answer.ts';
import { formOf, nameAndSecretOf } from './token-request.ts';

/** A token is let go this long before it expires, or for the last tenth of its life: no call meets its end on the way. */
const renewBeforeMs = 1_000;
/** An hour is documented, a day observed (zaptec-api.md §2.1). Where tokens live shorter than this, logins are so far apart. */
const shortestLifeMs = 60_000;
/** While refused, the provider is looked at this often; the cloud is not asked unless the login changed. */
const lookAgainMs = 300_000;
/** After a login that failed for other reasons: doubling from the first to the last, with full jitter on top of half. */
const retryLogin = { firstMs: 2_000, lastMs: 60_000 } as const;
/** After a final status that is no word about the credentials (403, 404): the limiter of failed logins must not fill. */
const barredMs = 3_600_000;
/** After a 401 the token is replaced at once; if that goes on, at most after one minute, two, four … up to an hour. */
const replaceToken = { firstMs: 60_000, lastMs: 3_600_000 } as const;

export interface LoginsOptions {
  readonly provider: CredentialProvider | OauthProvider;
  readonly secrets: SecretKeeper;
  readonly origin: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Hands the form to the governor as a call of class `token`. */
  readonly submit: (form: string) => Promise<Ending>;
  readonly onState: (state: LoginState, trouble: string | null) => void;
  /** How far the time that counts is behind the clock: what a leap of it skipped takes nothing from a token's life. Default 0. */
  readonly behindMs?: () => number;
}

type Granted = Extract<TokenAnswer, { kind: 'granted' }>;

export class Logins {
  readonly #options: LoginsOptions;
  readonly #refreshTokens: RefreshTokens;
  /** Granted, and not used before its refresh token is kept. */
  #unkept: { readonly login: OauthLogin; readonly answer: Granted; readonly sentAtMs: number } | null = null;
  #token: KeptToken | null = null;
  /** How far behind it was when the token came, or later: less when it turned out that the time had passed. */
  #tokenBehindMs = 0;
  #mark: string | null = null;
  #underWay: Promise<void> | null = null;
  #state: LoginState = 'not-yet';
  #trouble: string | null = null;
  #notBeforeMs = 0;
  #failures = 0;
  #replaceFromMs = 0;
  #replaceSpacingMs: number = replaceToken.firstMs;

  constructor(options: LoginsOptions) {
    this.#options = options;
    this.#refreshTokens = new RefreshTokens(options.secrets, options.origin);
  }

  /** Takes over what is kept. A keeper that cannot be read costs one login, no more. */
  async load(): Promise<void> {
    const { secrets, origin, clock, log } = this.#options;
    try {
      this.#token = parseKeptToken(await secrets.load('access-token'), origin, clock.nowMs());
      this.#mark = await secrets.load('refused-login');
      await this.#refreshTokens.load();
    } catch (cause) {
      log.warn({ cause }, 'Failed to read the kept token: the keeper of secrets gave an error. A login follows.');
    }
    if (this.token() !== null) this.#become('ok', null);
  }

  state(): { readonly state: LoginState; readonly trouble: string | null } {
    return { state: this.#state, trouble: this.#trouble };
  }

  /** The token to send now, null when a login is due. */
  token(): string | null {
    const { clock, behindMs } = this.#options;
    const aheadMs = behindMs?.() ?? 0;
    this.#tokenBehindMs = Math.min(this.#tokenBehindMs, aheadMs);
    const nowMs = clock.nowMs() - (aheadMs - this.#tokenBehindMs);
    return this.#token && this.#token.expiresAtMs - marginMs(this.#token) > nowMs ? this.#token.token : null;
  }

  /** Null when a token is held, else the login under way; rejects with the reason when none can be had. */
  login(): Promise<void> | null {
    if (this.token() !== null) return null;
    this.#underWay ??= this.#attempt().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  /** A data call sent with this token was answered 401. True when repeating it makes sense. */
  tokenRefused(token: string): boolean {
    if (this.#token?.token !== token) return true;
    const nowMs = this.#options.clock.nowMs();
    if (nowMs < this.#replaceFromMs) return false;
    const calm = nowMs > this.#replaceFromMs + this.#replaceSpacingMs;
    this.#replaceSpacingMs = calm ? replaceToken.firstMs : Math.min(replaceToken.lastMs, this.#replaceSpacingMs * 2);
    this.#replaceFromMs = nowMs + this.#replaceSpacingMs;
    this.#token = null;
    return true;
  }

  async #attempt(): Promise<void> {
    const nowMs = this.#options.clock.nowMs();
    if (nowMs < this.#notBeforeMs) {
      // The last token was good, and its short life is over.
      if (this.#state === 'ok') this.#become('unreachable', this.#trouble);
      throw this.#standing(this.#notBeforeMs);
    }
    if (this.#unkept) return this.#keepAndTake(this.#unkept.login, this.#unkept.answer, this.#unkept.sentAtMs);
    await this.#logIn();
  }

  async #logIn(): Promise<void> {
    const { origin, provider } = this.#options;
    const login = await this.#newest(await this.#read());
    const sentence = 'grant' in login ? refusedClient : refusedSentence;
    if (isMarked(this.#mark, origin, nameAndSecretOf(login))) {
      provider.refused?.();
      this.#notBeforeMs = this.#options.clock.nowMs() + lookAgainMs;
      this.#become('refused', sentence);
      throw this.#standing(this.#notBeforeMs);
    }
    const ending = await this.#options.submit(formOf(login));
    if (ending.kind !== 'exchanged') throw this.#failed(reasonOf(ending), null);
    const answer = tokenAnswerOf(ending.exchange);
    switch (answer.kind) {
      case 'granted':
        return this.#keepAndTake(login, answer, ending.sentAtMs);
      case 'refused':
        provider.refused?.();
        await this.#save('refused-login', markOf(origin, nameAndSecretOf(login)));
        this.#notBeforeMs = this.#options.clock.nowMs() + lookAgainMs;
        this.#become('refused', `${sentence} The cloud's reason: ${answer.reason}.`);
        throw this.#standing(this.#notBeforeMs);
      case 'trouble':
        throw this.#failed(answer.reason, answer.status);
    }
  }

  async #newest(login: PasswordLogin | OauthLogin): Promise<PasswordLogin | OauthLogin> {
    try {
      return await this.#refreshTokens.newest(login);
    } catch {
      throw this.#failed('the kept refresh token cannot be read, and one that was used before is not sent.', null);
    }
  }

  async #read(): Promise<PasswordLogin | OauthLogin> {
    try {
      return await this.#options.provider.read();
    } catch (cause) {
      this.#notBeforeMs = this.#options.clock.nowMs() + retryLogin.lastMs;
      const said =
        cause instanceof SdkError ? cause.message : failure('read the credentials', 'credentials-unreadable').message;
      this.#become('not-yet', said);
      // The cause is not kept: a foreign error may quote what it read.
      throw new SdkError('credentials-unreadable', said, { retryAtMs: this.#notBeforeMs });
    }
  }

  /** The refresh token before is worth nothing any more: what cannot be kept is kept first, then used. */
  async #keepAndTake(login: PasswordLogin | OauthLogin, answer: Granted, sentAtMs: number): Promise<void> {
    if ('grant' in login && answer.refreshToken !== null) {
      this.#unkept = { login, answer, sentAtMs };
      try {
        await this.#refreshTokens.keep(login, answer.refreshToken);
      } catch {
        throw this.#failed('the new refresh token could not be kept, and is not used before it is.', null);
      }
      this.#unkept = null;
    }
    await this.#take(answer, sentAtMs);
  }

  /** `lifeMs` counts from the sending: the cloud's clock started no earlier. */
  async #take({ token, lifeMs }: Granted, sentAtMs: number): Promise<void> {
    const { origin, clock } = this.#options;
    const issuedAtMs = Math.min(sentAtMs, clock.nowMs());
    this.#token = { v: 1, origin, token, issuedAtMs, expiresAtMs: issuedAtMs + lifeMs };
    this.#tokenBehindMs = this.#options.behindMs?.() ?? 0;
    this.#failures = 0;
    this.#notBeforeMs = lifeMs < shortestLifeMs ? issuedAtMs + shortestLifeMs : 0;
    await this.#save('access-token', JSON.stringify(this.#token));
    if (this.#mark !== null) await this.#save('refused-login', null);
    this.#become('ok', lifeMs < shortestLifeMs ? shortLived(lifeMs) : null);
  }

  async #save(name: Exclude<SecretName, 'refresh-token'>, value: string | null): Promise<void> {
    if (name === 'refused-login') this.#mark = value;
    try {
      await this.#options.secrets.save(name, value);
    } catch (cause) {
      this.#options.log.warn(
        { name, cause },
        'Failed to keep a secret: the keeper gave an error. A restart will not know it.',
      );
    }
  }

  #failed(reason: string, status: number | null): SdkError {
    const { clock, random } = this.#options;
    const rangeMs = Math.min(retryLogin.lastMs, retryLogin.firstMs * 2 ** Math.min(this.#failures++, 10));
    const barred = status !== null && status >= 400 && status < 500 && status !== 408 && status !== 429;
    this.#notBeforeMs = clock.nowMs() + (barred ? barredMs : (rangeMs / 2) * (1 + random()));
    this.#become('unreachable', failure('log in', 'login-failed', { happened: reason.replace(/\.$/, '') }).message);
    return this.#standing(this.#notBeforeMs);
  }

  /** The state as an error for whoever needs a token now. */
  #standing(retryAtMs: number): SdkError {
    const code = this.#state === 'refused' ? 'login-refused' : 'login-failed';
    return new SdkError(code, this.#trouble ?? failure('log in', code).message, { retryAtMs });
  }

  #become(state: LoginState, trouble: string | null): void {
    if (state === this.#state && trouble === this.#trouble) return;
    this.#state = state;
    this.#trouble = trouble;
    this.#options.onState(state, trouble);
  }
}

const refusedSentence = failure('log in', 'login-refused').message;
const refusedClient = failure('log in', 'login-refused', {
  happened: 'the cloud refused the client or its token',
  remedy: 'Correct the secret, or let a person log in again; the same one is not tried again',
}).message;

function marginMs({ issuedAtMs, expiresAtMs }: KeptToken): number {
  return Math.min(renewBeforeMs, (expiresAtMs - issuedAtMs) / 10);
}

function shortLived(lifeMs: number): string {
  const happened = `the cloud's tokens live ${lifeMs / 1_000} s, and a login goes each ${shortestLifeMs / 1_000} s at most`;
  const remedy = 'Calls go while a token lives; tell the operator of the cloud if it goes on';
  return failure('stay logged in', 'login-failed', { happened, remedy }).message;
}

function reasonOf(ending: Exclude<Ending, { kind: 'exchanged' }>): string {
  if (ending.kind === 'cancelled') return 'the login was cancelled.';
  switch (ending.reason) {
    case 'closed':
      return 'the account is closed.';
    case 'too-early':
    case 'held':
    case 'forbidden':
      return `the policy asks for patience (${ending.clause}).`;
    case 'queue-full':
    case 'no-login':
      return 'the login could not be queued.';
  }
}
