// A reader of a queue, as the queue sees it: it says how much it can take and is handed that, never more.
import type { LinkLoss } from './broker-error.ts';
import type { Lock } from './lock-table.ts';
import type { StoredMessage } from './stored-message.ts';

export type Delivery =
  | { readonly kind: 'locked'; readonly message: StoredMessage; readonly lock: Lock }
  /** Receive-and-delete: already gone from the queue. */
  | { readonly kind: 'deleted'; readonly message: StoredMessage };

export interface Consumer {
  readonly mode: 'peek-lock' | 'receive-and-delete';
  /** How many messages it takes now. */
  demand(): number;
  /** Must not throw. */
  deliver(delivery: Delivery): void;
  /** The queue is gone. Called at most once. */
  lost(loss: LinkLoss): void;
}
