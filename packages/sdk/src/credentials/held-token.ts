// The access token that is held: how long it is good, and how soon one that the cloud refused may be replaced.
// Invariant: what a leap of the clock skipped takes nothing from its life.
import type { Clock } from '../clock.ts';
import { whenSetBack } from '../watched-clock.ts';
import type { KeptToken } from './kept-token.ts';
import { type Called, TokenTrust } from './token-trust.ts';

/** A token is let go this long before it expires, or for the last tenth of its life: no call meets its end on the way. */
const renewBeforeMs = 1_000;
/** After a 401 the token is replaced at once; if that goes on, after one minute, two, four … up to an hour. */
const replaceToken = { firstMs: 60_000, lastMs: 3_600_000 } as const;
/** One that may not be replaced yet rests, doubling while it is refused, and is looked at again: the cloud may have been at fault. */
const rest = { firstMs: 5_000, lastMs: 60_000 } as const;

/** What a 401 came to: it was no word about the token that is held, one that is held all the same, or one that is not sent now. */
export type RefusedToken =
  | { readonly kind: 'another' | 'held' }
  /** Another one may be had at once. */
  | { readonly kind: 'let-go' }
  /** The login before is not long ago: until `untilMs` no call goes, then one with this token or, where it is due, a login. */
  | { readonly kind: 'rests'; readonly untilMs: number };

export class HeldToken {
  readonly #clock: Clock;
  readonly #behindMs: () => number;
  readonly #trust = new TokenTrust();
  #token: KeptToken | null = null;
  /** How far behind it was when the token came, or later: less when it turned out that the time had passed. */
  #tokenBehindMs = 0;
  #replaceFromMs = 0;
  #replaceSpacingMs: number = replaceToken.firstMs;
  #restsUntilMs = 0;
  #restMs = 0;

  /** @param behindMs how far the time that counts is behind the clock */
  constructor(clock: Clock, behindMs: () => number = () => 0) {
    this.#clock = clock;
    this.#behindMs = behindMs;
    whenSetBack(clock, (byMs) => {
      this.#replaceFromMs -= byMs;
      this.#restsUntilMs -= byMs;
    });
  }

  /** Good or not. */
  get whole(): KeptToken | null {
    return this.#token;
  }

  /** The token to send now, null when a login is due or it rests. */
  usable(): string | null {
    if (this.#clock.nowMs() < this.#restsUntilMs) return null;
    const aheadMs = this.#behindMs();
    this.#tokenBehindMs = Math.min(this.#tokenBehindMs, aheadMs);
    const nowMs = this.#clock.nowMs() - (aheadMs - this.#tokenBehindMs);
    return this.#token && this.#token.expiresAtMs - marginMs(this.#token) > nowMs ? this.#token.token : null;
  }

  /** One that an earlier run held. */
  resume(token: KeptToken | null): void {
    this.#token = token;
  }

  /** One that came now, or whose life is counted from now. */
  hold(token: KeptToken): void {
    if (token.token !== this.#token?.token) this.#trust.begin();
    this.#restsUntilMs = 0;
    this.#token = token;
    this.#tokenBehindMs = this.#behindMs();
  }

  /** A call sent with this token was answered 2xx. True where it had rested, and is good after all. */
  taken(token: string, called: Called): boolean {
    if (this.#token?.token !== token) return false;
    this.#trust.taken(called);
    const hadRested = this.#restMs > 0;
    this.#restMs = 0;
    this.#restsUntilMs = 0;
    return hadRested;
  }

  /** A call sent with this token was answered 401. */
  refused(token: string, called: Called): RefusedToken {
    if (this.#token?.token !== token) return { kind: 'another' };
    const isDead = this.#trust.refused(called);
    const nowMs = this.#clock.nowMs();
    if (nowMs < this.#replaceFromMs) return isDead || nowMs < this.#restsUntilMs ? this.#rest(nowMs) : { kind: 'held' };
    const calm = nowMs > this.#replaceFromMs + this.#replaceSpacingMs;
    this.#replaceSpacingMs = calm ? replaceToken.firstMs : Math.min(replaceToken.lastMs, this.#replaceSpacingMs * 2);
    this.#replaceFromMs = nowMs + this.#replaceSpacingMs;
    this.#token = null;
    this.#restsUntilMs = 0;
    return { kind: 'let-go' };
  }

  /** Who was on the way meanwhile tells nothing new. */
  #rest(nowMs: number): RefusedToken {
    if (nowMs >= this.#restsUntilMs) {
      this.#restMs = Math.min(rest.lastMs, this.#restMs * 2 || rest.firstMs);
      this.#restsUntilMs = Math.min(nowMs + this.#restMs, this.#replaceFromMs);
    }
    return { kind: 'rests', untilMs: this.#restsUntilMs };
  }
}

function marginMs({ issuedAtMs, expiresAtMs }: KeptToken): number {
  return Math.min(renewBeforeMs, (expiresAtMs - issuedAtMs) / 10);
}
