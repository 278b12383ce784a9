// Credentials from a program such as a password manager, run anew for each login.
// Invariant: no shell reads the command; neither what it prints nor its arguments stand in an error.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { type Clock, systemClock } from '../clock.ts';
import { failure } from '../explain/failure.ts';
import { mustFit } from '../must-fit.ts';
import { SdkError } from '../sdk-error.ts';
import {
  ableTo,
  type Check,
  check,
  duration,
  firstOf,
  fullText,
  listOf,
  onlyFields,
  optional,
  text,
} from '../value-check.ts';
import { loginInJson } from './login-in-json.ts';
import type { CredentialProvider } from './login-ports.ts';

/** What a command prints, and how long it may take. */
export interface CommandSource {
  /**
   * With it the command prints the password alone, in its first line. Default none: it prints `{"username": "…",
   * "password": "…"}`.
   *
   * @example 'me@example.org'
   */
  readonly username?: string;
  /** Ms until it is killed. Default 30,000: a person may have to unlock something. @example 120_000 */
  readonly timeLimitMs?: number;
  /** Measures that time. Default `systemClock`. @example systemClock */
  readonly clock?: Clock;
}

/** A program that takes too long is killed, and told of as that, before nobody waits any more. */
const toSaySoMs = 5_000;
/** Longest that a timer takes. */
const longestMs = 2 ** 31 - 1;
/** A login is a line; what prints more is the wrong command and is killed. */
const maxBytes = 64 * 1024;

const isList = check(
  'a list that begins with a program',
  (value) => Array.isArray(value) && fullText(value[0], '') === null,
);
const fitArguments: Check = (value, name) => isList(value, name) ?? listOf(text)(value, name);
const fitSource = onlyFields({
  username: optional(fullText),
  timeLimitMs: optional(duration),
  clock: optional(ableTo('nowMs', 'monotonicMs', 'setTimer', 'clearTimer')),
});

/**
 * @example
 * connect({ credentials: fromCommand(['pass', 'show', 'zaptec'], { username: 'me@example.org' }), userAgent });
 *
 * @param argv program and arguments, as they are: no shell, no expansion
 * @throws SdkError `invalid-option`; `credentials-unreadable` (as a rejection of `read`) when it cannot be started, fails, takes too long or
 * prints something else
 */
export function fromCommand(argv: readonly [string, ...string[]], source: CommandSource = {}): CredentialProvider {
  mustFit('take the login from a command', firstOf([fitArguments(argv, 'argv'), fitSource(source, 'source')]));
  const { username, timeLimitMs = 30_000, clock = systemClock } = source;
  const failed = (happened: string, remedy: string): SdkError =>
    failure(`read the credentials from ${basename(argv[0])}`, 'credentials-unreadable', { happened, remedy });
  return {
    mayTakeMs: Math.min(timeLimitMs + toSaySoMs, longestMs),
    async read(closed) {
      const output = await outputOf(argv, { timeLimitMs, clock, failed, closed });
      const password = output.split(/\r?\n/, 1)[0];
      const login = username === undefined ? loginInJson(output) : password ? { username, password } : undefined;
      if (login) return login;
      const wanted = username === undefined ? '{"username": "…", "password": "…"}' : 'a password in its first line';
      throw failed(`it does not print ${wanted}`, 'Correct the command');
    },
  };
}

interface Running {
  readonly timeLimitMs: number;
  readonly clock: Clock;
  readonly failed: (happened: string, remedy: string) => SdkError;
  readonly closed: AbortSignal | undefined;
}

async function outputOf(argv: readonly [string, ...string[]], running: Running): Promise<string> {
  try {
    return await printed(argv, running);
  } catch (cause) {
    if (cause instanceof SdkError) throw cause;
    // Node refuses some arguments with an error that quotes them.
    throw running.failed('its arguments cannot be handed over', 'Correct them');
  }
}

function printed([program, ...args]: readonly [string, ...string[]], running: Running) {
  const { timeLimitMs, clock, failed, closed } = running;
  return new Promise<string>((resolve, reject) => {
    // What it says on its error stream could be anything, and a terminal keeps it: nobody listens.
    const child: ChildProcessByStdio<null, Readable, null> = spawn(program, args, {
      shell: false,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = (settle: () => void): void => {
      clock.clearTimer(timer);
      closed?.removeEventListener('abort', nobodyWaits);
      // A grandchild could hold the pipe open for ever.
      child.stdout.destroy();
      settle();
    };
    const kill = (error: SdkError): void => {
      child.kill('SIGKILL');
      end(() => reject(error));
    };
    const tooLate = (): void =>
      kill(
        failed(`it printed nothing whole within ${timeLimitMs} ms`, 'Unlock what it asks for, or give it more time'),
      );
    const nobodyWaits = (): void => kill(failed('the account was closed meanwhile', 'Open it again'));
    const timer = clock.setTimer(tooLate, timeLimitMs);
    closed?.addEventListener('abort', nobodyWaits, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) kill(failed(`it prints more than ${maxBytes} bytes`, 'Name the right command'));
      else chunks.push(chunk);
    });
    child.on('error', (cause: NodeJS.ErrnoException) =>
      end(() => reject(failed(`the system says ${cause.code ?? 'unknown'}`, 'Name a program that is there'))),
    );
    child.on('close', (code, signal) =>
      end(() => {
        if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
        else reject(failed(`it ended with ${signal ?? code}`, 'Run it by hand to see why'));
      }),
    );
  });
}
