// Time and timers of the page; the only file of this room that asks the browser for them.

export const clock = {
  /** Milliseconds since 1970 UTC. */
  nowMs: (): number => Date.now(),
  /** Calls back every `periodMs` until the answer is called. */
  every(periodMs: number, callback: () => void): () => void {
    const timer = setInterval(callback, periodMs);
    return () => clearInterval(timer);
  },
  after(delayMs: number, callback: () => void): void {
    setTimeout(callback, delayMs);
  },
};
