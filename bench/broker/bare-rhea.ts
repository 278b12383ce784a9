// The yardsticks: the least that rhea needs to do the same work, in its fastest honest form. No queue, no locks, no keys;
// the listener encodes once what it sends; the relay hands on what rhea has read, as there is no way by that reading.
import type { AddressInfo, Server, Socket } from 'node:net';
import rhea, {
  type Container,
  type Delivery,
  type EventContext,
  type Message,
  type Sender,
  type ServerConnectionOptions,
} from 'rhea';
import { accepted, encodedMessage, roomOf } from './traffic.ts';

export interface Target {
  readonly port: number;
  close(): Promise<void>;
}

/** Sends as long as there is credit and settles what is accepted. */
export async function bareListener(messages: number): Promise<Target> {
  const container = rhea.create_container();
  let sent = 0;
  container.on('sendable', ({ sender }: EventContext) => {
    if (!sender) return;
    for (let room = roomOf(sender); room > 0 && sent < messages; room--, sent++)
      sender.send(encodedMessage, undefined, 0);
  });
  return listenOn(container);
}

/** Hands on what it receives, as long as the reader has credit, and settles on both sides. */
export async function bareRelay(): Promise<Target> {
  const container = rhea.create_container();
  const waiting: Message[] = [];
  let reader: Sender | undefined;
  const handOn = () => {
    if (!reader) return;
    const count = Math.min(roomOf(reader), waiting.length);
    for (const message of waiting.splice(0, count)) reader.send(message);
  };
  container.on('sender_open', ({ sender }: EventContext) => {
    reader = sender;
  });
  container.on('sendable', handOn);
  container.on('message', ({ message, delivery }: EventContext) => {
    if (message) waiting.push(message);
    delivery?.update(true, accepted);
    handOn();
  });
  return listenOn(container, { receiver_options: { autoaccept: false, credit_window: 1000 } });
}

async function listenOn(container: Container, options: object = {}): Promise<Target> {
  const sockets = new Set<Socket>();
  container.sasl_server_mechanisms.enable_plain(() => true);
  container.on('accepted', ({ delivery }: EventContext) => {
    const settled = delivery as Delivery & { remote_settled: boolean };
    settled.update(true, accepted);
    settled.remote_settled = true;
  });
  container.on('disconnected', () => {});
  const server: Server = container.listen({
    port: 0,
    host: '127.0.0.1',
    tcp_no_delay: true,
    autosettle: false,
    session_buffer_size: { outgoing: 16_384 },
    ...options,
  } as ServerConnectionOptions);
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}
