// Equal orders to one charger are one: who asks for what is under way already joins it, and nothing is sent twice.
// Bound: one entry a charger and command while it is under way, at most the 30 min of an upgrade, and beside it at most one that
// another command overtook and that is waited for; 50,000 × 5 × 2 at the worst.
import type { Log } from '../account.ts';
import type { CommandOptions, CommandOutcome, Desk, Order } from './send-and-confirm.ts';
import { SharedOrder, takenBack } from './shared-order.ts';

export type ShareOrder = (order: Order, options?: CommandOptions) => Promise<CommandOutcome>;

export function sharedOrders(desk: Desk, log: Log): ShareOrder {
  const underWay = new Map<string, SharedOrder>();

  const forget = (key: string, shared: SharedOrder): void => {
    if (underWay.get(key) !== shared) return;
    if (shared.earlier) underWay.set(key, shared.earlier);
    else underWay.delete(key);
  };

  const begin = (key: string, order: Order, asked: CommandOptions): SharedOrder => {
    const earlier = underWay.get(key);
    const shared: SharedOrder = new SharedOrder({
      desk,
      log,
      order,
      asked,
      earlier,
      onOver: () => forget(key, shared),
    });
    underWay.set(key, shared);
    return shared;
  };

  return (order, options = {}) => {
    if (options.signal?.aborted) return Promise.reject(takenBack());
    const key = `${order.chargerId} ${order.command}`;
    const found = underWay.get(key);
    const shared = found?.isJoinable ? found : begin(key, order, options);
    return shared.join(options, () => {
      // What left is under way until its effect showed or cannot show any more: who asks the same till then joins it.
      if (!shared.isWanted && !shared.hasLeft) forget(key, shared);
    });
  };
}
