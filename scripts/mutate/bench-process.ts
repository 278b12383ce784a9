// The process of bench.ts as its caller sees it: one task at a time, each within its time.
// Invariant: a mutant that never ends costs its own time and a new process, and nothing else.
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { root, toolEnvironment } from '../repository.ts';
import type { Answer, Task } from './bench.ts';

/** Starting vitest takes about 2 s on an idle machine. */
const startsWithinMs = 60_000;

export type Result = Answer | { readonly kind: 'timed-out' };

export class BenchProcess {
  #child: ChildProcess | null = null;

  /** Throws when the process does not start or dies. */
  async run(task: Task, withinMs: number): Promise<Result> {
    const child = this.#child ?? (await this.#start());
    const answer = this.#next(child, withinMs);
    child.send(task);
    const told = await answer;
    if (told !== 'timed-out') return told as Answer;
    this.end();
    return { kind: 'timed-out' };
  }

  end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(join(root, 'scripts/mutate/bench.ts'), { cwd: root, env: toolEnvironment() });
    this.#child = child;
    if ((await this.#next(child, startsWithinMs)) === 'timed-out') {
      this.end();
      throw new Error('Failed to start vitest: it was not ready in 60 s. Try again on a quieter machine.');
    }
    return child;
  }

  #next(child: ChildProcess, withinMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        child.removeAllListeners();
        act();
      };
      const timer = setTimeout(() => settle(() => resolve('timed-out')), withinMs);
      child.once('message', (message) => settle(() => resolve(message)));
      child.once('error', (error) => settle(() => reject(error)));
      child.once('exit', (code) =>
        settle(() => {
          this.#child = null;
          reject(
            new Error(`Failed to run the tests on a mutant: vitest ended with code ${code}. Its words stand above.`),
          );
        }),
      );
    });
  }
}
