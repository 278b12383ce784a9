// Which source tries next while the bus is away. Each try costs a call for fresh details, so that with one backoff for each of 64
// sources a long outage would cost 64 x 80 calls an hour: while no link is open, all sources share one backoff and stand in one
// line, and the first that comes through calls the others.
// Bound: tries of all sources together as of one, 80 an hour at the cap (backoff.ts), 12 that are hurried, and one of each when the
// outage ends. A bus that takes links and drops them again ends no outage: a link has to stand for twice as long as the ones
// before, at most a minute, before the others are called, which a bus can get wrong seven times until it has done so for a minute.
import type { Clock, Timer } from '../clock.ts';
import { type Backoff, backoff, backoffCapMs } from './backoff.ts';
import type { Pauses } from './pauses.ts';

/** Weather that clears and comes again, each minute perhaps, may add 12 tries an hour. */
const hurriedEveryMs = 300_000;
/** Nothing is held against a bus that was away for so long: six times an hour at most. */
const forgottenAfterMs = 600_000;
/** The least that a link has to stand where some did not last, ms. */
const leastPatienceMs = 1_000;
/**
 * So much patience, after links of up to 7.5 s, goes into the minute within which all are called when an outage ends; more comes on
 * top of it, as tries that are 45 s apart cost the 80 an hour.
 */
const patienceInTurnMs = 15_000;

export interface Turns {
  /** Of a source that failed: until its turn, or by its `own` backoff while another link is open, as the bus is there then. */
  wait(own: Backoff, pausing: Pauses): Promise<void>;
  /** A link is open. */
  opened(): void;
  /** It ended after so long. */
  ended(lastedMs: number): void;
  /** The bus may be there: the first in line tries now, at most once in 5 min. */
  hurry(): void;
}

export function turns({ clock, random }: { readonly clock: Clock; readonly random: () => number }): Turns {
  const shared = backoff(random);
  /** Each source at most once in one of them: 64. */
  const line = new Set<Pauses>();
  const apart = new Set<Pauses>();
  let nextTurn: Timer | null = null;
  let links = 0;
  /** Since when some link is open, or none is; monotonic. */
  let sinceMs = 0;
  /** Whether one of the links since none was open has lasted. */
  let lasted = false;
  /** How long a link has to last before the others are called. */
  let patienceMs = 0;
  let calling: Timer | null = null;
  /** Monotonic. */
  let hurriedAtMs = Number.NEGATIVE_INFINITY;

  const turnInMs = (): number => {
    const mostMs = patienceMs <= patienceInTurnMs ? backoffCapMs - patienceMs : backoffCapMs;
    return Math.min(shared.nextMs(), mostMs);
  };
  const watchLine = (): void => {
    if (line.size > 0)
      nextTurn ??= clock.setTimer(() => {
        nextTurn = null;
        const [first] = line;
        first?.wake();
      }, turnInMs());
    else if (nextTurn !== null) {
      clock.clearTimer(nextTurn);
      nextTurn = null;
    }
  };
  const callAll = (): void => {
    for (const pausing of [...line]) pausing.wake();
  };

  return {
    async wait(own, pausing) {
      const place = links > 0 ? apart : line;
      place.add(pausing);
      watchLine();
      await pausing.wait(place === apart ? own.nextMs() : null);
      place.delete(pausing);
      watchLine();
    },
    opened() {
      links++;
      if (links > 1) return;
      if (clock.monotonicMs() - sinceMs >= forgottenAfterMs) patienceMs = 0;
      sinceMs = clock.monotonicMs();
      lasted = false;
      if (patienceMs === 0) callAll();
      else calling = clock.setTimer(callAll, patienceMs);
    },
    ended(lastedMs) {
      links--;
      if (lastedMs >= backoffCapMs) {
        lasted = true;
        shared.reset();
      }
      if (links > 0) return;
      if (calling !== null) clock.clearTimer(calling);
      calling = null;
      const stoodMs = clock.monotonicMs() - sinceMs;
      sinceMs = clock.monotonicMs();
      patienceMs = lasted ? 0 : Math.min(backoffCapMs, Math.max(leastPatienceMs, patienceMs, 2 * stoodMs));
    },
    hurry() {
      const nowMs = clock.monotonicMs();
      const [first] = [...line, ...apart];
      if (!first || nowMs - hurriedAtMs < hurriedEveryMs) return;
      hurriedAtMs = nowMs;
      first.wake();
    },
  };
}
