// A process of its own: a bare rhea client that sends as fast as it is given credit. Encoded once, so that what is
// measured lies behind it.
import rhea, { type ConnectionOptions, type EventContext } from 'rhea';
import { encodedMessage, roomOf, topic } from './traffic.ts';

const [port, messages = 0] = process.argv.slice(2).map(Number);

const connection = rhea.create_container().connect({
  host: '127.0.0.1',
  port,
  username: 'both',
  password: 'key',
  reconnect: false,
  tcp_no_delay: true,
} as unknown as ConnectionOptions);
connection.on('disconnected', () => {});
let sent = 0;
connection.open_sender(topic).on('sendable', ({ sender }: EventContext) => {
  if (!sender) return;
  for (let room = roomOf(sender); room > 0 && sent < messages; room--, sent++)
    sender.send(encodedMessage, undefined, 0);
});
process.once('disconnect', () => process.exit(0));
