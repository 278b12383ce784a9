// Whoever supplies logins, asked once at a time and never waited for without end.
// Invariant: one reading at most is under way: a disk that hangs holds one thread, a program is started once. What comes late is
// whoever's next asks, and it is told that it came.
import type { Clock } from '../clock.ts';
import { inTime } from '../in-time.ts';
import type { CredentialProvider, OauthLogin, OauthProvider, PasswordLogin } from './login-ports.ts';
import { isLogin } from './token-request.ts';

/** Where a source does not say how long it may take. */
const sourceWithinMs = 35_000;

export class LoginSource {
  readonly #provider: CredentialProvider | OauthProvider;
  readonly #clock: Clock;
  readonly #onLate: () => void;
  readonly #closed: AbortSignal;
  #reading: Promise<unknown> | null = null;
  /** Nobody waits any more for the reading that is under way. */
  #isLate = false;

  /**
   * @param onLate told when it answers after all, or fails, where nobody waits for it any more
   * @param closed aborted when nobody asks any more: then nothing is waited for
   */
  constructor(
    provider: CredentialProvider | OauthProvider,
    clock: Clock,
    onLate: () => void,
    closed: AbortSignal = new AbortController().signal,
  ) {
    this.#provider = provider;
    this.#clock = clock;
    this.#onLate = onLate;
    this.#closed = closed;
  }

  /** How long an answer is waited for, ms. */
  get withinMs(): number {
    return this.#provider.mayTakeMs ?? sourceWithinMs;
  }

  get asksSomebody(): boolean {
    return this.#provider.kind !== 'oauth' && this.#provider.asksSomebody === true;
  }

  /**
   * What the source gave, of whatever shape, or `late`, at the end of the account too; a person may take as long as it takes. Rejects
   * with what the source did.
   */
  async read(withinMs = this.withinMs): Promise<unknown> {
    const reading = this.#reading ?? this.#ask();
    this.#reading = reading;
    this.#isLate = false;
    let given: unknown = null;
    try {
      const forMs = this.asksSomebody ? Number.POSITIVE_INFINITY : withinMs;
      given = await inTime(reading, this.#clock, forMs, this.#closed);
    } finally {
      this.#isLate = given === 'late';
      if (!this.#isLate) this.#reading = null;
    }
    return given;
  }

  /** At a start: null where it gives none in time; the first login then reads it again and says why. */
  async readAtStart(): Promise<PasswordLogin | OauthLogin | null> {
    try {
      const given = await this.read(Math.min(this.withinMs, sourceWithinMs));
      return isLogin(given) ? given : null;
    } catch {
      return null;
    }
  }

  /** What was read was no use. */
  refused(): void {
    this.#provider.refused?.();
  }

  #ask(): Promise<unknown> {
    const reading = (async (): Promise<unknown> => this.#provider.read(this.#closed))();
    const came = (): void => {
      if (this.#isLate && !this.#closed.aborted) this.#onLate();
      this.#isLate = false;
    };
    reading.then(came, came); // whoever waits, now or next, has it
    return reading;
  }
}
