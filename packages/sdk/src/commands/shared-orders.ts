// Equal orders to one charger are one: who asks for what is under way already joins it, and nothing is sent twice.
// Bound: one entry a charger and command while it is under way, at most the 30 min of an upgrade; 50,000 × 5 at the worst.
import type { Log } from '../account.ts';
import { failure } from '../explain/failure.ts';
import { callOut } from '../log/call-out.ts';
import type { SdkError } from '../sdk-error.ts';
import { type CommandOptions, type CommandOutcome, type Desk, type Order, sendAndConfirm } from './send-and-confirm.ts';

interface Shared {
  readonly outcome: Promise<CommandOutcome>;
  /** Takes back what waits to leave; null once it left: what is in flight is never cut off, it may have been carried out. */
  waiting: AbortController | null;
  readonly tellSent: Set<(sentAtMs: number) => void>;
  /** How many callers still want it. */
  callers: number;
  sentAtMs: number | null;
}

export type ShareOrder = (order: Order, options?: CommandOptions) => Promise<CommandOutcome>;

export function sharedOrders(desk: Desk, log: Log): ShareOrder {
  const underWay = new Map<string, Shared>();

  /** The command left: a caller that throws at the news takes nothing from itself and the others. */
  const tellOf =
    (onSent: (sentAtMs: number) => void) =>
    (sentAtMs: number): void =>
      callOut(
        () => onSent(sentAtMs),
        (cause) => log.error({ cause }, 'A caller threw when it was told that its command was sent; it goes on.'),
      );

  const begin = (key: string, order: Order, { app = null, confirmWithinMs }: CommandOptions): Shared => {
    const { promise: outcome, resolve } = Promise.withResolvers<CommandOutcome>();
    const shared: Shared = { outcome, waiting: null, tellSent: new Set(), callers: 0, sentAtMs: null };
    underWay.set(key, shared);
    // It may leave at once, before the first caller has joined.
    const onSent = (sentAtMs: number): void => {
      shared.waiting = null;
      shared.sentAtMs = sentAtMs;
      for (const tell of shared.tellSent) tell(sentAtMs);
    };
    const times = confirmWithinMs === undefined ? {} : { confirmWithinMs };
    const takeBack = (): AbortSignal => {
      shared.waiting = new AbortController();
      // It would go a second time for nobody: whoever asked stopped waiting after the first.
      if (shared.sentAtMs !== null && shared.callers === 0) shared.waiting.abort();
      return shared.waiting.signal;
    };
    const ending = sendAndConfirm(desk, order, { app, takeBack, onSent, ...times });
    resolve(
      ending.finally(() => {
        if (underWay.get(key) === shared) underWay.delete(key);
      }),
    );
    return shared;
  };

  return (order, options = {}) => {
    const { signal } = options;
    const onSent = options.onSent && tellOf(options.onSent);
    if (signal?.aborted) return Promise.reject(takenBack());
    const key = `${order.chargerId} ${order.command}`;
    const shared = underWay.get(key) ?? begin(key, order, options);
    shared.callers++;
    if (onSent) shared.tellSent.add(onSent);
    if (onSent && shared.sentAtMs !== null) onSent(shared.sentAtMs);
    if (!signal) return shared.outcome;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        shared.callers--;
        if (onSent) shared.tellSent.delete(onSent);
        if (shared.callers === 0) {
          shared.waiting?.abort();
          // What left is under way until its effect showed or cannot show any more: who asks the same till then joins it.
          if (shared.sentAtMs === null) underWay.delete(key);
        }
        if (shared.sentAtMs === null) reject(takenBack());
        else
          resolve({
            outcome: 'unconfirmed',
            sentAtMs: shared.sentAtMs,
            reason: 'The caller stopped waiting for its effect.',
          });
      };
      signal.addEventListener('abort', leave, { once: true });
      shared.outcome.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  };
}

function takenBack(): SdkError {
  return failure('send a command', 'cancelled', { aside: 'before it left' });
}
