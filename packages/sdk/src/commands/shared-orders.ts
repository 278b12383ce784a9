// Equal orders to one charger are one: who asks for what is under way already joins it, and nothing is sent twice.
// Bound: one entry a charger and command while it is under way, at most the 30 min of an upgrade, and beside it at most one that
// another command overtook and that is waited for; 50,000 × 5 × 2 at the worst.
import type { Log } from '../account.ts';
import type { Order } from './order.ts';
import { takenBack } from './order-callers.ts';
import type { Refused } from './refusal.ts';
import type { CommandOptions, CommandOutcome, Desk } from './send-and-confirm.ts';
import { SharedOrder } from './shared-order.ts';

/** What undoes it, and why it is refused while that has not shown its effect yet. */
const opposites = {
  pause: { command: 'resume', why: 'already-paused' },
  resume: { command: 'pause', why: 'not-paused' },
} as const;

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

  const opposing = ({ chargerId, command }: Order): SharedOrder | undefined => {
    const opposite = command === 'pause' || command === 'resume' ? opposites[command] : null;
    return opposite === null ? undefined : underWay.get(keyOf(chargerId, opposite.command));
  };

  /** What is held says how the charger is as long as the opposite has not shown: nobody who asked for that expects to read it. */
  const saying = ({ command }: Order, refused: Refused): Refused => {
    const opposite = command === 'pause' || command === 'resume' ? opposites[command] : null;
    if (refused.why !== opposite?.why) return refused;
    const reason = `A ${opposite.command} is on its way to this charger and has not shown its effect yet. Ask for the ${command} once it has ended.`;
    return { ...refused, reason };
  };

  return async (order, options = {}) => {
    if (options.signal?.aborted) throw takenBack();
    const key = keyOf(order.chargerId, order.command);
    const found = underWay.get(key);
    // Who asks for it later is no reason for what was asked first.
    const opposite = opposing(order);
    const outcome = await (found?.isJoinable ? found : begin(key, order, options)).join(options);
    const isStillOpposed = opposite !== undefined && opposing(order) === opposite;
    return outcome.outcome === 'refused' && isStillOpposed ? saying(order, outcome) : outcome;
  };
}

function keyOf(chargerId: string, command: Order['command']): string {
  return `${chargerId} ${command}`;
}
