// The switch `bus-order`, shuffled: messages come up to 5 s late, each by its own luck, hence out of order, and some twice.
// Invariant: none is lost; what does not fit goes out early instead.
import type { Clock } from '../contract.ts';

const latestMs = 5_000;
/** One message in ten comes twice. */
const twiceShare = 0.1;
/**
 * 50,000 chargers of which a fifth charge publish about 1,500 messages a second: 1,500/s × 5 s × 1.1 = 8,250 under way.
 * 20,000 × (230 B body + 250 B) = 10 MB.
 */
const mostLate = 20_000;

export interface LateMessages {
  /** Sends later, once or twice. */
  add(send: () => void): void;
  /** Drops what is under way: the bus is closed. */
  stop(): void;
}

interface Late {
  readonly dueMonotonicMs: number;
  readonly send: () => void;
}

export function createLateMessages(clock: Clock, chance: () => number): LateMessages {
  /** By due time, the soonest last. */
  const late: Late[] = [];
  let timer: unknown;

  const disarm = (): void => {
    if (timer !== undefined) clock.clearTimer(timer);
    timer = undefined;
  };
  const arm = (): void => {
    disarm();
    const next = late.at(-1);
    if (next) timer = clock.setTimer(run, Math.max(0, Math.ceil(next.dueMonotonicMs - clock.monotonicMs())));
  };
  const run = (): void => {
    timer = undefined;
    const nowMs = clock.monotonicMs();
    for (let next = late.at(-1); next && next.dueMonotonicMs <= nowMs; next = late.at(-1)) {
      late.pop();
      next.send();
    }
    arm();
  };
  const put = (send: () => void): void => {
    if (late.length >= mostLate) late.pop()?.send();
    const entry = { dueMonotonicMs: clock.monotonicMs() + chance() * latestMs, send };
    late.splice(placeOf(late, entry.dueMonotonicMs), 0, entry);
    if (late.at(-1) === entry || timer === undefined) arm();
  };
  return {
    add(send) {
      const twice = chance() < twiceShare;
      put(send);
      if (twice) put(send);
    },
    stop() {
      disarm();
      late.length = 0;
    },
  };
}

/** Before everything that is due at the same time or sooner, so that equals leave in the order in which they came. */
function placeOf(late: readonly Late[], dueMonotonicMs: number): number {
  let low = 0;
  let high = late.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((late[middle] as Late).dueMonotonicMs > dueMonotonicMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
