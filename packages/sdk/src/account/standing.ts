// What the cloud side of the account looks like, in one word and one sentence: its login, and in foul weather that.
import type { LoginState } from '../account.ts';

export interface Standing {
  readonly state: LoginState;
  readonly trouble: string | null;
}

export class StandingWatch {
  #login: Standing = { state: 'not-yet', trouble: null };
  #weather: string | null = null;
  readonly #onChange: (standing: Standing) => void;

  constructor(onChange: (standing: Standing) => void) {
    this.#onChange = onChange;
  }

  now(): Standing {
    // A refusal needs a person, bad weather does not: the refusal is said first.
    if (this.#weather === null || this.#login.state === 'refused') return this.#login;
    return { state: 'unreachable', trouble: this.#weather };
  }

  login(state: LoginState, trouble: string | null): void {
    this.#change(() => {
      this.#login = { state, trouble };
    });
  }

  weather(trouble: string | null): void {
    this.#change(() => {
      this.#weather = trouble;
    });
  }

  #change(apply: () => void): void {
    const before = this.now();
    apply();
    const after = this.now();
    if (before.state !== after.state || before.trouble !== after.trouble) this.#onChange(after);
  }
}
