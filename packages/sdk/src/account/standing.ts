// What the cloud side of the account looks like, in one word and one sentence: its login, in foul weather that, and lists that
// cannot be had though the cloud answers.
import type { LoginState } from '../account.ts';
import { SdkError, type SdkErrorCode } from '../sdk-error.ts';

export interface Standing {
  readonly state: LoginState;
  readonly trouble: string | null;
}

/** Troubles that login and weather tell themselves, and a wait that says nothing new. */
const toldElsewhere: ReadonlySet<SdkErrorCode> = new Set([
  'unreachable',
  'login-refused',
  'another-login',
  'in-use',
  'login-failed',
  'credentials-unreadable',
  'too-early',
  'closed',
]);

export class StandingWatch {
  #login: Standing = { state: 'not-yet', trouble: null };
  #weather: string | null = null;
  #lists: string | null = null;
  readonly #onChange: (standing: Standing) => void;

  constructor(onChange: (standing: Standing) => void) {
    this.#onChange = onChange;
  }

  now(): Standing {
    // A refusal needs a person, bad weather does not: the refusal is said first.
    if (this.#login.state === 'ok' && this.#weather === null) {
      return { state: 'ok', trouble: this.#login.trouble ?? this.#lists };
    }
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

  /** The lists were read (null), or not. */
  lists(error: unknown): void {
    if (error instanceof SdkError && toldElsewhere.has(error.code)) return;
    this.#change(() => {
      this.#lists = error === null ? null : `${sentenceOf(error)} The lists are read again by themselves.`;
    });
  }

  #change(apply: () => void): void {
    const before = this.now();
    apply();
    const after = this.now();
    if (before.state !== after.state || before.trouble !== after.trouble) this.#onChange(after);
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof SdkError ? error.message : 'Failed to keep the lists of the cloud: the log says why.';
}
