// What the proxy says to what is no request: broken framing, headers without end, a client that stops half-way.
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { proxyPage } from './answers.ts';
import type { CloudAnswer } from './cloud-request.ts';

/** Answers and hangs up: after broken framing nobody knows where a next request would begin. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else hangUp(socket, proxyPage(statusOf(error.code)));
}

/** No tunnels: the proxy's own 405. */
export function refuseTunnel(socket: Duplex): void {
  hangUp(socket, proxyPage(405));
}

function statusOf(code: string | undefined): 400 | 408 | 431 {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

function hangUp(socket: Duplex, { status, headers, body }: CloudAnswer): void {
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${body}`, () => socket.destroy());
}
