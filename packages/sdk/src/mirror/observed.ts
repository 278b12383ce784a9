// One observed value with everything that the merge needs to order it.

/** A value as the mirror holds it. Source: zaptec-api.md §5.1. */
export interface Observed {
  /** The cloud's text; null where the cloud sends none. */
  readonly value: string | null;
  /** Event time, whole microseconds since 1970 UTC. */
  readonly observedAtUs: number;
  /** When we received it, milliseconds since 1970 UTC. */
  readonly receivedAtMs: number;
  /** How it came: pushed by the bus, or read. */
  readonly via: 'stream' | 'poll';
  /** The broker's sequence number, 0 for polls. */
  readonly sequenceNumber: number;
  /** True when the event time lay more than 5 min ahead and was replaced by when the value was had (receive.ts). */
  readonly clockSuspect: boolean;
}

/** One observation on its way into the mirror. Source: zaptec-api.md §5.1. */
export interface Observation extends Observed {
  /** Lower case. */
  readonly chargerId: string;
  /** The cloud's number of the value, such as 710. */
  readonly stateId: number;
  /**
   * When the bus had the message, or the cloud answered, ms since 1970 UTC by their own clocks: what an event time is compared
   * with. Default `receivedAtMs`.
   */
  readonly hadAtMs?: number;
}
