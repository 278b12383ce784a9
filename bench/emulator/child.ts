// A program of the bench as a process of its own, that is told what to do and tells what it has spent.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Order, Spent } from './cloud.ts';

export interface Child<Opened> {
  /** What it said when it was ready. */
  readonly opened: Opened;
  readonly ready: number;
  order(what: Order): void;
  spent(): Promise<Spent>;
  end(): Promise<void>;
}

/** @param program `cloud` or `plain-server`, a file beside this one */
export async function openChild<Opened>(program: string, args: readonly string[]): Promise<Child<Opened>> {
  const startedMs = performance.now();
  const child = fork(join(import.meta.dirname, `${program}.ts`), args);
  const opened = await next<Opened>(child);
  return {
    opened,
    ready: performance.now() - startedMs,
    order: (what) => child.send(what),
    spent() {
      child.send('spent' satisfies Order);
      return next<Spent>(child);
    },
    async end() {
      const gone = once(child, 'exit');
      child.send('stop' satisfies Order);
      await gone;
    },
  };
}

async function next<T>(child: ChildProcess): Promise<T> {
  const [message] = await once(child, 'message');
  return message as T;
}
