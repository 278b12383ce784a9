// What @azure/service-bus does not offer in public, in one place. Checked against 7.9.5, which is pinned for this reason:
// - `preInitialize` and `postInitialize` beside the public handlers: called before each connect and after each attach. The
//   client reconnects by itself in silence; a second `preInitialize` is the only sign in its receiver.
// - its AMQP connection: its end is told at once, with the reason; the idle limit; the socket, should a close not come back.
import type { MessageHandlers, ServiceBusClient } from '@azure/service-bus';
import { LinkLossError } from './link-loss-error.ts';

export interface LifeHandlers extends MessageHandlers {
  preInitialize(): Promise<void>;
  postInitialize(): Promise<void>;
}

/** The AMQP connection that a client starts with. */
export interface FirstConnection {
  /** Called when the connection ended, with the reason where there is one; not for one that never came to be. */
  onEnd(ended: (reason: unknown) => void): void;
  /**
   * Takes the connection for dead when nothing comes for twice this long, and asks the peer for a sign of life every half.
   * The client's own value is 60 s, so that a half-open connection is noticed after 121 s.
   */
  setIdleTimeout(idleTimeoutMs: number): void;
  destroySocket(): void;
}

interface RheaConnection {
  readonly local: { readonly open: { idle_time_out?: number } };
  readonly socket?: { destroy(): void };
}

interface EndContext {
  readonly error?: unknown;
  readonly connection?: { readonly error?: unknown };
}

interface AmqpConnection {
  readonly _connection: RheaConnection;
  on(event: 'disconnected', listener: (context: EndContext) => void): unknown;
}

/** @throws LinkLossError when the client is not the one that this was written for. */
export function firstConnection(client: ServiceBusClient): FirstConnection {
  const { connection } = (client as unknown as { _connectionContext?: { connection?: AmqpConnection } })
    ._connectionContext ?? { connection: undefined };
  const rhea = connection?._connection;
  if (!connection || typeof connection.on !== 'function' || typeof rhea?.local?.open !== 'object')
    throw new LinkLossError({
      condition: 'client',
      message: 'Failed to use @azure/service-bus: it is not version 7.9.5. Install exactly that version.',
      permanent: true,
    });
  return {
    onEnd(ended) {
      connection.on('disconnected', ({ error, connection: remote }) => ended(remote?.error ?? error));
    },
    setIdleTimeout(idleTimeoutMs) {
      rhea.local.open.idle_time_out = idleTimeoutMs;
    },
    destroySocket: () => rhea.socket?.destroy(),
  };
}
