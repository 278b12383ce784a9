// Writes an answer to a socket, or fails to: a reset, a hang, a late answer, a torn one.
import type { ServerResponse } from 'node:http';
import type { Clock } from '../contract.ts';
import type { CloudAnswer } from './cloud-request.ts';

/** @param silenceMs for how long a connection may be without any traffic; what is planned to wait is given that much more */
export function deliver(
  answer: CloudAnswer,
  outgoing: ServerResponse,
  { clock, silenceMs }: { readonly clock: Clock; readonly silenceMs: number },
): void {
  const { delivery } = answer;
  switch (delivery?.kind) {
    case undefined:
      write(answer, outgoing);
      return;
    case 'reset':
      outgoing.socket?.resetAndDestroy();
      return;
    case 'hang':
      outgoing.socket?.setTimeout(delivery.afterMs + silenceMs);
      later(outgoing, clock, delivery.afterMs, () => outgoing.socket?.resetAndDestroy());
      return;
    case 'slow':
      outgoing.socket?.setTimeout(delivery.delayMs + silenceMs);
      later(outgoing, clock, delivery.delayMs, () => write(answer, outgoing));
      return;
    case 'truncated': {
      const bytes = Buffer.from(answer.body);
      outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.byteLength });
      outgoing.write(bytes.subarray(0, Math.floor(bytes.byteLength / 2)), () => outgoing.destroy());
    }
  }
}

function write({ status, headers, body, bytes }: CloudAnswer, outgoing: ServerResponse): void {
  outgoing.writeHead(status, { ...headers, 'content-length': bytes?.byteLength ?? Buffer.byteLength(body) });
  outgoing.end(bytes ?? body);
}

/** Nothing is kept for a client that went away: each of them holds a connection, and connections end with the server. */
function later(outgoing: ServerResponse, clock: Clock, delayMs: number, act: () => void): void {
  const timer = clock.setTimer(() => {
    outgoing.off('close', forget);
    act();
  }, delayMs);
  const forget = () => clock.clearTimer(timer);
  outgoing.once('close', forget);
}
