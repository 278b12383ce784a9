// Gets an access token when one is due (how long it is good: held-token.ts). One login at a time, and never the refused one again.
// Invariants: the provider is read only when a login is due and at a start where something is kept or another account is open; a
// kept token is used for the login alone that it was given to; who logged in first is who it runs for; the password lives only inside
// `#logIn` and the one call that it makes, in what compares it, and in a reading that came late, until the next login; no error, log
// line or state names a user or a token.

import type { Log, LoginState } from '../account.ts';
import type { Clock } from '../clock.ts';
import { failure } from '../explain/failure.ts';
import type { Ending } from '../governor/flight.ts';
import { SdkError } from '../sdk-error.ts';
import { HeldToken } from './held-token.ts';
import { KeptSecrets } from './kept-secrets.ts';
import type { KeptToken } from './kept-token.ts';
import type { LoginClaim } from './login-claim.ts';
import type { LoginOwner } from './login-owner.ts';
import type { CredentialProvider, OauthLogin, OauthProvider, PasswordLogin, SecretKeeper } from './login-ports.ts';
import {
  anotherUser,
  followedAlready,
  reasonOf,
  refusedClient,
  refusedSentence,
  sourceHangs,
} from './login-sentences.ts';
import { LoginSource } from './login-source.ts';
import { LoginStanding } from './login-standing.ts';
import { OnePerson } from './one-person.ts';
import { isMarked, markOf } from './refused-login.ts';
import { type TokenAnswer, tokenAnswerOf } from './token-answer.ts';
import { formOf, isLogin, nameAndSecretOf, personOf, sameLoginOf } from './token-request.ts';
import type { Called } from './token-trust.ts';

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
  /** Aborted when the account closes: no source is waited for any more. Default never. */
  readonly closed?: AbortSignal | undefined;
  /** A source that was waited for in vain has answered: a login may be tried now. Default nobody is told. */
  readonly onLateLogin?: () => void;
  /** What keeps two accounts of this process from following one login. Default nothing does. */
  readonly claim?: LoginClaim | undefined;
  /** Who is told whose login it is. Default nobody. */
  readonly owner?: LoginOwner | undefined;
  /** What is kept turned out to be this login's after the start. */
  readonly onRecognised?: () => Promise<void>;
  /** How far the time that counts is behind the clock: what a leap of it skipped takes nothing from a token's life. Default 0. */
  readonly behindMs?: () => number;
}

type AnyLogin = PasswordLogin | OauthLogin;
type Granted = Extract<TokenAnswer, { kind: 'granted' }> & { readonly sentAtMs: number };

export class Logins {
  readonly #options: LoginsOptions;
  readonly #kept: KeptSecrets;
  readonly #source: LoginSource;
  readonly #standing: LoginStanding;
  /** Granted, and not used before its refresh token is kept. */
  #unkept: { readonly given: AnyLogin; readonly login: OauthLogin; readonly answer: Granted } | null = null;
  readonly #person: OnePerson;
  readonly #held: HeldToken;
  /** Of an earlier run, while it is not known whether this login is the one that it was given to. */
  #unproven: KeptToken | null = null;
  #underWay: Promise<void> | null = null;

  constructor(options: LoginsOptions) {
    this.#options = options;
    this.#kept = new KeptSecrets(options);
    this.#standing = new LoginStanding(options);
    const cameLate = (): void => {
      this.#standing.tryNow();
      options.onLateLogin?.();
    };
    this.#source = new LoginSource(options.provider, options.clock, cameLate, options.closed);
    this.#held = new HeldToken(options.clock, options.behindMs);
    this.#person = new OnePerson(options.origin);
  }

  /**
   * Takes over what is kept. A keeper that cannot be read costs one login, no more.
   *
   * @throws SdkError `in-use` where another account of this process follows this login
   */
  async load(): Promise<void> {
    await this.#kept.load(this.#isUnproven);
    await this.#recognise();
    if (this.token() !== null) this.#standing.kept();
  }

  /** Who would log in, told to whom it concerns. Where that cannot be read what is kept is held back until it can. */
  async #recognise(): Promise<void> {
    const { owner, claim } = this.#options;
    const isPerhapsFollowed = claim?.enter() ?? false;
    if (this.#unproven === null && !owner?.isOwned && !isPerhapsFollowed) return;
    if (this.#source.asksSomebody) {
      if (this.#unproven !== null) {
        owner?.trust();
        this.#person.runFor(this.#unproven);
      }
      this.#held.resume(this.#unproven);
      this.#unproven = null;
      return;
    }
    const login = await this.#source.readAtStart();
    if (login === null) return;
    this.#claim(login);
    // A login that was here before the last one has a token of its own.
    if (owner?.meet(personOf(login))) await this.#kept.loadToken(this.#isUnproven);
    await this.#prove(login);
  }

  readonly #isUnproven = (token: KeptToken | null): void => {
    this.#unproven = token;
  };

  #claim(login: AnyLogin): void {
    if (this.#options.claim?.take(personOf(login)) ?? true) return;
    this.#tellOnce(followedAlready);
    throw this.#standing.inUse(followedAlready);
  }

  /** True when the kept token was given to this login; until another one is granted it stays for whoever comes back. */
  async #prove(login: AnyLogin): Promise<boolean> {
    const kept = this.#unproven;
    if (kept === null || !isMarked(kept.login, this.#options.origin, sameLoginOf(login))) return false;
    this.#unproven = null;
    this.#held.resume(kept);
    if (this.token() === null) return false;
    this.#person.runFor(kept);
    await this.#own(login);
    return true;
  }

  async #own(login: AnyLogin): Promise<void> {
    if (this.#options.owner?.prove(personOf(login))) await this.#options.onRecognised?.();
  }

  state(): { readonly state: LoginState; readonly trouble: string | null } {
    return this.#standing.now();
  }

  /** The token to send now, null when a login is due. */
  token(): string | null {
    return this.#held.usable();
  }

  /** Null when a token is held, else the login under way; rejects with the reason when none can be had. */
  login(): Promise<void> | null {
    if (this.token() !== null) return null;
    this.#underWay ??= this.#attempt().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  /** A data call sent with this token was answered 2xx. */
  tokenTaken(token: string, called: Called): void {
    if (this.#held.taken(token, called)) this.#standing.kept();
  }

  /** A data call sent with this token was answered 401. True when repeating it makes sense: it waits for another one then. */
  tokenRefused(token: string, called: Called): boolean {
    const refused = this.#held.refused(token, called);
    switch (refused.kind) {
      case 'another':
        return true;
      case 'held':
        return false;
      case 'rests':
        this.#standing.died(refused.untilMs);
        return true;
      case 'let-go':
        // Else a restart would run for its person, whoever logs in.
        this.#kept.drop();
        return true;
    }
  }

  async #attempt(): Promise<void> {
    const tooSoon = this.#standing.tooSoon();
    if (tooSoon) throw tooSoon;
    if (this.#unkept) return this.#keepAndTake(this.#unkept.given, this.#unkept.login, this.#unkept.answer);
    await this.#logIn();
  }

  async #logIn(): Promise<void> {
    const given = await this.#read();
    if (this.#person.meet(given) === 'another') throw this.#another();
    this.#claim(given);
    if (await this.#prove(given)) return this.#standing.kept();
    const login = await this.#newest(given);
    const sentence = 'grant' in login ? refusedClient : refusedSentence;
    if (this.#kept.isRefused(nameAndSecretOf(login))) {
      this.#source.refused();
      throw this.#standing.refused(sentence);
    }
    const ending = await this.#options.submit(formOf(login));
    if (isStillHeld(ending) && (await this.#useOn(given, ending.untilMs))) return this.#standing.kept();
    if (ending.kind !== 'exchanged') throw this.#standing.failed(reasonOf(ending), null);
    const answer = tokenAnswerOf(ending.exchange);
    switch (answer.kind) {
      case 'granted':
        return this.#keepAndTake(given, login, { ...answer, sentAtMs: ending.sentAtMs });
      case 'refused':
        this.#source.refused();
        await this.#kept.refused(nameAndSecretOf(login));
        throw this.#standing.refused(`${sentence} The cloud's reason: ${answer.reason}.`);
      case 'trouble':
        throw this.#standing.failed(answer.reason, answer.status);
    }
  }

  /**
   * The policy counts a token as held that the clock has ended: it came while the clock was behind, and that was put right since.
   * No login may go, so it is used on; where the cloud knows better its 401 ends it for both. False where it is another login's.
   */
  async #useOn(login: AnyLogin, untilMs: number): Promise<boolean> {
    const { whole } = this.#held;
    if (whole === null || !isMarked(whole.login, this.#options.origin, sameLoginOf(login))) return false;
    const longer = { ...whole, expiresAtMs: untilMs };
    this.#held.hold(longer);
    if (this.token() === null) return false;
    await this.#kept.keep(longer);
    return true;
  }

  #another(): SdkError {
    this.#source.refused();
    this.#tellOnce(anotherUser);
    return this.#standing.another(anotherUser);
  }

  /** A login is tried again and again: one line while the reason stays the same. */
  #tellOnce(sentence: string): void {
    if (this.#standing.now().trouble !== sentence) this.#options.log.warn({}, sentence);
  }

  async #newest(login: AnyLogin): Promise<AnyLogin> {
    try {
      return await this.#kept.refreshTokens.newest(login);
    } catch {
      throw this.#standing.failed(
        'the kept refresh token cannot be read, and one that was used before is not sent.',
        null,
      );
    }
  }

  async #read(): Promise<AnyLogin> {
    let given: unknown;
    try {
      given = await this.#source.read();
    } catch (cause) {
      this.#mustBeOpen();
      const said =
        cause instanceof SdkError ? cause.message : failure('read the credentials', 'credentials-unreadable').message;
      // The cause is not kept: a foreign error may quote what it read.
      throw this.#standing.unreadable(said);
    }
    this.#mustBeOpen();
    if (isLogin(given)) return given;
    if (given === 'late') {
      const sentence = sourceHangs(this.#source.withinMs);
      this.#tellOnce(sentence);
      throw this.#standing.unreadable(sentence);
    }
    const happened = 'the source gave no user name and password, nor an OAuth login';
    throw this.#standing.unreadable(failure('read the credentials', 'credentials-unreadable', { happened }).message);
  }

  /** What a closed account's source did is no trouble. */
  #mustBeOpen(): void {
    if (this.#options.closed?.aborted) throw failure('log in', 'closed');
  }

  /** The refresh token before is worth nothing any more: what cannot be kept is kept first, then used. */
  async #keepAndTake(given: AnyLogin, login: AnyLogin, answer: Granted): Promise<void> {
    if ('grant' in login && answer.refreshToken !== null) {
      this.#unkept = { given, login, answer };
      try {
        await this.#kept.refreshTokens.keep(login, answer.refreshToken);
      } catch {
        throw this.#standing.failed('the new refresh token could not be kept, and is not used before it is.', null);
      }
      this.#unkept = null;
    }
    if (this.#person.brought(given, answer.token) === 'another') throw this.#another();
    await this.#take(given, answer);
  }

  /** `lifeMs` counts from the sending: the cloud's clock started no earlier. */
  async #take(given: AnyLogin, { token, lifeMs, sentAtMs }: Granted): Promise<void> {
    const { origin, clock } = this.#options;
    const issuedAtMs = Math.min(sentAtMs, clock.nowMs());
    // The mark is of the login as it is handed over: its refresh tokens change, and it is the same login.
    const login = markOf(origin, sameLoginOf(given));
    const person = markOf(origin, personOf(given));
    const kept: KeptToken = { v: 3, origin, login, person, token, issuedAtMs, expiresAtMs: issuedAtMs + lifeMs };
    this.#person.runFor(kept);
    await this.#own(given);
    this.#unproven = null;
    this.#held.hold(kept);
    await this.#kept.keep(kept);
    await this.#kept.granted();
    this.#standing.granted(issuedAtMs, lifeMs);
  }
}

function isStillHeld(ending: Ending): ending is Extract<Ending, { kind: 'not-sent'; reason: 'too-early' }> {
  return ending.kind === 'not-sent' && ending.reason === 'too-early' && ending.clause === 'token-reuse';
}
