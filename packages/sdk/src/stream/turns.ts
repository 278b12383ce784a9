// Which source tries next while the bus is away. Each try costs a call for fresh details, so that with one backoff for each of 64
// sources a long outage would cost 64 x 80 calls an hour: while no link is open, all sources share one backoff and try in turn,
// and the first that comes through calls the others.
// Bound: tries of all sources together as of one, 80 an hour at the cap (backoff.ts), and one of each when the outage ends.
import type { Clock } from '../clock.ts';
import { type Backoff, backoff, backoffCapMs } from './backoff.ts';

export interface Turns {
  /** How long a source waits before it tries again; `own` counts while another link is open, as the bus is there then. */
  nextMs(own: Backoff): number;
  /** A link is open. */
  opened(): void;
  /** It ended after so long. */
  ended(lastedMs: number): void;
  /** Nobody waits for a turn any more. */
  hurried(): void;
}

/** @param onReached the bus is there again: nobody needs to wait */
export function turns(options: {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly random: () => number;
  readonly onReached: () => void;
}): Turns {
  const { clock, random, onReached } = options;
  const shared = backoff(random);
  let links = 0;
  /** Of the last in line; monotonic. */
  let lastTurnMs = Number.NEGATIVE_INFINITY;

  return {
    nextMs(own) {
      if (links > 0) return own.nextMs();
      const nowMs = clock.monotonicMs();
      lastTurnMs = Math.max(nowMs, lastTurnMs) + shared.nextMs();
      return lastTurnMs - nowMs;
    },
    opened() {
      links++;
      if (links > 1) return;
      lastTurnMs = Number.NEGATIVE_INFINITY;
      onReached();
    },
    ended(lastedMs) {
      links--;
      if (lastedMs >= backoffCapMs) shared.reset();
    },
    hurried() {
      lastTurnMs = Number.NEGATIVE_INFINITY;
    },
  };
}
