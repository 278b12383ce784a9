// Work that is waited for, and not for ever.
import type { Clock } from './clock.ts';

/**
 * What the work came to, or `late`; whatever it comes to after that is nobody's.
 *
 * @param withinMs may be `Infinity`
 * @param ended when aborted it is late at once
 */
export async function inTime<T>(
  work: Promise<T>,
  clock: Clock,
  withinMs: number,
  ended?: AbortSignal,
): Promise<T | 'late'> {
  const { promise: late, resolve } = Promise.withResolvers<'late'>();
  const end = (): void => resolve('late');
  const timer = withinMs === Number.POSITIVE_INFINITY ? null : clock.setTimer(end, withinMs);
  ended?.addEventListener('abort', end, { once: true });
  if (ended?.aborted) end();
  try {
    return await Promise.race([work, late]);
  } finally {
    if (timer !== null) clock.clearTimer(timer);
    ended?.removeEventListener('abort', end);
  }
}
