// The port between the service bus and us: whoever can deliver messages with peek-lock semantics can be a source.

/** What the cloud answers to `messagingConnectionDetails`; `password` is a secret. Source: zaptec-api.md §4.1. */
export interface ConnectionDetails {
  /** Of the bus, without a scheme. */
  readonly host: string;
  /** TCP port; 5671 with TLS by default. */
  readonly port: number;
  /** False is refused but for this machine. */
  readonly useSsl: boolean;
  /** Name of the shared access policy. */
  readonly username: string;
  /** Its key: a secret, and in no log line, error or fact. */
  readonly password: string;
  /** Such as `installation_<id>`. */
  readonly topic: string;
  /** Whose messages each go to one reader. */
  readonly subscription: string;
}

/** A message as it lies on the bus: its body is still in the cloud's binary framing. Source: zaptec-api.md §4.3. */
export interface BusMessage {
  /** In the cloud's binary framing. */
  readonly body: Uint8Array;
  /** The broker's sequence number: rises by one per message of a subscription. */
  readonly sequenceNumber: number;
  /** When the broker took it, ms since 1970 UTC. */
  readonly enqueuedAtMs: number;
  /** How many times it was delivered before: 0 at the first. */
  readonly deliveryCount: number;
}

/** How a message is settled. `complete` removes it, `abandon` puts it back at once. Source: zaptec-api.md §4.4. */
export type Settlement = 'complete' | 'abandon';

/** Why a link ended without being asked to. */
export interface LinkLoss {
  /**
   * AMQP condition or network code, such as `amqp:unauthorized-access`, `ECONNRESET`. `idle`: nothing came for too long, so
   * that the link may have been dead for a while, and what the bus handed to it comes late.
   */
  readonly condition: string;
  /** A sentence without secrets. */
  readonly message: string;
  /** True when the same details cannot work again: key rotated, entity gone. */
  readonly permanent: boolean;
}

/** What a source tells of a link while it is open. */
export interface LinkHandler {
  /** Called in order of arrival. The message is settled as the promise says; a rejection abandons it. */
  message(message: BusMessage): Promise<Settlement>;
  /** Called at most once, never after `close()`. The message of a `LinkLossError` is told, of any other loss a known condition. */
  lost(loss: LinkLoss): void;
}

/** A link that is open. */
export interface MessageLink {
  /** Stops delivery, lets messages under way be settled (at most 5 s), closes the connection. Never rejects. */
  close(): Promise<void>;
}

/** Opens links to the bus: `serviceBusSource`, or one of your own. */
export interface MessageSource {
  /**
   * Opens one receiving link with at most `credit` messages unsettled at a time. Once `signal` aborts nobody wants it any more:
   * who gives up an opening then holds up no end of the process; a link that comes all the same is closed.
   *
   * @throws LinkLossError when the link cannot be opened: it is told in its own words, any other error by a known condition alone
   */
  open(
    details: ConnectionDetails,
    handler: LinkHandler,
    options: { readonly credit: number; readonly signal?: AbortSignal },
  ): Promise<MessageLink>;
}
