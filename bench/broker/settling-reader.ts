// A process of its own: a bare rhea client that accepts each message and settles when the other side has (second-settle),
// and says how long that took from the first message to the last settlement.
import rhea, { type Connection, type ConnectionOptions, type EventContext } from 'rhea';
import { accepted, credit, pathOfSubscription } from './traffic.ts';

const [port, messages] = process.argv.slice(2).map(Number);

const connection: Connection = rhea.create_container().connect({
  host: '127.0.0.1',
  port,
  username: 'both',
  password: 'key',
  reconnect: false,
  tcp_no_delay: true,
  session_buffer_size: { incoming: 16_384 },
} as unknown as ConnectionOptions);
connection.on('disconnected', () => {});
const receiver = connection.open_receiver({
  source: pathOfSubscription,
  autoaccept: false,
  autosettle: false,
  credit_window: credit,
  rcv_settle_mode: 1,
  snd_settle_mode: 0,
});
let firstAtMs = 0;
let settled = 0;
receiver.on('receiver_open', () => process.send?.('ready'));
receiver.on('message', ({ delivery }: EventContext) => {
  if (firstAtMs === 0) firstAtMs = performance.now();
  delivery?.update(false, accepted);
});
receiver.on('settled', ({ delivery }: EventContext) => {
  delivery?.update(true);
  settled += 1;
  if (settled === messages) process.send?.(performance.now() - firstAtMs);
});
process.once('disconnect', () => process.exit(0));
