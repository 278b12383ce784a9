// Work that is waited for, and not for ever.
import type { Clock } from './clock.ts';

/** What the work came to, or `late`; whatever it comes to after that is nobody's. */
export async function inTime<T>(work: Promise<T>, clock: Clock, withinMs: number): Promise<T | 'late'> {
  let timer: unknown;
  const late = new Promise<'late'>((resolve) => {
    timer = clock.setTimer(() => resolve('late'), withinMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clock.clearTimer(timer);
  }
}
