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
import { hasBody, noBody, receiveBody } from './receive-body.ts';
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
  // `silenceMs`: on a connection nothing moves, since its client does not take its answer. A planned wait asks for more.
  const waits = { clock, silenceMs: 2 * requestTimeoutMs };
  const send = (got: CloudAnswer, outgoing: ServerResponse): void => deliver(got, outgoing, waits);
  const reply = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    if (hasBody(incoming)) {
      void answerToBody(incoming, outgoing, { bodyBytes, room, answer }).then((got) => got && send(got, outgoing));
      return;
    }
    // Most calls: nothing to wait for, so that the answer leaves in the turn in which the call came.
    const got = answer({ ...headOf(incoming), body: noBody });
    if (got instanceof Promise) void got.then((late) => send(late, outgoing));
    else send(got, outgoing);
  };
  const build = (): Server => {
    const server = createServer({ ...timeouts, maxHeaderSize: maxHeaderBytes }, reply);
    server.maxConnections = maxConnections;
    server.timeout = waits.silenceMs;
    server.on('clientError', answerUnreadable);
    server.on('connect', (_request, socket) => refuseTunnel(socket));
    // Whatever is expected but 100-continue: the proxy does not look at it.
    server.on('checkExpectation', reply);
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

function headOf(incoming: IncomingMessage): RequestHead {
  return {
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    headers: incoming.headers as Record<string, string | undefined>,
    clientAddress: incoming.socket.remoteAddress ?? '',
  };
}

async function answerToBody(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  door: {
    readonly bodyBytes: ((head: RequestHead) => number | undefined) | undefined;
    readonly room: BodyRoom;
    readonly answer: (request: CloudRequest) => CloudAnswer | Promise<CloudAnswer>;
  },
): Promise<CloudAnswer | undefined> {
  const head = headOf(incoming);
  const mostBytes = door.bodyBytes?.(head) ?? maxBodyBytes;
  const received = await receiveBody(incoming, { mostBytes, room: door.room });
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
