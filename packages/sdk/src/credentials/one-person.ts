// Whose login an account runs for: the first that was accepted. What stands above it (charger ids, wishes for current, subscriptions,
// iterations) is that person's, and would be an intrusion with another one's token.
// Invariant: neither name nor token is held in clear: a mark of the person, as of a refused login, and the token's subject.
import type { OauthLogin, PasswordLogin } from './login-ports.ts';
import { isMarked, markOf } from './refused-login.ts';
import { personOf } from './token-request.ts';

/** `by-subject`: who stands behind a refresh token shows in the access token that it brings. */
export type Met = 'same' | 'another' | 'by-subject';

export class OnePerson {
  readonly #origin: string;
  #mark: string | null = null;
  #subject: string | null = null;
  /** Whose refresh token turned out to be another's: it is not sent again. */
  #anothers: string | null = null;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** This login's token is used from now on. */
  runFor({ person, token }: { readonly person: string; readonly token: string }): void {
    this.#mark = person;
    this.#subject = subjectOf(token);
  }

  /** Before a login is sent. Until one was accepted anybody's is the same. */
  meet(login: PasswordLogin | OauthLogin): Met {
    if (this.#mark === null || isMarked(this.#mark, this.#origin, personOf(login))) return 'same';
    const isLetIn = 'grant' in login && login.grant === 'refresh-token';
    if (!isLetIn || this.#subject === null || isMarked(this.#anothers, this.#origin, personOf(login))) return 'another';
    return 'by-subject';
  }

  /** After it was sent: whether what it brought is another's. */
  brought(login: PasswordLogin | OauthLogin, token: string): 'same' | 'another' {
    if (subjectOf(token) === this.#subject || this.meet(login) === 'same') return 'same';
    this.#anothers = markOf(this.#origin, personOf(login));
    return 'another';
  }
}

/** The one claim that is documented (zaptec-api.md §2.2); null where the token has none that can be read. */
function subjectOf(token: string): string | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const subject = typeof claims === 'object' && claims !== null && 'sub' in claims ? claims.sub : null;
    return typeof subject === 'string' && subject !== '' ? subject : null;
  } catch {
    return null;
  }
}
