// Reads the body of a request without ever holding more than the proxy takes, nor all requests more than there is room for.
import type { IncomingMessage } from 'node:http';
import type { BodyRoom } from './body-room.ts';
import { maxBodyBytes } from './cloud-door.ts';
import { HeldBody } from './held-body.ts';

/** A client that sends more than is taken is listened to for this much more, so that it lives to read why; then it is cut. */
const heardBeyondBytes = 15 * maxBodyBytes;

/** `whole`: or just over the most that is taken, enough for the door to answer 413. */
export type Received =
  | { readonly kind: 'whole'; readonly body: Uint8Array; readonly giveBack: () => void }
  | { readonly kind: 'no-room' }
  | { readonly kind: 'gone' };

export const noBody = new Uint8Array();

/** Whether a body follows the headers (RFC 9112 §6.3). */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

export function receiveBody(
  incoming: IncomingMessage,
  { mostBytes, room }: { readonly mostBytes: number; readonly room: BodyRoom },
): Promise<Received> {
  return new Promise((resolve) => {
    const held = new HeldBody(room, mostBytes);
    let heardBytes = 0;
    let fits = true;
    let ended = false;
    const heard = (): void => {
      if (ended) return;
      ended = true;
      resolve(fits ? { kind: 'whole', body: held.whole(), giveBack: () => held.giveBack() } : { kind: 'no-room' });
    };
    const gone = (): void => {
      if (ended) return;
      ended = true;
      held.giveBack();
      resolve({ kind: 'gone' });
    };
    incoming.on('data', (chunk: Buffer) => {
      if (ended) return;
      fits &&= held.add(chunk);
      heardBytes += chunk.byteLength;
      if (heardBytes > mostBytes + heardBeyondBytes) heard();
    });
    incoming.on('end', heard);
    incoming.on('error', gone);
    incoming.on('close', gone);
  });
}
