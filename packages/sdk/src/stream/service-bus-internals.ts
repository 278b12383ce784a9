// What @azure/service-bus does not offer in public, in one place. Checked against 7.9.5, which is pinned for this reason:
// - `preInitialize` and `postInitialize` beside the public handlers: called before each connect and after each attach. The
//   client reconnects by itself in silence; a second `preInitialize` is the only sign in its receiver.
// - its AMQP connection: its end is told at once, with the reason; the idle limit; the socket, should a close not come back;
//   the certificates that this one connection trusts.
import type { MessageHandlers, ServiceBusClient } from '@azure/service-bus';
import { LinkLossError } from './link-loss-error.ts';

export interface LifeHandlers extends MessageHandlers {
  preInitialize(): Promise<void>;
  postInitialize(): Promise<void>;
}

/** The AMQP connection that a client starts with. */
export interface FirstConnection {
  /**
   * Called when the connection ends, with the reason where there is one, and whether it was taken for dead because nothing
   * came; more than once at times.
   */
  onEnd(ended: (reason: unknown, wasSilent: boolean) => void): void;
  /**
   * Takes the connection for dead when nothing comes for twice this long, and asks the peer for a sign of life every half.
   * The client's own value is 60 s, so that a half-open connection is noticed after 121 s.
   */
  setIdleTimeout(idleTimeoutMs: number): void;
  /** Before it connects: trusts these authorities instead of the process's own list, on this connection alone. */
  trust(authorities: readonly string[]): void;
  /** Resolves when both sides have ended the socket, or when there is none. */
  socketClosed(): Promise<void>;
  /** Ends it without the peer, and the timers of its heartbeats with it. */
  destroySocket(): void;
}

interface RheaConnection {
  readonly local: { readonly open: { idle_time_out?: number } };
  /** Handed on to `tls.connect`. */
  readonly options: { ca?: readonly string[] };
  readonly socket?: Socket;
  abort_socket(socket: Socket): void;
  /** What its timer of silence calls; the end that follows bears no reason. */
  idle(): void;
}

interface Socket {
  readonly destroyed: boolean;
  once(event: 'close', listener: () => void): unknown;
}

interface EndContext {
  readonly error?: unknown;
  readonly connection?: { readonly error?: unknown };
}

interface AmqpConnection {
  readonly _connection: RheaConnection;
  on(event: 'disconnected' | 'connection_close', listener: (context: EndContext) => void): unknown;
}

/** @throws LinkLossError when the client is not the one that this was written for. */
export function firstConnection(client: ServiceBusClient): FirstConnection {
  const { connection } = (client as unknown as { _connectionContext?: { connection?: AmqpConnection } })
    ._connectionContext ?? { connection: undefined };
  const rhea = connection?._connection;
  if (
    !connection ||
    typeof connection.on !== 'function' ||
    typeof rhea?.local?.open !== 'object' ||
    !rhea.options ||
    !rhea.idle
  )
    throw new LinkLossError({
      condition: 'client',
      message: 'Failed to use @azure/service-bus: it is not version 7.9.5. Install exactly that version.',
      permanent: true,
    });
  let wasSilent = false;
  const { idle } = rhea;
  rhea.idle = () => {
    wasSilent = true;
    idle.call(rhea);
  };
  return {
    onEnd(ended) {
      const listener = ({ error, connection: remote }: EndContext): void => ended(remote?.error ?? error, wasSilent);
      connection.on('disconnected', listener);
      // A peer that closes in the same breath as it opens (too many connections) would be waited for a minute.
      connection.on('connection_close', listener);
    },
    setIdleTimeout(idleTimeoutMs) {
      rhea.local.open.idle_time_out = idleTimeoutMs;
    },
    trust(authorities) {
      rhea.options.ca = authorities;
    },
    socketClosed: () =>
      new Promise((resolve) => {
        if (!rhea.socket || rhea.socket.destroyed) resolve();
        else rhea.socket.once('close', resolve);
      }),
    destroySocket() {
      if (rhea.socket) rhea.abort_socket(rhea.socket);
    },
  };
}
