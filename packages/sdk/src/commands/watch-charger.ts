// Waits until something can be seen of a charger, for a bounded time. Looks again with each change and each state read.
import type { Account, AccountEvent } from '../account.ts';
import type { Clock } from '../clock.ts';

/** A read is answered before what it said is in the mirror: it is looked at so much later. A commit takes less than 5 s. */
const appliedWithinMs = 5_000;

export interface Watched<T> {
  readonly chargerId: string;
  readonly withinMs: number;
  /** Asked when that time is up: how much longer somebody waits, ms; 0 ends it. */
  readonly more: () => number;
  /** Each aborted where nothing is to be waited for any more. */
  readonly ends: readonly AbortSignal[];
  /**
   * What can be seen now, undefined while nothing can. `readAtMs`: when the last state read left that was answered since the
   * wait began and is in the mirror.
   */
  readonly look: (readAtMs: number | null) => T | undefined;
}

/** Undefined when nothing was seen in time, or it was ended before. */
export function watchCharger<T>(
  account: Pick<Account, 'subscribe'>,
  clock: Clock,
  { chargerId, withinMs, more, ends, look }: Watched<T>,
): Promise<T | undefined> {
  const now = look(null);
  if (now !== undefined || ends.some(({ aborted }) => aborted)) return Promise.resolve(now);
  return new Promise((resolve) => {
    const timers = new Set<unknown>();
    let readAtMs: number | null = null;
    const end = (seen: T | undefined): void => {
      for (const timer of timers) clock.clearTimer(timer);
      unsubscribe();
      for (const signal of ends) signal.removeEventListener('abort', stop);
      resolve(seen);
    };
    const stop = (): void => end(look(readAtMs));
    const waitFor = (ms: number): void => {
      const timer = clock.setTimer(() => {
        timers.delete(timer);
        const seen = look(readAtMs);
        const moreMs = seen === undefined ? more() : 0;
        if (moreMs > 0) waitFor(moreMs);
        else end(seen);
      }, ms);
      timers.add(timer);
    };
    const lookAgain = (): void => {
      const seen = look(readAtMs);
      if (seen !== undefined) end(seen);
    };
    const noteRead = (sentAtMs: number): void => {
      // Reads of one charger are at least 15 s apart: of these timers there are one or two.
      const timer = clock.setTimer(() => {
        timers.delete(timer);
        readAtMs = Math.max(readAtMs ?? 0, sentAtMs);
        lookAgain();
      }, appliedWithinMs);
      timers.add(timer);
    };
    const unsubscribe = account.subscribe((event: AccountEvent) => {
      if (event.kind === 'observation' && event.observation.chargerId === chargerId) lookAgain();
      if (event.kind !== 'call' || event.fact.class !== 'state') return;
      if (event.fact.resource === chargerId && event.fact.status === 200) noteRead(event.fact.sentAtMs);
    });
    waitFor(withinMs);
    for (const signal of ends) signal.addEventListener('abort', stop, { once: true });
  });
}
