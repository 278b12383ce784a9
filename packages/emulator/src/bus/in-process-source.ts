// The in-process door of the bus: links straight on the broker's core, same locks and redelivery, no AMQP.
import type { Namespace } from '@fairlead/broker';
import type { InProcessSource } from '../contract.ts';

export function inProcessSource(namespace: Namespace): InProcessSource {
  return {
    open: ({ topic, subscription, username, password }, handler, options) =>
      namespace.receive({ topic, subscription, keyName: username, key: password }, handler, options),
  };
}
