// Slows down who guesses: failed authentications per address. Valid credentials always pass, so that one broken app
// cannot lock out the others behind the same address; 256 random bits are not guessed in any case.

const windowMs = 60_000;
const freeFailures = 10;
/** Addresses remembered at once; a fuller table forgets the oldest (0.2 kB each). */
const maxAddresses = 4_096;

export interface FailureLimit {
  /** Counts a failure; the answer is how long the address is refused, 0 while it is not. */
  failed(address: string): number;
}

export function failureLimit(nowMs: () => number): FailureLimit {
  const windows = new Map<string, { sinceMs: number; failures: number }>();
  return {
    failed(address) {
      const held = windows.get(address);
      const window = held && nowMs() - held.sinceMs < windowMs ? held : { sinceMs: nowMs(), failures: 0 };
      window.failures += 1;
      windows.delete(address);
      windows.set(address, window);
      const [oldest] = windows.keys();
      if (windows.size > maxAddresses && oldest !== undefined) windows.delete(oldest);
      return window.failures <= freeFailures ? 0 : window.sinceMs + windowMs - nowMs();
    },
  };
}
