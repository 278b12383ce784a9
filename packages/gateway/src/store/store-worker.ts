// The store's thread: a thin shell around the engine.
import { parentPort, workerData } from 'node:worker_threads';
import type { Store, StoreOptions } from './store.ts';
import { openStore } from './store-engine.ts';
import { errorAnswer, type StoreAnswer, type StoreRequest } from './thread-message.ts';

const answer = (message: StoreAnswer): void => parentPort?.postMessage(message);

async function serve(store: Store, { id, operation, args }: StoreRequest): Promise<void> {
  try {
    const run = store[operation] as (...args: readonly unknown[]) => Promise<unknown>;
    answer({ id, kind: 'value', value: await run(...args) });
  } catch (thrown) {
    answer(errorAnswer(id, thrown));
  }
  if (operation === 'close') parentPort?.close();
}

try {
  const store = await openStore(workerData as StoreOptions);
  parentPort?.on('message', (request: StoreRequest) => void serve(store, request));
  answer({ id: 0, kind: 'value', value: null });
} catch (thrown) {
  answer(errorAnswer(0, thrown));
}
