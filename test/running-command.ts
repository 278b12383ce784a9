// A command of ours as a child process: wait for what it says, interrupt it, see how it ends.
import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Standard output and standard error as they came. */
  readonly output: string;
}

export interface RunningCommand {
  /** Of the launcher; the program runs in the same process where this Node is new enough. */
  readonly pid: number;
  /** Resolves with the first match in what is said; rejects, with all that was said, when it ends or time is up. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Signals, and resolves when it has ended; rejects when it does not end in time. */
  stop(signal: NodeJS.Signals): Promise<Ended>;
  readonly ended: Promise<Ended>;
}

export interface CommandOptions {
  readonly folder: string;
  /** How long it may take to say something, and after a signal to end. Default 30 s. */
  readonly patienceMs?: number;
  /** Added to this process's environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Starts `command` with this process's Node first on the path. It is killed when it outlives its patience fourfold. */
export function runningCommand(command: string, args: readonly string[], options: CommandOptions): RunningCommand {
  const patienceMs = options.patienceMs ?? 30_000;
  const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`;
  const child = spawn(command, args, {
    cwd: options.folder,
    env: { ...process.env, PATH: path, NODE_OPTIONS: '', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 4 * patienceMs,
    killSignal: 'SIGKILL',
  });
  // A test that fails leaves nothing running.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let output = '';
  const listeners = new Set<() => void>();
  const heard = (chunk: string): void => {
    output += chunk;
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', heard);
  child.stderr.setEncoding('utf8').on('data', heard);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      process.off('exit', kill);
      resolve({ exitCode, signal, output });
    });
  });
  return {
    pid: child.pid ?? 0,
    ended,
    stop: (signal) => {
      child.kill(signal);
      return new Promise((resolve, reject) => {
        const late = () =>
          reject(new Error(`${command} ${args.join(' ')} lived on ${patienceMs} ms after ${signal}:\n${output}`));
        const timer = setTimeout(late, patienceMs);
        ended.then(resolve, reject).finally(() => clearTimeout(timer));
      });
    },
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const fail = (reason: string) =>
          reject(new Error(`${command} ${args.join(' ')} ${reason} ${pattern}:\n${output}`));
        const timer = setTimeout(() => fail(`did not say within ${patienceMs} ms`), patienceMs);
        const listen = (): void => {
          const match = pattern.exec(output);
          if (match === null) return;
          listeners.delete(listen);
          clearTimeout(timer);
          resolve(match);
        };
        listeners.add(listen);
        listen();
        void ended.then(
          () => {
            clearTimeout(timer);
            fail('ended before it said');
          },
          (error: Error) => fail(`did not start (${error.message}) and never said`),
        );
      }),
  };
}
