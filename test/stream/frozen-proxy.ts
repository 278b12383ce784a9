// A way through which nothing comes any more although no connection ends: what a lost radio link looks like.
import { createServer, connect as dial, type Socket } from 'node:net';

export interface FrozenProxy {
  readonly port: number;
  freeze(): void;
  thaw(): void;
  /** Resets every connection. */
  reset(): void;
  close(): Promise<void>;
}

export async function frozenProxy(targetPort: number): Promise<FrozenProxy> {
  const sockets = new Set<Socket>();
  let frozen = false;
  const pass = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('data', (bytes) => {
      if (!frozen) to.write(bytes);
    });
    from.on('error', () => from.destroy());
    from.on('close', () => {
      sockets.delete(from);
      if (!frozen) to.destroy();
    });
  };
  const server = createServer((near) => {
    const far = dial(targetPort, '127.0.0.1');
    pass(near, far);
    pass(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Failed to listen: no TCP port.');
  return {
    port: address.port,
    freeze() {
      frozen = true;
    },
    thaw() {
      frozen = false;
    },
    reset() {
      for (const socket of [...sockets]) socket.resetAndDestroy();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
