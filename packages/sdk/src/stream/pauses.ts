// The one pause of a source: it ends by its time, by a wake, or at once where the source is being closed.
import type { Clock } from '../clock.ts';

export interface Pauses {
  /** Null: until a wake. */
  wait(ms: number | null): Promise<void>;
  wake(): void;
  /** No pause lasts from now on. */
  close(): void;
}

export function pauses(clock: Clock): Pauses {
  let wake: () => void = () => {};
  let isClosed = false;
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        const done = (): void => {
          if (timer !== null) clock.clearTimer(timer);
          resolve();
        };
        const timer = ms === null ? null : clock.setTimer(done, ms);
        wake = done;
        if (isClosed) done();
      }),
    wake: () => wake(),
    close() {
      isClosed = true;
      wake();
    },
  };
}
