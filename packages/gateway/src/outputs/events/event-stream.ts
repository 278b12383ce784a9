// One reader of the event stream (SSE). Bounded: a reader that falls behind loses the deltas and gets a snapshot when it is back.
import type { ServerResponse } from 'node:http';
import type { Clock } from '../../clock.ts';
import type { EventHub, HouseEvent } from '../../events/event-hub.ts';

const heartbeatMs = 15_000;
/** What may wait in one reader's socket: about 1,000 charger events. Beyond, deltas are left out. */
const maxBufferedBytes = 512 * 1024;
/** A reader that takes nothing for this long is gone. */
const stuckForMs = 60_000;

export interface Reader {
  readonly response: ServerResponse;
  /** The account that it sees; null sees all. */
  readonly accountId: string | null;
  readonly lastEventId: string | undefined;
  /** JSON of everything that this reader may see. */
  readonly snapshot: () => string;
  /** False once its key was revoked or its session ended: it is then shown out with the next heartbeat. */
  readonly stillIn: () => boolean;
}

/** Feeds the reader until it leaves; resolves then. The headers are sent here. */
export function feedReader(hub: EventHub, clock: Clock, reader: Reader): Promise<void> {
  const { response, accountId, snapshot, stillIn } = reader;
  const { promise: left, resolve } = Promise.withResolvers<void>();
  let behindSinceMs: number | null = null;
  let heartbeat: unknown = null;

  const write = (number: number, name: string, data: string): void => {
    response.write(`id: ${hub.epoch}-${number}\nevent: ${name}\ndata: ${data}\n\n`);
    if (response.writableLength > maxBufferedBytes) behindSinceMs ??= clock.monotonicMs();
  };
  const takeSnapshot = (): void => write(hub.last(), 'snapshot', snapshot());
  const take = (event: HouseEvent): void => {
    if (behindSinceMs !== null || (accountId !== null && event.accountId !== accountId)) return;
    // A snapshot is made for its reader: it shows what that one may see.
    write(event.number, event.name, event.name === 'snapshot' ? snapshot() : event.json());
  };
  const beat = (): void => {
    const stuck = behindSinceMs !== null && clock.monotonicMs() - behindSinceMs > stuckForMs;
    if (stuck || !stillIn()) response.destroy();
    else if (behindSinceMs === null) response.write(': still here\n\n');
    heartbeat = clock.setTimer(beat, heartbeatMs);
  };

  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'keep-alive',
    'x-accel-buffering': 'no',
  });
  response.write('retry: 2000\n\n');
  const missed = hub.after(reader.lastEventId);
  if (missed === undefined) takeSnapshot();
  else for (const event of missed) take(event);
  const unsubscribe = hub.subscribe(take);
  heartbeat = clock.setTimer(beat, heartbeatMs);
  response.on('drain', () => {
    if (behindSinceMs === null) return;
    behindSinceMs = null;
    takeSnapshot();
  });
  response.on('close', () => {
    unsubscribe();
    clock.clearTimer(heartbeat);
    resolve();
  });
  return left;
}
