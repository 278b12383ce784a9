// Does somebody else read this subscription? Its sequence numbers rise by one per message, and each message goes to one
// reader only: numbers that never arrive within one link went elsewhere.
// What explains a gap and is therefore not counted: the step to the first new number of a link (messages expired while we
// were away), and numbers that come later (locked by our last link, or abandoned). Numbers up to the highest one seen were
// accounted for when it came, so that a redelivered one opens no gap behind it. A lower number that was put on the bus later
// than the highest one is of a subscription made anew: counting begins again. A heuristic: it can be switched off.
// Beside it, whoever lost anything must look for himself: `missed` tells of every number that will not come any more, also
// of those that are explained.
import type { BusMessage } from './message-source.ts';

/** Service Bus locks a message for at most 5 min; after 6 a missing number is not merely locked. */
export const graceMs = 6 * 60_000;
/** How long a missing number counts against the subscription. */
export const windowMs = 30 * 60_000;
/** A second reader takes about every other message; ten in half an hour is far below that and far above chance. */
export const sharedFrom = 10;
/** Missing numbers remembered, newest first to go; 1,000 x about 100 bytes = 100 kB a source. */
const maxMissing = 1_000;
/** The bus puts numbers and times on messages in one order; a minute is far more than its nodes' clocks differ. */
const renumberedFromMs = 60_000;

/** A number that is missing for longer was not merely overtaken: messages that come in another order are seconds apart. */
export const doubtedAfterMs = 20_000;

interface Missing {
  readonly sinceMs: number;
  /** When the message before it came: it may have been put on the bus right after. */
  readonly knownUntilMs: number;
  /** Went while no link was open: it may have expired. */
  readonly explained: boolean;
  told: boolean;
}

export interface GapWatch {
  /** To be called with each message of one link, in order of arrival. */
  arrived(message: Pick<BusMessage, 'sequenceNumber' | 'enqueuedAtMs'>, nowMs: number): void;
  /** Numbers that went elsewhere in the last half hour. */
  unexplained(nowMs: number): number;
  /** Whether messages are lost for good that were not told of before: each loss is told once. */
  missed(nowMs: number): boolean;
  /**
   * Until when all is known of that numbers tell, while one is missing of which nobody knows yet whether it is locked or went
   * elsewhere; null while there is none.
   */
  knownUntilMs(nowMs: number): number | null;
  /** A new link: the step to its first message is explained. What is already missing stays missing. */
  linkOpened(): void;
}

/** Times are monotonic milliseconds. */
export function gapWatch(): GapWatch {
  const missing = new Map<number, Missing>();
  /** Of all links. */
  let highest = 0;
  let highestEnqueuedAtMs = 0;
  /** When the message with the highest number came. */
  let highestAtMs = 0;
  let renumbered = false;
  /** Until the first number of a link that was never seen before. */
  let fresh = true;

  /** What is missing for longer than a lock may last; what is out of the window is forgotten. */
  const gone = (nowMs: number): readonly Missing[] => {
    const found: Missing[] = [];
    for (const [number, gap] of missing) {
      if (nowMs - gap.sinceMs > graceMs + windowMs) missing.delete(number);
      else if (nowMs - gap.sinceMs >= graceMs) found.push(gap);
    }
    return found;
  };

  return {
    arrived({ sequenceNumber, enqueuedAtMs }, nowMs) {
      missing.delete(sequenceNumber);
      if (sequenceNumber <= highest) {
        if (enqueuedAtMs - highestEnqueuedAtMs < renumberedFromMs) return;
        missing.clear();
        renumbered = true;
      } else if (highest > 0) {
        for (let n = highest + 1; n < sequenceNumber && missing.size < maxMissing; n++)
          missing.set(n, { sinceMs: nowMs, knownUntilMs: highestAtMs, explained: fresh, told: false });
      }
      highest = sequenceNumber;
      highestEnqueuedAtMs = enqueuedAtMs;
      highestAtMs = nowMs;
      fresh = false;
    },
    unexplained: (nowMs) => gone(nowMs).filter(({ explained }) => !explained).length,
    missed(nowMs) {
      const news = gone(nowMs).filter(({ told }) => !told);
      for (const gap of news) gap.told = true;
      const anew = renumbered;
      renumbered = false;
      return anew || news.length > 0;
    },
    knownUntilMs(nowMs) {
      const open = [...missing.values()].filter(({ sinceMs, told }) => !told && nowMs - sinceMs >= doubtedAfterMs);
      return open.length === 0 ? null : Math.min(...open.map(({ knownUntilMs }) => knownUntilMs));
    },
    linkOpened() {
      fresh = true;
    },
  };
}
