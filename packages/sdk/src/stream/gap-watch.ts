// Does somebody else read this subscription? Its sequence numbers rise by one per message, and each message goes to one
// reader only: numbers that never arrive within one link went elsewhere.
// What explains a gap and is therefore not counted: the step to the first new number of a link (messages expired while we
// were away), and numbers that come later (locked by our last link, or abandoned). Numbers up to the highest one seen were
// accounted for when it came, so that a redelivered one opens no gap behind it. After a subscription was made anew its
// numbers start again and nothing is counted until they pass the old ones. A heuristic: it can be switched off.

/** Service Bus locks a message for at most 5 min; after 6 a missing number is not merely locked. */
export const graceMs = 6 * 60_000;
/** How long a missing number counts against the subscription. */
export const windowMs = 30 * 60_000;
/** A second reader takes about every other message; ten in half an hour is far below that and far above chance. */
export const sharedFrom = 10;
/** Missing numbers remembered, newest first to go; 1,000 x two numbers = 16 kB a source. */
const maxMissing = 1_000;

export interface GapWatch {
  /** To be called with each message of one link, in order of arrival. */
  arrived(sequenceNumber: number, nowMs: number): void;
  /** Numbers that went elsewhere in the last half hour. */
  unexplained(nowMs: number): number;
  /** A new link: the step to its first message is explained. What is already missing stays missing. */
  linkOpened(): void;
}

/** Times are monotonic milliseconds. */
export function gapWatch(): GapWatch {
  const missingSinceMs = new Map<number, number>();
  /** Of all links. */
  let highest = 0;
  /** Until the first number of a link that was never seen before. */
  let fresh = true;

  return {
    arrived(sequenceNumber, nowMs) {
      missingSinceMs.delete(sequenceNumber);
      if (sequenceNumber <= highest) return;
      if (!fresh)
        for (let n = highest + 1; n < sequenceNumber && missingSinceMs.size < maxMissing; n++)
          missingSinceMs.set(n, nowMs);
      highest = sequenceNumber;
      fresh = false;
    },
    unexplained(nowMs) {
      let count = 0;
      for (const [number, sinceMs] of missingSinceMs) {
        if (nowMs - sinceMs > graceMs + windowMs) missingSinceMs.delete(number);
        else if (nowMs - sinceMs >= graceMs) count++;
      }
      return count;
    },
    linkOpened() {
      fresh = true;
    },
  };
}
