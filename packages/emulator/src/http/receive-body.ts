// Reads the body of a request without ever holding more than the proxy takes.
import type { IncomingMessage } from 'node:http';
import { maxBodyBytes } from './cloud-door.ts';

/** A client that sends more than is taken is listened to for this much more, so that it lives to read its 413; then it is cut. */
const heardBeyondBytes = 15 * maxBodyBytes;

const nothing = new Uint8Array();

/** The whole body, or just over `mostBytes` of it: enough for the door to answer 413. Undefined when the client went away. */
export function receiveBody(
  incoming: IncomingMessage,
  mostBytes: number,
): Uint8Array | Promise<Uint8Array | undefined> {
  // Most calls: neither header, no body (RFC 9112 §6.3), and nothing to wait for.
  const { headers } = incoming;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return nothing;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      if (bytes <= mostBytes) chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > mostBytes + heardBeyondBytes) resolve(Buffer.concat(chunks));
    });
    incoming.on('end', () => resolve(Buffer.concat(chunks)));
    incoming.on('error', () => resolve(undefined));
    incoming.on('close', () => resolve(undefined));
  });
}
