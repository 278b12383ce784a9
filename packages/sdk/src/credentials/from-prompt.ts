// Credentials that a person types, the password without an echo. Asked for once; they stay in memory until the program ends
// or the cloud refuses them.
// Invariant: what is typed as the password is never written anywhere, not even as stars.

import { failure } from '../explain/failure.ts';
import { mustFit } from '../must-fit.ts';
import type { SdkError } from '../sdk-error.ts';
import { ableTo, onlyFields, optional } from '../value-check.ts';
import type { CredentialProvider, PasswordLogin } from './login-ports.ts';

/** What a terminal's input has, as `process.stdin`. */
export interface PromptInput {
  /** Whether it is a terminal at all: else nobody is asked. Default: it is none. */
  readonly isTTY?: boolean;
  /** Switches the echo off while something is typed. Without it nobody is asked. */
  setRawMode?(raw: boolean): unknown;
  /** Before it is read. */
  setEncoding(encoding: 'utf8'): unknown;
  /** What is typed. */
  on(event: 'data', listener: (text: string) => void): unknown;
  /** When it was typed. */
  off(event: 'data', listener: (text: string) => void): unknown;
  /** Before it is read. */
  resume(): unknown;
  /** When it was typed. */
  pause(): unknown;
}

/** Where is asked and answered. */
export interface Prompt {
  /** The terminal that is typed on. Default `process.stdin`. @example new ReadStream(3) */
  readonly input?: PromptInput;
  /**
   * Where questions are written. Default `process.stderr`, so that a program's output stays its own.
   *
   * @example process.stdout
   */
  readonly output?: { write(text: string): unknown };
}

const maxLength = 1_000;
const fit = onlyFields({
  input: optional(ableTo('setEncoding', 'on', 'off', 'resume', 'pause')),
  output: optional(ableTo('write')),
});

/**
 * Asks on the terminal whenever a login is due and nothing is held: at the first login, and after a refusal.
 *
 * @example
 * connect({ credentials: fromPrompt(), userAgent });
 *
 * @throws SdkError `invalid-option`; `credentials-unreadable` (as a rejection of `read`) where there is no terminal or nobody answers (Ctrl-C)
 */
export function fromPrompt(prompt: Prompt = {}): CredentialProvider {
  mustFit('ask for the login', fit(prompt, 'prompt'));
  const { input = process.stdin, output = process.stderr } = prompt;
  let held: PasswordLogin | null = null;
  let asking: Promise<PasswordLogin> | null = null;
  const ask = async (closed?: AbortSignal): Promise<PasswordLogin> => {
    const { setRawMode } = input;
    if (!input.isTTY || !setRawMode)
      throw noLogin('there is no terminal to ask on', 'Name another source of the login, such as a file');
    const username = await typed(input, output, { question: 'Zaptec user name: ', isEchoed: true, closed });
    const password = await typed(input, output, { question: 'Zaptec password: ', isEchoed: false, closed });
    if (username && password) return { username, password };
    throw noLogin('nothing was typed', 'Start again and answer both questions');
  };
  return {
    asksSomebody: true,
    async read(closed) {
      if (held) return held;
      asking ??= ask(closed).finally(() => {
        asking = null;
      });
      held = await asking;
      return held;
    },
    refused() {
      held = null;
    },
  };
}

interface Question {
  readonly question: string;
  readonly isEchoed: boolean;
  /** Of the account that asks first: the terminal is given back when it closes. */
  readonly closed: AbortSignal | undefined;
}

/** One line in raw mode: the terminal itself would echo it. */
function typed(input: PromptInput, output: NonNullable<Prompt['output']>, asked: Question) {
  const { question, isEchoed, closed } = asked;
  return new Promise<string>((resolve, reject) => {
    let text = '';
    const end = (settle: () => void): void => {
      input.off('data', take);
      closed?.removeEventListener('abort', nobodyWaits);
      input.setRawMode?.(false);
      input.pause();
      output.write('\n');
      settle();
    };
    const take = (chunk: string): void => {
      for (const char of chunk) {
        if (char === '\r' || char === '\n') {
          end(() => resolve(text));
          return;
        }
        if (char === '\u0003' || char === '\u0004') {
          end(() => reject(noLogin('nobody answered', 'Start again and answer both questions')));
          return;
        }
        if (char === '\u007f' || char === '\b') {
          if (isEchoed && text !== '') output.write('\b \b');
          text = [...text].slice(0, -1).join('');
        } else if (char >= ' ' && text.length < maxLength) {
          text += char;
          if (isEchoed) output.write(char);
        }
      }
    };
    const nobodyWaits = (): void => end(() => reject(noLogin('the account was closed meanwhile', 'Open it again')));
    closed?.addEventListener('abort', nobodyWaits, { once: true });
    output.write(question);
    input.setEncoding('utf8');
    input.setRawMode?.(true);
    input.on('data', take);
    input.resume();
  });
}

function noLogin(happened: string, remedy: string): SdkError {
  return failure('read the credentials', 'credentials-unreadable', { happened, remedy });
}
