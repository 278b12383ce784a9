// One hop through the broker against the least that could carry it: how much of a bare rhea listener's rate is left.
// Both send the same bodies to the same client, a process of its own, which accepts in second-settle mode.
import { type ChildProcess, fork } from 'node:child_process';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createNamespace, listen } from '@fairlead/broker';
import rhea, {
  type Connection,
  type ConnectionOptions,
  type Delivery,
  type EventContext,
  type ServerConnectionOptions,
} from 'rhea';

const messages = 15_000;
const rounds = 3;
const credit = 500;
const body = Buffer.alloc(230, 'x');
const address = 'topic/Subscriptions/default';
const goal = 0.7;

const { accepted } = rhea.message as unknown as { accepted(fields: object): { described(): unknown } };

interface CreditedSender {
  readonly credit: number;
  readonly session: {
    readonly outgoing: { readonly next_delivery_id: number; readonly next_pending_delivery: number };
  };
}

interface Target {
  readonly port: number;
  close(): Promise<void>;
}

if (process.send) await client();
else await compare();

async function compare(): Promise<void> {
  console.log(
    'yardstick: bare rhea listener → raw rhea client (second-settle, credit 500), one TCP hop on loopback, 2 processes;' +
      ' ours: publish in process → broker → the same client',
  );
  const yardstick: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < rounds; round++) {
    yardstick.push(await rateOf(await bareListener()));
    ours.push(await rateOf(await broker()));
  }
  const ratio = median(ours) / median(yardstick);
  console.log(`bare listener ${Math.round(median(yardstick))} msg/s, each ${yardstick.map(Math.round).join(' ')}`);
  console.log(`broker        ${Math.round(median(ours))} msg/s, each ${ours.map(Math.round).join(' ')}`);
  console.log(`ratio ${ratio.toFixed(2)} (goal ≥ ${goal}), resident ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
  if (ratio < goal) process.exitCode = 1;
}

async function broker(): Promise<Target> {
  const namespace = createNamespace();
  namespace.createTopic('topic');
  namespace.createSubscription('topic', 'default');
  namespace.setKey('topic', { name: 'reader', key: 'key' });
  for (let n = 0; n < messages; n++) namespace.publish('topic', body);
  const listener = await listen(namespace);
  return {
    port: listener.port,
    async close() {
      const { completed } = namespace.counters('topic', 'default');
      if (completed !== messages) throw new Error(`${completed} of ${messages} messages were completed`);
      await listener.close();
      namespace.close();
    },
  };
}

/** Sends as long as there is credit and settles what is accepted, nothing else. */
async function bareListener(): Promise<Target> {
  const container = rhea.create_container();
  const sockets = new Set<Socket>();
  let sent = 0;
  container.sasl_server_mechanisms.enable_plain(() => true);
  container.on('sendable', ({ sender }: EventContext) => {
    if (!sender) return;
    const { credit: granted, session } = sender as unknown as CreditedSender;
    // rhea takes the credit off a turn later: what it has not written yet still counts.
    const room = granted - (session.outgoing.next_delivery_id - session.outgoing.next_pending_delivery);
    for (let n = 0; n < room && sent < messages; n++, sent++) sender.send({ body: rhea.message.data_section(body) });
  });
  container.on('accepted', ({ delivery }: EventContext) => {
    const settled = delivery as Delivery & { remote_settled: boolean };
    settled.update(true, accepted({}).described());
    settled.remote_settled = true;
  });
  container.on('disconnected', () => {});
  const server: Server = container.listen({
    port: 0,
    host: '127.0.0.1',
    tcp_no_delay: true,
    autosettle: false,
    session_buffer_size: { outgoing: 16_384 },
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

/** Messages per second from the first message to the last settlement, as the client saw it. */
async function rateOf(target: Target): Promise<number> {
  const child: ChildProcess = fork(import.meta.filename, [String(target.port)]);
  const elapsedMs = await new Promise<number>((resolve, reject) => {
    child.once('message', (ms) => resolve(Number(ms)));
    child.once('exit', (code) => reject(new Error(`the client ended early with ${code}`)));
  });
  child.removeAllListeners('exit');
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.disconnect();
  await ended;
  await target.close();
  return (messages / elapsedMs) * 1000;
}

async function client(): Promise<void> {
  const connection: Connection = rhea.create_container().connect({
    host: '127.0.0.1',
    port: Number(process.argv[2]),
    username: 'reader',
    password: 'key',
    reconnect: false,
    session_buffer_size: { incoming: 16_384 },
  } as ConnectionOptions);
  connection.on('disconnected', () => {});
  const receiver = connection.open_receiver({
    source: address,
    autoaccept: false,
    autosettle: false,
    credit_window: credit,
    rcv_settle_mode: 1,
    snd_settle_mode: 0,
  });
  let firstAtMs = 0;
  let settled = 0;
  receiver.on('message', ({ delivery }: EventContext) => {
    if (firstAtMs === 0) firstAtMs = performance.now();
    delivery?.update(false, accepted({}).described());
  });
  receiver.on('settled', ({ delivery }: EventContext) => {
    delivery?.update(true);
    settled += 1;
    if (settled === messages) process.send?.(performance.now() - firstAtMs);
  });
  process.once('disconnect', () => process.exit(0));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
