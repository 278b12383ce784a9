// Hands every event to every listener. A listener that throws is reported and kept.
import type { AccountEvent, Log } from '../account.ts';
import { callOut } from '../log/call-out.ts';

export interface EventBus {
  publish(event: AccountEvent): void;
  /** Returns its own undo. */
  subscribe(listener: (event: AccountEvent) => void): () => void;
}

export function eventBus(log: Log): EventBus {
  const listeners = new Set<{ readonly tell: (event: AccountEvent) => void }>();
  return {
    publish(event) {
      for (const { tell } of listeners) {
        callOut(
          () => tell(event),
          (cause) => log.error({ event: event.kind, cause }, 'A listener of the account threw; it stays subscribed.'),
        );
      }
    },
    subscribe(tell) {
      const listener = { tell };
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
