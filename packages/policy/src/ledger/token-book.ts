import { dropOldest } from '../oldest-first.ts';
// Which accounts hold a token that still works, and whether a login is on its way.
// Invariant: a 401 ends a token only when the refused call was sent after that token had come.

/** Published life of a token (`expires_in` 86399 s, zaptec-api.md §2.1), used where an answer did not tell it. */
export const publishedTokenLifeMs = 86_399_000;

/** A login that was not answered for so long is given up. */
const loginGivenUpMs = 60_000;

/** One account on a client; at a login door as many as log in at once. 4,096 × about 200 bytes = 0.8 MB. */
const maxAccounts = 4096;

interface Holding {
  heldFromMs: number;
  heldUntilMs: number;
  loginId: string | null;
  loginSentAtMs: number;
}

export class TokenBook {
  readonly #accounts = new Map<string, Holding>();

  get size(): number {
    return this.#accounts.size;
  }

  loginSent(accountId: string, id: string, sentAtMs: number): void {
    const holding = this.#touch(accountId);
    holding.loginId = id;
    holding.loginSentAtMs = sentAtMs;
  }

  /** `lifeMs` null when no token came. */
  loginAnswered(accountId: string, id: string, answeredAtMs: number, lifeMs: number | null): void {
    const holding = this.#touch(accountId);
    if (holding.loginId === id) holding.loginId = null;
    if (lifeMs === null || answeredAtMs < holding.heldFromMs) return;
    holding.heldFromMs = answeredAtMs;
    holding.heldUntilMs = answeredAtMs + lifeMs;
  }

  /** A data call was answered 401. */
  tokenRefused(accountId: string, sentAtMs: number): void {
    const holding = this.#accounts.get(accountId);
    if (holding !== undefined && sentAtMs >= holding.heldFromMs) holding.heldUntilMs = Number.NEGATIVE_INFINITY;
  }

  /** Until when the account's token works; minus infinity when none is known. */
  heldUntilMs(accountId: string): number {
    return this.#accounts.get(accountId)?.heldUntilMs ?? Number.NEGATIVE_INFINITY;
  }

  loginUnderWay(accountId: string, nowMs: number): boolean {
    const holding = this.#accounts.get(accountId);
    return holding !== undefined && holding.loginId !== null && nowMs < holding.loginSentAtMs + loginGivenUpMs;
  }

  /** The clock went back: a token came at the latest now, and lives as long as it did. */
  capAt(atMs: number): void {
    for (const holding of this.#accounts.values()) {
      const ahead = Math.max(0, holding.heldFromMs - atMs);
      holding.heldFromMs -= ahead;
      holding.heldUntilMs -= ahead;
      holding.loginSentAtMs = Math.min(holding.loginSentAtMs, atMs);
    }
  }

  copy(): TokenBook {
    const twin = new TokenBook();
    for (const [accountId, holding] of this.#accounts) twin.#accounts.set(accountId, { ...holding });
    return twin;
  }

  #touch(accountId: string): Holding {
    const holding = this.#accounts.get(accountId) ?? {
      heldFromMs: Number.NEGATIVE_INFINITY,
      heldUntilMs: Number.NEGATIVE_INFINITY,
      loginId: null,
      loginSentAtMs: Number.NEGATIVE_INFINITY,
    };
    this.#accounts.delete(accountId);
    this.#accounts.set(accountId, holding);
    dropOldest(this.#accounts, maxAccounts);
    return holding;
  }
}
