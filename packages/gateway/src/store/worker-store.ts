// The store as the program sees it: same operations, run by a worker thread, so that a disk's fsync never stops the house.
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { GatewayError } from '../gateway-error.ts';
import type { Store, StoreOperation, StoreOptions } from './store.ts';
import type { StoreAnswer } from './thread-message.ts';

const operations: Readonly<Record<StoreOperation, true>> = {
  load: true,
  persist: true,
  appendFacts: true,
  facts: true,
  saveCommand: true,
  command: true,
  commandWithKey: true,
  commands: true,
  apps: true,
  saveApp: true,
  removeApp: true,
  pageSessions: true,
  savePageSession: true,
  removePageSession: true,
  audit: true,
  auditEntries: true,
  secret: true,
  saveSecret: true,
  handOver: true,
  meta: true,
  saveMeta: true,
  forget: true,
  close: true,
};

/**
 * Requests under way at most. The mirror waits for each batch, the journal writes one batch at a time, commands are
 * bounded by the governor's queue: a house at work stays far below.
 */
const maxPending = 10_000;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** @throws GatewayError as `openStore` does */
export async function openWorkerStore(options: StoreOptions): Promise<Store> {
  const file = new URL(`./store-worker${extname(import.meta.filename)}`, import.meta.url);
  const worker = new Worker(file, { workerData: options });
  const pending = new Map<number, Pending>();
  let nextId = 0;
  let gone: GatewayError | null = null;

  const lose = (reason: string): void => {
    gone ??= new GatewayError(
      'store-failed',
      `Failed to reach the store: its thread ended (${reason}). Restart the gateway.`,
    );
    for (const { reject } of pending.values()) reject(gone);
    pending.clear();
  };
  worker.on('message', (answer: StoreAnswer) => {
    const waiting = pending.get(answer.id);
    pending.delete(answer.id);
    if (answer.kind === 'value') waiting?.resolve(answer.value);
    else waiting?.reject(new GatewayError(answer.code, answer.message, answer.facts));
  });
  worker.on('error', (error) => lose(error.message));
  worker.on('exit', (code) => lose(`exit code ${code}`));

  const answered = (id: number, send: () => void): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (gone) return reject(gone);
      if (pending.size >= maxPending)
        return reject(
          new GatewayError(
            'store-failed',
            'Failed to use the store: 10,000 requests wait for the disk. Check the disk.',
          ),
        );
      pending.set(id, { resolve, reject });
      send();
    });
  const call = (operation: StoreOperation, args: readonly unknown[]): Promise<unknown> => {
    nextId += 1;
    const id = nextId;
    return answered(id, () => worker.postMessage({ id, operation, args }));
  };

  try {
    await answered(0, () => undefined);
  } catch (thrown) {
    await worker.terminate();
    throw thrown;
  }
  const store = Object.fromEntries(
    (Object.keys(operations) as StoreOperation[]).map((name) => [name, (...args: unknown[]) => call(name, args)]),
  );
  return store as unknown as Store;
}
