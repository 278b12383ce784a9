// The socket door: node:http in front of the cloud door. Slow and oversized clients are cut off, nothing is queued.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../contract.ts';
import { EmulatorError } from '../emulator-error.ts';
import { proxyPage } from './answers.ts';
import { BodyRoom, usualRoomBytes } from './body-room.ts';
import { maxBodyBytes } from './cloud-door.ts';
import type { CloudAnswer, CloudRequest, RequestHead } from './cloud-request.ts';
import { deliver } from './deliver.ts';
import { receiveBody } from './receive-body.ts';
import { answerUnreadable, refuseTunnel } from './unreadable-request.ts';

/** A request must be complete within this time (slow clients), headers within half of it. */
const defaultRequestTimeoutMs = 30_000;

/** Four buffers of 8 kB, nginx's own default. */
const maxHeaderBytes = 32_768;

/** 10,000 × about 10 kB of an idle connection = 100 MB. */
const maxConnections = 10_000;

export interface HttpServerDoor {
  readonly port: number;
  /** Stops listening and cuts every connection; `listen()` opens the same port again. */
  goDark(): void;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export async function openHttpServer(
  options: {
    readonly host: string;
    readonly port: number;
    readonly clock: Clock;
    /** Which flag chooses another port. */
    readonly flag: string;
    readonly requestTimeoutMs?: number;
    /** How much of a body is taken, where it is not what the proxy takes. */
    readonly bodyBytes?: (head: RequestHead) => number | undefined;
    /** How much the bodies of all connections may hold at once; who finds no room is told 503. Default 64 MB. */
    readonly bodyRoomBytes?: number;
  },
  answer: (request: CloudRequest) => CloudAnswer | Promise<CloudAnswer>,
): Promise<HttpServerDoor> {
  const { clock, bodyBytes, requestTimeoutMs = defaultRequestTimeoutMs } = options;
  const room = new BodyRoom(options.bodyRoomBytes ?? usualRoomBytes);
  const timeouts = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs / 2,
    connectionsCheckingInterval: requestTimeoutMs / 6,
  };
  // A connection on which nothing moves: a client that does not take its answer. A planned wait asks for more.
  const silenceMs = 2 * requestTimeoutMs;
  const reply = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const got = await serve(incoming, outgoing, { bodyBytes, room, answer });
    if (got !== undefined) deliver(got, outgoing, { clock, silenceMs });
  };
  const build = (): Server => {
    const server = createServer({ ...timeouts, maxHeaderSize: maxHeaderBytes }, (incoming, outgoing) => {
      void reply(incoming, outgoing);
    });
    server.maxConnections = maxConnections;
    server.timeout = silenceMs;
    server.on('clientError', answerUnreadable);
    server.on('connect', (_request, socket) => refuseTunnel(socket));
    // Whatever is expected but 100-continue: the proxy does not look at it.
    server.on('checkExpectation', (incoming, outgoing) => void reply(incoming, outgoing));
    return server;
  };
  let server = build();
  await listen(server, options, options.port);
  const { port } = server.address() as AddressInfo;
  let dark = false;
  let coming: Promise<void> | undefined;
  const reopen = async (): Promise<void> => {
    server = build();
    await listen(server, options, port);
    dark = false;
  };
  return {
    port,
    goDark() {
      dark = true;
      server.close();
      server.closeAllConnections();
    },
    async comeBack() {
      if (!dark) return;
      // Whoever else asks meanwhile waits for the same door.
      coming ??= reopen().finally(() => {
        coming = undefined;
      });
      await coming;
    },
    close: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(
  server: Server,
  { host, flag }: { readonly host: string; readonly flag: string },
  port: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE'
          ? new EmulatorError(
              'port-in-use',
              `Failed to open the emulator's HTTP door: port ${port} on ${host} is in use. Choose another with ${flag}.`,
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
  outgoing: ServerResponse,
  door: {
    readonly bodyBytes: ((head: RequestHead) => number | undefined) | undefined;
    readonly room: BodyRoom;
    readonly answer: (request: CloudRequest) => CloudAnswer | Promise<CloudAnswer>;
  },
): Promise<CloudAnswer | undefined> {
  const head: RequestHead = {
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    headers: incoming.headers as Record<string, string | undefined>,
    clientAddress: incoming.socket.remoteAddress ?? '',
  };
  const mostBytes = door.bodyBytes?.(head) ?? maxBodyBytes;
  const coming = receiveBody(incoming, { mostBytes, room: door.room });
  const received = coming instanceof Promise ? await coming : coming;
  switch (received.kind) {
    case 'gone':
      return undefined;
    case 'no-room':
      outgoing.setHeader('connection', 'close');
      return proxyPage(503);
    case 'whole': {
      const { body, giveBack } = received;
      try {
        if (outgoing.destroyed) return undefined;
        // The rest of a body that nobody reads would be taken for the next request.
        if (body.byteLength > mostBytes) outgoing.setHeader('connection', 'close');
        return await door.answer({ ...head, body });
      } finally {
        giveBack();
      }
    }
  }
}
