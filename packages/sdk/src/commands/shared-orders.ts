// Equal orders to one charger are one: who asks for what is under way already joins it, and nothing is sent twice.
// Bound: one entry a charger and command while it is under way, at most the 30 min of an upgrade, and beside it at most one that
// another command overtook and that is waited for; 50,000 × 5 × 2 at the worst.
import type { Log } from '../account.ts';
import type { Order } from './order.ts';
import { takenBack } from './order-callers.ts';
import type { CommandOptions, CommandOutcome, Desk } from './send-and-confirm.ts';
import { SharedOrder } from './shared-order.ts';

export type ShareOrder = (order: Order, options?: CommandOptions) => Promise<CommandOutcome>;

export function sharedOrders(desk: Desk, log: Log): ShareOrder {
  const underWay = new Map<string, SharedOrder>();

  const forget = (key: string, shared: SharedOrder): void => {
    if (underWay.get(key) !== shared) return;
    if (shared.earlier) underWay.set(key, shared.earlier);
    else underWay.delete(key);
  };

  const begin = (key: string, order: Order, { app = null }: CommandOptions): SharedOrder => {
    const earlier = underWay.get(key);
    const forgotten = (): void => forget(key, shared);
    const shared: SharedOrder = new SharedOrder({
      ...{ desk, log, order, app, earlier },
      onTakenBack: forgotten,
      onOver: forgotten,
    });
    underWay.set(key, shared);
    return shared;
  };

  return (order, options = {}) => {
    if (options.signal?.aborted) return Promise.reject(takenBack());
    const key = `${order.chargerId} ${order.command}`;
    const found = underWay.get(key);
    return (found?.isJoinable ? found : begin(key, order, options)).join(options);
  };
}
