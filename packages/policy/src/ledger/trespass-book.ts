// What was denied to this account, and what other accounts of the deployment follow.
// Invariant: another account's call pays nothing and moves no floor of this account, but for those of logins: they are of the
// address, which the two share.
import type { CallFact, Door } from '../fact.ts';
import { isFollowed, isWithheld, withheldKey } from '../following.ts';
import { outcomeOf } from '../outcome.ts';
import type { Book } from './book.ts';
import { DenialBook } from './denial-book.ts';
import { FollowBook } from './follow-book.ts';
import { Memo } from './memo.ts';

export class TrespassBook implements Book<TrespassBook> {
  readonly denials: DenialBook;
  readonly follows: FollowBook;
  /** Whether a user agent says who calls. */
  readonly agents = new Memo<boolean>();
  /** By which schemes a host is a proper door. */
  readonly doors = new Memo<readonly Door['scheme'][]>();
  readonly #exact: boolean;
  /** Whether this account's own reads are to be told from those of others. */
  readonly #oneOfMany: boolean;

  constructor(exact: boolean, oneOfMany: boolean, denials = new DenialBook(), follows = new FollowBook()) {
    this.#exact = exact;
    this.#oneOfMany = oneOfMany;
    this.denials = denials;
    this.follows = follows;
  }

  sent(call: CallFact): void {
    if (isGuess(call)) this.denials.guessed(call.id, call.resource, call.sentAtMs);
  }

  answered(call: CallFact, answeredAtMs: number): void {
    const countedAtMs = this.#exact ? call.sentAtMs : answeredAtMs;
    if (call.class === 'token') {
      if (isRefusedLogin(call)) this.denials.loginRefused(call.clientAddress, countedAtMs);
      return;
    }
    if (call.resource === null) return;
    if (isGuess(call)) {
      this.denials.guessAnswered(call.id, call.resource, answeredAtMs, mayBeDenied(call) ? countedAtMs : null);
    }
    // Before the lists are in nobody can say whether an id was shown; the cloud, which denies, always knows.
    if (call.status === 403 && call.shown !== 'no') {
      this.denials.roleMissing(call.path, call.resource, countedAtMs);
    }
    // Counted from the sending: so another account takes over here no later than where the cloud counts.
    if (this.#oneOfMany && isFollowed(call) && brought(call)) {
      this.follows.read(call.resource, true, call.sentAtMs, answeredAtMs);
    }
  }

  /** A call of another account of the deployment, sent or answered. */
  otherAccount(call: CallFact): void {
    if (call.class === 'token' && call.answeredAtMs !== null && isRefusedLogin(call)) {
      this.denials.loginRefused(call.clientAddress, this.#exact ? call.sentAtMs : call.answeredAtMs);
    }
    if (call.status === 429 && call.answeredAtMs !== null && isWithheld(call)) {
      this.follows.otherRefused(withheldKey(call), this.#exact ? call.sentAtMs : call.answeredAtMs);
    }
    if (!isFollowed(call) || call.resource === null) return;
    // Each program counts its calls for itself.
    const id = `${call.accountId} ${call.id}`;
    if (call.answeredAtMs === null) {
      this.follows.otherSent(call.resource, id, call.sentAtMs);
      return;
    }
    this.follows.otherLanded(call.resource, id, call.answeredAtMs);
    // A read without an answer may have been served.
    if (call.status === null || brought(call)) {
      const countedAtMs = this.#exact ? call.sentAtMs : call.answeredAtMs;
      this.follows.read(call.resource, false, countedAtMs, countedAtMs);
    }
  }

  capAt(atMs: number): void {
    this.denials.capAt(atMs);
    this.follows.capAt(atMs);
  }

  copy(): TrespassBook {
    return new TrespassBook(this.#exact, this.#oneOfMany, this.denials.copy(), this.follows.copy());
  }
}

function isGuess(call: CallFact): call is CallFact & { readonly resource: string } {
  return call.shown === 'no' && call.resource !== null && call.class !== 'token';
}

/** A login without an answer is none that was refused: an outage must not shut an account out for an hour. */
function isRefusedLogin({ status }: CallFact): boolean {
  return status === 400 || status === 401 || status === 403;
}

/** A guess without an answer may have been refused; to wait with the next one costs nothing. */
function mayBeDenied(call: CallFact): boolean {
  return call.status === 403 || call.status === 404 || outcomeOf(call) === 'silent';
}

function brought({ status }: CallFact): boolean {
  return status !== null && status >= 200 && status < 300;
}
