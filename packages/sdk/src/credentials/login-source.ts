// Whoever supplies logins, asked once at a time and never waited for without end.
// Invariant: one reading at most is under way: a disk that hangs holds one thread, a program is started once. What comes late is
// whoever's next asks.
import type { Clock } from '../clock.ts';
import { inTime } from '../in-time.ts';
import type { CredentialProvider, OauthLogin, OauthProvider, PasswordLogin } from './login-ports.ts';
import { isLogin } from './token-request.ts';

/** Longer than a program of `fromCommand` may take by default, which then says so itself. */
export const sourceWithinMs = 35_000;

export class LoginSource {
  readonly #provider: CredentialProvider | OauthProvider;
  readonly #clock: Clock;
  #reading: Promise<unknown> | null = null;

  constructor(provider: CredentialProvider | OauthProvider, clock: Clock) {
    this.#provider = provider;
    this.#clock = clock;
  }

  get asksSomebody(): boolean {
    return this.#provider.kind !== 'oauth' && this.#provider.asksSomebody === true;
  }

  /** What the source gave, of whatever shape, or `late`; a person may take as long as it takes. Rejects with what the source did. */
  async read(): Promise<unknown> {
    const reading = this.#reading ?? this.#ask();
    this.#reading = reading;
    let given: unknown = null;
    try {
      given = this.asksSomebody ? await reading : await inTime(reading, this.#clock, sourceWithinMs);
    } finally {
      if (given !== 'late') this.#reading = null;
    }
    return given;
  }

  /** At a start: null where it gives none in time; the first login then reads it again and says why. */
  async readAtStart(): Promise<PasswordLogin | OauthLogin | null> {
    try {
      const given = await this.read();
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
    const reading = (async (): Promise<unknown> => this.#provider.read())();
    reading.catch(() => {}); // whoever waits, now or next, has it
    return reading;
  }
}
