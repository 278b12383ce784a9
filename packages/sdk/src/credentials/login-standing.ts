// How logging in stands: one state, one sentence, and the instant before which no login is tried.
// Invariant: no sentence names a user or a token.
import type { LoginState } from '../account.ts';
import type { Clock } from '../clock.ts';
import { failure } from '../explain/failure.ts';
import { SdkError, type SdkErrorCode } from '../sdk-error.ts';
import { whenSetBack } from '../watched-clock.ts';

/** An hour is documented, a day observed (zaptec-api.md §2.1). Where tokens live shorter than this, logins are so far apart. */
const shortestLifeMs = 60_000;
/** While refused, the provider is looked at this often; the cloud is not asked unless the login changed. */
const lookAgainMs = 300_000;
/** While it gives another user's, or one that is followed already: whoever puts that right waits for this. At most one reading, and no call, each time. */
export const anothersLookMs = 15_000;
/** After a login that failed for other reasons: doubling from the first to the last, with full jitter on top of half. */
const retryLogin = { firstMs: 2_000, lastMs: 60_000 } as const;
/** After a final status that is no word about the credentials (403, 404): the limiter of failed logins must not fill. */
const barredMs = 3_600_000;

/** What is told to whoever needs a token, first and until the next try. */
type LoginCode = Extract<
  SdkErrorCode,
  'credentials-unreadable' | 'login-refused' | 'another-login' | 'in-use' | 'login-failed'
>;

export interface LoginStandingOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly onState: (state: LoginState, trouble: string | null) => void;
}

export class LoginStanding {
  readonly #options: LoginStandingOptions;
  #state: LoginState = 'not-yet';
  #trouble: string | null = null;
  #code: LoginCode = 'login-failed';
  #notBeforeMs = 0;
  #failures = 0;

  constructor(options: LoginStandingOptions) {
    this.#options = options;
    whenSetBack(options.clock, (byMs) => {
      this.#notBeforeMs -= byMs;
    });
  }

  now(): { readonly state: LoginState; readonly trouble: string | null } {
    return { state: this.#state, trouble: this.#trouble };
  }

  /** Why no login may be tried now, as an error for whoever needs a token; null when one may. */
  tooSoon(): SdkError | null {
    if (this.#options.clock.nowMs() >= this.#notBeforeMs) return null;
    // The last token was good, and its short life is over.
    if (this.#state !== 'ok') return this.#error(this.#code);
    this.#become('unreachable', this.#trouble);
    return this.#error('login-failed');
  }

  /** What was waited for is there: the next login need not wait. */
  tryNow(): void {
    if (this.#code === 'credentials-unreadable') this.#notBeforeMs = 0;
  }

  /** A token of an earlier run is held. */
  kept(): void {
    this.#become('ok', null);
  }

  granted(issuedAtMs: number, lifeMs: number): void {
    const isShort = lifeMs < shortestLifeMs;
    this.#failures = 0;
    this.#notBeforeMs = isShort ? issuedAtMs + shortestLifeMs : 0;
    this.#become('ok', isShort ? shortLived(lifeMs) : null);
  }

  /** The cloud refuses the token soon after it gave it. */
  died(untilMs: number): void {
    this.#code = 'login-failed';
    this.#notBeforeMs = untilMs;
    this.#become('unreachable', endedSoon(untilMs));
  }

  refused(sentence: string): SdkError {
    this.#notBeforeMs = this.#options.clock.nowMs() + lookAgainMs;
    this.#become('refused', sentence);
    return this.#error('login-refused');
  }

  /** The source gave another user's login: it may be one slip of a file. */
  another(sentence: string): SdkError {
    this.#notBeforeMs = this.#options.clock.nowMs() + anothersLookMs;
    this.#become('refused', sentence);
    return this.#error('another-login');
  }

  /** Another account of this process runs for that login: it may be closed. */
  inUse(sentence: string): SdkError {
    this.#notBeforeMs = this.#options.clock.nowMs() + anothersLookMs;
    this.#become('refused', sentence);
    return this.#error('in-use');
  }

  /** The provider has no login to give. */
  unreadable(sentence: string): SdkError {
    this.#notBeforeMs = this.#options.clock.nowMs() + retryLogin.lastMs;
    this.#become('not-yet', sentence);
    return this.#error('credentials-unreadable');
  }

  /** No word about the credentials. */
  failed(reason: string, status: number | null): SdkError {
    const { clock, random } = this.#options;
    const rangeMs = Math.min(retryLogin.lastMs, retryLogin.firstMs * 2 ** Math.min(this.#failures++, 10));
    const barred = status !== null && status >= 400 && status < 500 && status !== 408 && status !== 429;
    this.#notBeforeMs = clock.nowMs() + (barred ? barredMs : (rangeMs / 2) * (1 + random()));
    this.#become('unreachable', failure('log in', 'login-failed', { happened: reason.replace(/\.$/, '') }).message);
    return this.#error('login-failed');
  }

  #error(code: LoginCode): SdkError {
    this.#code = code;
    return new SdkError(code, this.#trouble ?? failure('log in', code).message, { retryAtMs: this.#notBeforeMs });
  }

  #become(state: LoginState, trouble: string | null): void {
    if (state === this.#state && trouble === this.#trouble) return;
    this.#state = state;
    this.#trouble = trouble;
    this.#options.onState(state, trouble);
  }
}

function endedSoon(untilMs: number): string {
  const happened = `the cloud refuses the token soon after it gave it, and the next call goes at ${new Date(untilMs).toISOString()}`;
  const remedy = 'Nothing is sent until then; ask again, and tell the operator of the cloud if it goes on';
  return failure('stay logged in', 'login-failed', { happened, remedy }).message;
}

function shortLived(lifeMs: number): string {
  const happened = `the cloud's tokens live ${lifeMs / 1_000} s, and a login goes each ${shortestLifeMs / 1_000} s at most`;
  const remedy = 'Calls go while a token lives; tell the operator of the cloud if it goes on';
  return failure('stay logged in', 'login-failed', { happened, remedy }).message;
}
