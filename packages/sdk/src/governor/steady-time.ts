// The time that the limits are counted by: follows the wall clock forwards (a laptop's sleep refills a bucket) and never
// goes back. Behind a clock that was set back it runs at half speed until it has been caught up: waits only get longer.
import type { Clock } from '../clock.ts';

export function steadyTime(clock: Clock): () => number {
  let lastMs = clock.nowMs();
  let lastMonotonicMs = clock.monotonicMs();
  return () => {
    const wallMs = clock.nowMs();
    const monotonicMs = clock.monotonicMs();
    const passedMs = Math.max(0, monotonicMs - lastMonotonicMs);
    if (wallMs >= lastMs) lastMs = wallMs;
    else lastMs = Math.max(wallMs, lastMs + passedMs / 2);
    lastMonotonicMs = monotonicMs;
    return Math.floor(lastMs);
  };
}
