// The socket door: node:http in front of the cloud door. Slow and oversized clients are cut off, nothing is queued.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../contract.ts';
import { EmulatorError } from '../emulator-error.ts';
import { maxBodyBytes } from './cloud-door.ts';
import type { CloudAnswer, CloudRequest } from './cloud-request.ts';
import { deliver } from './deliver.ts';

/** A request must be complete within this time (slow clients), headers within half of it. */
const requestTimeoutMs = 30_000;

export interface HttpServerDoor {
  readonly port: number;
  /** Stops listening and cuts every connection; `listen()` opens the same port again. */
  goDark(): void;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export async function openHttpServer(
  options: { readonly host: string; readonly port: number; readonly clock: Clock },
  answer: (request: CloudRequest) => CloudAnswer,
): Promise<HttpServerDoor> {
  const build = (): Server =>
    createServer(
      { requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs / 2, maxHeaderSize: 16_384 },
      (incoming, outgoing) => {
        void serve(incoming, answer).then((got) => got && deliver(got, outgoing, options.clock));
      },
    );
  let server = build();
  await listen(server, options.host, options.port);
  const { port } = server.address() as AddressInfo;
  let dark = false;
  return {
    port,
    goDark() {
      dark = true;
      server.close();
      server.closeAllConnections();
    },
    async comeBack() {
      if (!dark) return;
      server = build();
      await listen(server, options.host, port);
      dark = false;
    },
    close: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE'
          ? new EmulatorError(
              'port-in-use',
              `Failed to open the emulator's HTTP door: port ${port} on ${host} is in use. Choose another with --emulator-port.`,
              { cause },
            )
          : new EmulatorError(
              'cannot-listen',
              `Failed to open the emulator's HTTP door on ${host}:${port}: ${cause.message}.`,
              { cause },
            ),
      ),
    );
    server.listen(port, host, resolve);
  });
}

async function serve(
  incoming: IncomingMessage,
  answer: (request: CloudRequest) => CloudAnswer,
): Promise<CloudAnswer | undefined> {
  const body = await readBody(incoming);
  if (body === undefined) return undefined;
  return answer({
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    headers: incoming.headers as Record<string, string | undefined>,
    body,
    clientAddress: incoming.socket.remoteAddress ?? '',
  });
}

/** The whole body, or its first `maxBodyBytes + 1` bytes: enough for the door to answer 413. Undefined when the client went away. */
async function readBody(incoming: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      if (size <= maxBodyBytes) chunks.push(chunk);
      size += chunk.length;
    }
  } catch {
    incoming.destroy();
    return undefined;
  }
  return Buffer.concat(chunks);
}
