// AMQP over WebSocket on the listener's own port: a socket that begins like HTTP is led through the handshake and comes
// out as a stream of AMQP bytes. Nothing but that one path is served.
import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, WebSocketServer } from 'ws';

export interface WebSocketDoorOptions {
  /** Bytes of one WebSocket message; a longer one ends the connection with 1009. */
  readonly maxMessageBytes: number;
  /** Takes over: from here the stream is a client's connection like any other. */
  readonly accept: (stream: Duplex, socket: Socket) => void;
}

export interface WebSocketDoor {
  /** Leads a socket, of which nothing has been read, through the handshake. */
  enter(socket: Socket): void;
}

/** Where Service Bus has it; clients let nobody change it. */
export const webSocketPath = '/$servicebus/websocket';

/** What Service Bus's clients ask for, and the name that OASIS gave it. */
const protocols = ['AMQPWSB10', 'amqp'];

/** A handshake with its headers is below 1 kB; proxies add some. */
const maxHeaderBytes = 8 * 1024;

export function createWebSocketDoor({ maxMessageBytes, accept }: WebSocketDoorOptions): WebSocketDoor {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
  });
  // Never listens: it is handed the sockets that speak HTTP.
  const http = createServer({ maxHeaderSize: maxHeaderBytes, keepAlive: false }, (request, response) => {
    response.writeHead(isOurs(request) ? 426 : 404, { Connection: 'close', 'Content-Type': 'text/plain' });
    response.end(`AMQP over WebSocket is served at ${webSocketPath}.\n`);
  });
  http.on('upgrade', (request, socket, head) => {
    const raw = socket as Socket;
    if (!isOurs(request)) refuse(raw, 404);
    else if (!offers(request)) refuse(raw, 400);
    else
      sockets.handleUpgrade(request, raw, head, (webSocket) => {
        const stream = createWebSocketStream(webSocket, { allowHalfOpen: false });
        // What breaks the rules of WebSocket is closed with its code by ws; nobody else needs to hear of it.
        stream.on('error', () => stream.destroy());
        accept(stream, raw);
      });
  });
  http.on('clientError', (_error, socket) => socket.destroy());
  return { enter: (socket) => void http.emit('connection', socket) };
}

const isOurs = ({ url = '' }: IncomingMessage): boolean =>
  decodeURIComponentOr(url.split('?')[0] ?? '').toLowerCase() === webSocketPath;

const offers = ({ headers }: IncomingMessage): boolean =>
  (headers['sec-websocket-protocol'] ?? '').split(',').some((name) => protocols.includes(name.trim()));

function refuse(socket: Socket, status: 400 | 404): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
