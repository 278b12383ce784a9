// The switch `stale-messages`: about one message in fifty comes again, with its older time, right after the next one of
// the same observation. So a client sees new, then old, as when a message was long under way.
import type { WorldEvent } from '../world/simulated-world.ts';

const staleShare = 1 / 50;
/**
 * Values that wait for their successor. 50,000 chargers × 30 observations ÷ 50 = 30,000 would wait if all changed; those
 * that never change make room first. 20,000 × 300 B = 6 MB.
 */
const mostWaiting = 20_000;

export interface StaleValues {
  /** What comes again after this event, if anything. */
  after(event: WorldEvent): WorldEvent | undefined;
  forget(): void;
}

export function createStaleValues(chance: () => number): StaleValues {
  const waiting = new Map<string, WorldEvent>();
  return {
    after(event) {
      const key = `${event.chargerId}/${event.stateId}`;
      const stale = waiting.get(key);
      waiting.delete(key);
      if (chance() < staleShare) waiting.set(key, event);
      if (waiting.size > mostWaiting) waiting.delete(waiting.keys().next().value as string);
      return stale;
    },
    forget: () => waiting.clear(),
  };
}
