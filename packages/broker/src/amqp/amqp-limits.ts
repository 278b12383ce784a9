// The bounds of one listener. Together they bound what strangers can make it hold: measured on 40 connections without a
// token, each with all the links that it may have, attaches as long as they may be and two half-sent requests, 0.4 MB of
// heap and 0.4 MB of buffers a connection; with the longest begins (32 × 8 KiB) 1.1 MB, so 2.2 GB at 2,000. A client that
// does not read adds its outbox (8.3 MiB) for a second. Whoever has a key may have 256 links and 1 MiB half-sent: 4.4 MB.

/** What one listener allows its clients; whoever goes beyond is told so and ended, and nobody else notices. */
export interface AmqpLimits {
  /** Open sockets. Measured: 1,000 with two links each add 32 MB of heap, 139 MB resident. @default 2000 (280 MB) */
  readonly maxConnections: number;
  /** Announced, and held: a larger frame ends the connection. @default 65,536 bytes, as in Service Bus */
  readonly maxFrameBytes: number;
  /** @default 256 */
  readonly maxSessionsPerConnection: number;
  /** Links that are attached or being refused. @default 256; a Service Bus client has 5 per receiver */
  readonly maxLinksPerConnection: number;
  /** Deliveries of one link that wait for their outcome; the rest waits in the queue. @default 5000 */
  readonly maxUnsettledPerLink: number;
  /**
   * Bytes waiting for a slow reader's socket before its links are handed no more. Whoever asks on without reading, until
   * twice as many wait and a message, is ended. @default 4 MiB
   */
  readonly maxBufferedBytes: number;
  /** A connection that has not said `open` by then is ended. @default 30,000 ms */
  readonly openWithinMs: number;
  /** Half of the silence after which a peer counts as dead, announced to it. @default 60,000 ms */
  readonly idleTimeoutMs: number;
}

export const defaultAmqpLimits: AmqpLimits = {
  maxConnections: 2000,
  maxFrameBytes: 65_536,
  maxSessionsPerConnection: 256,
  maxLinksPerConnection: 256,
  maxUnsettledPerLink: 5000,
  maxBufferedBytes: 4 * 1024 * 1024,
  openWithinMs: 30_000,
  idleTimeoutMs: 60_000,
};

/**
 * rhea's ring of sent deliveries per session; it is freed from its head alone, so one slow message holds up as many as
 * fit (measured with 2048: delivery stops). A place is taken by a delivery in flight only, so an idle session pays nothing.
 */
export const sessionBufferSize = 16_384;

/** Requests that a client may send ahead on `$cbs`, `$management` and publishing links. */
export const requestCredit = 100;

/**
 * Links, and sessions, of a connection until its first token or login was accepted. Clients of Service Bus take two links
 * to `$cbs` in one session for it; one that takes as many for each of 16 readers at once may. The begins and attaches of a
 * stranger have 32 × (8 + 8) KiB = 512 KiB.
 */
export const strangersShare = 32;

/** Properties and annotations of a message, beside its body. */
export const propertiesBytes = 65_536;

/**
 * Announced as the largest message of links to `$cbs` and `$management`, and held. A token with its names has below 1 kB,
 * the longest list of locks that is taken (256) has 5 kB.
 */
export const requestBytes = 65_536;

/**
 * The longest begin or attach: rhea keeps it as long as the session or link, so at most 256 × 8 KiB = 2 MiB of each.
 * Those of @azure/service-bus 7.9.5 have 34 and 281 bytes.
 */
export const largestAttachBytes = 8192;

/**
 * What one connection may hold in deliveries whose last frame has not come: two requests at their largest until a token or
 * login was accepted, 16 from then on. Publications need a key: 12 at the default size, or one at a larger one.
 */
export const mostHalfSentBytes = {
  strangers: 128 * 1024,
  requests: 1024 * 1024,
  publications: 4 * 1024 * 1024,
} as const;
