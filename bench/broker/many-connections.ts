// A process of its own: as many connections as it is told, each with one receiving link that takes one message.
// Says `open` when all links are, and how long it took from then until each link had its message.
import rhea, { type ConnectionOptions } from 'rhea';
import { pathOfSubscription } from './traffic.ts';

const [port, connections = 0] = process.argv.slice(2).map(Number);

let open = 0;
let served = 0;
let openAtMs = 0;
for (let n = 0; n < connections; n++) {
  const connection = rhea.create_container().connect({
    host: '127.0.0.1',
    port,
    username: 'both',
    password: 'key',
    reconnect: false,
  } as unknown as ConnectionOptions);
  connection.on('disconnected', () => {});
  const receiver = connection.open_receiver({ source: pathOfSubscription, credit_window: 0 });
  receiver.add_credit(1);
  receiver.on('receiver_open', () => {
    open += 1;
    if (open < connections) return;
    openAtMs = performance.now();
    process.send?.('open');
  });
  receiver.once('message', () => {
    served += 1;
    if (served === connections) process.send?.(performance.now() - openAtMs);
  });
}
process.once('disconnect', () => process.exit(0));
