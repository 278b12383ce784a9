// The one pause of a source: it ends by its time, by a wake, or at once where the source is being closed.
import type { Clock } from '../clock.ts';

export interface Pauses {
  /** `permission`: nobody hurries it. */
  wait(ms: number, until?: 'another-try' | 'permission'): Promise<void>;
  wake(): void;
  /** Ends the pause before another try; that for a permission goes on. */
  hurry(): void;
  /** No pause lasts from now on. */
  close(): void;
}

export function pauses(clock: Clock): Pauses {
  let waitsFor: 'another-try' | 'permission' = 'another-try';
  let wake: () => void = () => {};
  let isClosed = false;
  return {
    wait: (ms, until = 'another-try') =>
      new Promise((resolve) => {
        waitsFor = until;
        const done = (): void => {
          clock.clearTimer(timer);
          resolve();
        };
        const timer = clock.setTimer(done, ms);
        wake = done;
        if (isClosed) done();
      }),
    wake: () => wake(),
    hurry() {
      if (waitsFor === 'another-try') wake();
    },
    close() {
      isClosed = true;
      wake();
    },
  };
}
