// Which accounts hold a token that still works, and whether a login is on its way.
// Invariant: a 401 ends a token only when the refused call was sent after that token had come; a token from the future does
// not end the one before it until its time has come.
import { dropOldest, putLast } from '../oldest-first.ts';
import { Flights } from './flights.ts';
import { type Name, nameOf } from './name.ts';
import { Spans } from './spans.ts';

/** Published life of a token (`expires_in` 86399 s, zaptec-api.md §2.1), used where an answer did not tell it. */
export const publishedTokenLifeMs = 86_399_000;

/** A login that was not answered for so long is given up. */
const loginGivenUpMs = 60_000;

/** One account on a client; at a login door as many as log in at once. 4,096 × 530 bytes = 2.2 MB at most. */
const maxAccounts = 4096;

interface Holding {
  heldFromMs: number;
  heldUntilMs: number;
  /** The lives of the tokens before it: they count until it has come. */
  readonly before: Spans;
}

export class TokenBook {
  readonly #accounts = new Map<Name, Holding>();
  readonly #logins: Flights;

  constructor(logins = new Flights()) {
    this.#logins = logins;
  }

  get size(): number {
    return this.#accounts.size;
  }

  loginSent(accountId: string, id: string, sentAtMs: number): void {
    this.#logins.leave(accountId, { id, sentAtMs }, null);
  }

  /** `lifeMs` null when no token came. */
  loginAnswered(accountId: string, id: string, answeredAtMs: number, lifeMs: number | null): void {
    this.#logins.land(accountId, id, answeredAtMs);
    if (lifeMs === null) return;
    const holding = this.#touch(accountId);
    if (answeredAtMs < holding.heldFromMs) {
      holding.before.begin(answeredAtMs, lifeMs);
      return;
    }
    if (holding.heldUntilMs > holding.heldFromMs) {
      holding.before.begin(holding.heldFromMs, holding.heldUntilMs - holding.heldFromMs);
    }
    holding.heldFromMs = answeredAtMs;
    holding.heldUntilMs = answeredAtMs + lifeMs;
  }

  /** A data call was answered 401: the token that it was sent with works no more. */
  tokenRefused(accountId: string, sentAtMs: number, answeredAtMs: number): void {
    const holding = this.#accounts.get(nameOf(accountId));
    if (holding === undefined) return;
    holding.before.endAt(answeredAtMs);
    if (sentAtMs >= holding.heldFromMs) holding.heldUntilMs = Math.min(holding.heldUntilMs, answeredAtMs);
  }

  /** Until when the account's token works; minus infinity when none is known. */
  heldUntilMs(accountId: string, nowMs: number): number {
    const holding = this.#accounts.get(nameOf(accountId));
    if (holding === undefined) return Number.NEGATIVE_INFINITY;
    const { heldFromMs, heldUntilMs, before } = holding;
    return nowMs >= heldFromMs ? heldUntilMs : Math.max(heldUntilMs, before.untilMs());
  }

  loginUnderWay(accountId: string, nowMs: number): boolean {
    return this.#logins.count(accountId, nowMs, loginGivenUpMs) > 0;
  }

  /** The clock went back: a token came at the latest now, and lives as long as it did. */
  capAt(atMs: number): void {
    this.#logins.capAt(atMs);
    for (const holding of this.#accounts.values()) {
      holding.before.capAt(atMs);
      const aheadMs = holding.heldFromMs - atMs;
      if (aheadMs <= 0) continue;
      holding.heldFromMs = atMs;
      holding.heldUntilMs = Math.max(holding.heldUntilMs - aheadMs, holding.before.untilMs());
    }
  }

  copy(): TokenBook {
    const twin = new TokenBook(this.#logins.copy());
    for (const [accountId, holding] of this.#accounts) {
      twin.#accounts.set(accountId, { ...holding, before: holding.before.copy() });
    }
    return twin;
  }

  #touch(accountId: string): Holding {
    const name = nameOf(accountId);
    const holding = this.#accounts.get(name) ?? {
      heldFromMs: Number.NEGATIVE_INFINITY,
      heldUntilMs: Number.NEGATIVE_INFINITY,
      before: new Spans(),
    };
    putLast(this.#accounts, name, holding);
    dropOldest(this.#accounts, maxAccounts);
    return holding;
  }
}
