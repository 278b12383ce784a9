// What rhea has and its typings lack. Nothing outside this folder may know rhea.
import type { Duplex } from 'node:stream';
import type { Connection, Delivery, Receiver, Sender, Session } from 'rhea';

export interface AmqpCondition {
  readonly condition: string;
  readonly description: string;
}

/** The fields of an attach frame that we answer. */
interface AttachFields {
  snd_settle_mode?: number;
  rcv_settle_mode?: number;
  max_message_size?: number;
}

/** A link as its session keeps it by the peer's handle. */
export interface RheaHandled {
  readonly credit: number;
  /** The delivery whose last frame has not come. */
  _incomplete: { frames: readonly Uint8Array[] } | undefined;
}

export interface RheaSession extends Session {
  readonly outgoing: {
    /** Free places in the ring of sent deliveries. */
    available(): number;
    /** How many frames the peer still takes in this session. */
    transfer_window(): number;
    /** The first delivery that has not gone out yet. */
    readonly next_pending_delivery: number;
    readonly next_delivery_id: number;
  };
  readonly remote: { readonly handles: Record<string, RheaHandled> };
}

export interface RheaSender extends Sender {
  readonly session: RheaSession;
  readonly credit: number;
  readonly local: { readonly attach: AttachFields };
  /** `open_requests` is above 0 until the attach is written. */
  readonly state: { readonly open_requests: number };
}

export interface RheaReceiver extends Receiver {
  readonly session: RheaSession;
  readonly local: { readonly attach: AttachFields };
}

/** rhea frees a sent delivery's place when both flags are set. */
export interface SentDelivery extends Omit<Delivery, 'settled' | 'remote_settled'> {
  settled: boolean;
  remote_settled: boolean;
}

export interface Frame {
  readonly channel: number;
  /** Bytes of the whole frame. */
  readonly size: number;
  readonly performative: Record<string, unknown>;
  payload?: Uint8Array;
}

type FrameHandler = (frame: Frame) => void;

export interface RheaConnection extends Connection {
  readonly socket: Duplex;
  /** `initialised` once we have opened, for good. */
  readonly state: { readonly local_open: boolean; readonly initialised: boolean };
  /** The layer of AMQP itself; it has heard of the peer once a login, if there was one, is over. */
  readonly amqp_transport: { readonly header_received: object | undefined };
  /** There from `accept` on; 3 is the protocol id of SASL. */
  readonly sasl_transport: { readonly transports: { readonly 3: RheaSaslServer } };
  accept(socket: Duplex): RheaConnection;
  /** Schedules the writing of what is pending. */
  _register(): void;
  /** Writes what is pending now. */
  _process(): void;
  /** Stops rhea's timers; it does not notice a socket that is destroyed. */
  _disconnected(): void;
  /** Sessions by the peer's channel, their links by the peer's handle. */
  readonly remote_channel_map: Readonly<Record<number, RheaSession>>;
  on_begin: FrameHandler;
  on_attach: FrameHandler;
  on_detach: FrameHandler;
  on_transfer: FrameHandler;
  on_flow: FrameHandler;
  on_disposition: FrameHandler;
  on_end: FrameHandler;
}

export interface RheaSaslServer {
  on_sasl_init: FrameHandler;
}

/** A server's side of one SASL exchange. */
export interface SaslMechanism {
  outcome: boolean | undefined;
  username: string | undefined;
  start(response: Uint8Array | null | undefined): void | Promise<void>;
}
