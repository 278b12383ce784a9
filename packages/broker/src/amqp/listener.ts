// The door for AMQP clients: sockets, TLS, how many, and the faults that an operator may want. Real time only.
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { BrokerError } from '../broker-error.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Namespace } from '../namespace.ts';
import { AmqpConnection } from './amqp-connection.ts';
import { type AmqpLimits, defaultAmqpLimits } from './amqp-limits.ts';
import { Entrance } from './entrance.ts';
import { mendReader } from './mended-reader.ts';
import type { AmqpCondition } from './rhea-types.ts';

/** Where a listener listens, and how much it takes. */
export interface ListenOptions {
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** 0 takes a free one. @default 0 */
  readonly port?: number;
  /** Certificate and key in PEM; without it connections are plain TCP. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly limits?: Partial<AmqpLimits>;
}

/** An open door for AMQP clients; its port serves AMQP over WebSocket as well. */
export interface AmqpListener {
  readonly port: number;
  /** How many clients are connected, over TCP or WebSocket. */
  connections(): number;
  /**
   * Ends every connection with this condition, `amqp:connection:forced` by default; with null the sockets are
   * destroyed without a word, as a network does.
   */
  cutAll(condition?: string | null): void;
  /** While on, new sockets are destroyed as they come. */
  refuseNew(on: boolean): void;
  /** Takes no more, ends all connections, and returns when every socket is closed. */
  close(): Promise<void>;
}

/** A client has this long for its TLS handshake. */
const handshakeMs = 10_000;

/** Beyond the limit this many more are told so; what comes after is destroyed unheard. */
const refusalsAtOnce = 100;

/**
 * Opens a listener for AMQP 1.0 on a namespace, over TCP (or TLS) and WebSocket. Several may serve one namespace.
 * @example const { port, close } = await listen(bus, { port: 5671, tls: { cert, key } });
 * @throws BrokerError `listen` when the port cannot be had
 */
export async function listen(namespace: Namespace, options: ListenOptions = {}): Promise<AmqpListener> {
  mendReader();
  const { host = '127.0.0.1', port = 0, tls } = options;
  const limits = { ...defaultAmqpLimits, ...options.limits };
  const clock: Clock = systemClock;
  const sockets = new Set<Socket>();
  const idle: (() => void)[] = [];
  const connections = new Map<Duplex, AmqpConnection>();
  let refusing = false;

  const tooMany: AmqpCondition = {
    condition: 'amqp:resource-limit-exceeded',
    description: `The broker serves ${limits.maxConnections} connections. Close some.`,
  };
  const accept = (stream: Duplex) => {
    if (refusing || connections.size >= limits.maxConnections + refusalsAtOnce) {
      stream.destroy();
      return;
    }
    const refuse = connections.size >= limits.maxConnections ? tooMany : null;
    connections.set(stream, new AmqpConnection({ stream, namespace, limits, clock, refuse }));
    stream.once('close', () => {
      connections.delete(stream);
      if (connections.size === 0) for (const done of idle.splice(0)) done();
    });
  };
  const entrance = new Entrance({ clock, limits, accept });
  const enter = (socket: Socket) => {
    // Until rhea listens, and after it has stopped, a reset must not end the process.
    socket.on('error', () => socket.destroy());
    if (refusing) socket.destroy();
    else entrance.enter(socket);
  };
  const server: Server = tls ? createTlsServer({ ...tls, handshakeTimeout: handshakeMs }, enter) : createServer(enter);
  // Raw sockets too: a TLS client that never finishes its handshake must not outlive `close`.
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.maxConnections = limits.maxConnections + refusalsAtOnce;

  await opened(server, host, port);
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new BrokerError('listen', 'Failed to listen: no TCP port.');

  const cutAll = (condition: string | null = 'amqp:connection:forced') => {
    const error = condition === null ? null : { condition, description: 'The connection was ended by the broker.' };
    entrance.clear();
    for (const connection of [...connections.values()]) connection.end(error);
  };
  return {
    port: address.port,
    connections: () => connections.size,
    cutAll,
    refuseNew(on) {
      refusing = on;
    },
    async close() {
      refusing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const quiet = new Promise<void>((resolve) => {
        if (connections.size === 0) resolve();
        else idle.push(resolve);
      });
      cutAll();
      const late = clock.setTimer(() => {
        for (const socket of sockets) socket.destroy();
      }, closeWithinMs);
      await Promise.all([closed, quiet]);
      clock.clearTimer(late);
    },
  };
}

/** Clients have this long to hear the close frame. */
const closeWithinMs = 500;

function opened(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'the port is in use' : (cause.code ?? cause.message);
      reject(new BrokerError('listen', `Failed to listen on ${host}:${port}: ${why}. Choose another port.`, { cause }));
    };
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      // Accepting can fail for want of file handles; the server goes on with those it has.
      server.on('error', () => {});
      resolve();
    });
  });
}
