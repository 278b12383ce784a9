// What one queue has seen. At any time: enqueued = active + locked + deferred + completed + deadLettered + dropped.

/** Of a subscription without its dead letters, which are a queue of their own. */
export interface QueueCounters {
  /** Waiting to be delivered. */
  readonly active: number;
  /** Delivered and not yet settled. */
  readonly locked: number;
  readonly deferred: number;
  /** Bodies and overhead of everything held. */
  readonly bytes: number;
  /** All that ever arrived. */
  readonly enqueued: number;
  /** Hand-outs to readers, redeliveries included. */
  readonly delivered: number;
  readonly completed: number;
  /** Moved to the dead-letter sub-queue. */
  readonly deadLettered: number;
  /** Lost to a bound or to expiry. */
  readonly dropped: number;
  /** Locks that ran out. */
  readonly lockExpired: number;
}

export interface Tally {
  enqueued: number;
  delivered: number;
  completed: number;
  deadLettered: number;
  dropped: number;
  lockExpired: number;
}

export const emptyTally = (): Tally => ({
  enqueued: 0,
  delivered: 0,
  completed: 0,
  deadLettered: 0,
  dropped: 0,
  lockExpired: 0,
});
