// One client's connection, from its first byte to its end. Whatever goes wrong in it ends it and no other.
import type { Duplex } from 'node:stream';
import rhea, { type EventContext } from 'rhea';
import type { Clock, Timer } from '../clock.ts';
import type { Namespace } from '../namespace.ts';
import { type AmqpLimits, propertiesBytes, sessionBufferSize } from './amqp-limits.ts';
import { Claims } from './claims.ts';
import { boundFrames } from './frame-bounds.ts';
import { FrameWalker } from './frame-walker.ts';
import { LinkRouter } from './link-router.ts';
import { Outbox } from './outbox.ts';
import type { AmqpCondition, RheaConnection, RheaReceiver, RheaSender, RheaSession } from './rhea-types.ts';
import { refuseUnknown, saslMechanisms } from './sasl.ts';

export interface AmqpConnectionOptions {
  /** A socket, or what comes through a WebSocket. */
  readonly stream: Duplex;
  readonly namespace: Namespace;
  readonly limits: AmqpLimits;
  readonly clock: Clock;
  /** Says why as soon as the client has opened, instead of serving it. */
  readonly refuse: AmqpCondition | null;
}

/** How long a client may take to hang up after we have said goodbye. */
const goodbyeMs = 1000;

/** The least that AMQP 1.0 allows; below it rhea's arithmetic of fragments never ends. */
const smallestMaxFrameBytes = 512;

/** A peer that wants a sign of life more often would have us do nothing else. */
const shortestIdleMs = 1000;

export class AmqpConnection {
  readonly #options: AmqpConnectionOptions;
  readonly #connection: RheaConnection;
  readonly #claims: Claims;
  readonly #outbox: Outbox;
  readonly #router: LinkRouter;
  readonly #openTimer: Timer;
  #goodbyeTimer: Timer | undefined;
  #ending = false;
  /** A frame broke the bounds: whatever rhea makes of it, that is why. */
  #isBroken = false;
  #over = false;

  constructor(options: AmqpConnectionOptions) {
    const { stream, namespace, limits, clock } = options;
    this.#options = options;
    this.#claims = new Claims({ namespace, clock, maxClaims: limits.maxLinksPerConnection });
    this.#openTimer = clock.setTimer(() => stream.destroy(), limits.openWithinMs);
    // A container of its own: SASL then knows its connection, and no handler is shared.
    const container = rhea.create_container({ id: containerId });
    const mechanisms = saslMechanisms({
      namespace,
      loggedIn: (login) => {
        this.#claims.login = login;
      },
      refused: () => this.#hangUp(),
    });
    container.sasl_server_mechanisms = mechanisms;
    this.#connection = container.create_connection(connectionOptions(limits)) as RheaConnection;
    const { maxMessageBytes } = namespace;
    this.#outbox = new Outbox({
      stream,
      maxBufferedBytes: limits.maxBufferedBytes,
      largestBytes: maxMessageBytes + propertiesBytes,
      overflowed: () => this.end(notRead),
    });
    this.#router = new LinkRouter({
      connection: this.#connection,
      namespace,
      claims: this.#claims,
      limits,
      outbox: this.#outbox,
      clock,
    });
    this.#listen();
    boundFrames({
      connection: this.#connection,
      limits,
      maxMessageBytes,
      takesRequests: (link) => this.#router.takesRequests(link),
      isKnown: () => this.#claims.isProven(),
      isEnding: () => this.#ending,
      fail: (error) => this.end(error),
    });
    const onFlow = this.#connection.on_flow;
    this.#connection.on_flow = (frame) => {
      onFlow.call(this.#connection, frame);
      this.#router.sessionFlowed(this.#connection.remote_channel_map[frame.channel]);
    };
    this.#writeTurnsAtOnce();
    const walker = new FrameWalker(limits.maxFrameBytes);
    stream.on('data', (chunk: Buffer) => {
      if (walker.accepts(chunk)) return;
      // Nothing more is read; what came before in this chunk is.
      stream.pause();
      this.#isBroken = true;
      queueMicrotask(() => this.end(badFrame));
    });
    stream.once('close', () => this.#ended());
    this.#connection.accept(stream);
    refuseUnknown(this.#connection, mechanisms, () => this.#hangUp());
  }

  /** Says why, hangs up, and destroys the stream if the client does not follow; null destroys it at once. */
  end(error: AmqpCondition | null): void {
    const { stream } = this.#options;
    this.#ending = true;
    // At once, before the stream says so: a message published now must not be locked for a link that is ending.
    this.#router.allClosed();
    if (error === null || !this.#canSpeak()) {
      stream.destroy();
      return;
    }
    this.#sayGoodbye(error);
    this.#hangUp();
  }

  #listen(): void {
    const on = (events: readonly string[], handler: (context: EventContext) => void) => {
      for (const event of events) this.#connection.on(event, handler);
    };
    on(['connection_open'], () => this.#opened());
    on(['sender_open'], ({ sender }) => this.#router.senderOpened(sender as RheaSender));
    on(['receiver_open'], ({ receiver }) => this.#router.receiverOpened(receiver as RheaReceiver));
    on(['sender_close', 'sender_error'], ({ sender }) => this.#router.closed(sender as RheaSender));
    on(['receiver_close', 'receiver_error'], ({ receiver }) => this.#router.closed(receiver as RheaReceiver));
    on(['session_close', 'session_error'], ({ session }) => this.#router.sessionClosed(session as RheaSession));
    // An error event that nobody listens to would end the process.
    on(['connection_error', 'connection_close', 'disconnected'], () => this.#hangUp());
    // rhea reports what it cannot read, and hangs up once these return.
    for (const event of ['protocol_error', 'error'])
      this.#connection.on(event, (error: unknown) => {
        this.#ending = true;
        this.#sayGoodbye(this.#isBroken ? badFrame : unreadable(error));
        this.#hangUp();
      });
  }

  /** rhea writes frame by frame, a system call and a packet each; what it has for one turn goes out as one. */
  #writeTurnsAtOnce(): void {
    const { stream } = this.#options;
    const { _process: writeAll } = this.#connection;
    this.#connection._process = () => {
      stream.cork();
      try {
        writeAll.call(this.#connection);
      } finally {
        stream.uncork();
      }
      this.#outbox.written();
    };
  }

  #opened(): void {
    const { clock, refuse } = this.#options;
    clock.clearTimer(this.#openTimer);
    const { max_frame_size: maxFrameBytes, idle_time_out: idleMs } = this.#connection;
    if (refuse) this.end(refuse);
    else if (maxFrameBytes && maxFrameBytes < smallestMaxFrameBytes)
      this.end(notAllowed(`A max-frame-size below ${smallestMaxFrameBytes} is against AMQP 1.0.`));
    else if (idleMs && idleMs < shortestIdleMs)
      this.end(notAllowed(`An idle-time-out below ${shortestIdleMs} ms is too short for this broker.`));
  }

  /** Whether the client listens to AMQP: it has begun, and is not in the middle of a login. */
  #canSpeak(): boolean {
    const { state, amqp_transport: transport } = this.#connection;
    // Not once more after our close.
    return state.local_open || (!state.initialised && transport.header_received !== undefined);
  }

  /** Writes the close frame now, while the stream still takes it; before it our open, where the client has sent none. */
  #sayGoodbye(error: AmqpCondition): void {
    if (this.#over || !this.#canSpeak() || this.#options.stream.writableEnded) return;
    this.#connection.open();
    this.#connection.close(error);
    this.#connection._process();
  }

  #hangUp(): void {
    const { stream, clock } = this.#options;
    if (this.#over || this.#goodbyeTimer !== undefined) return;
    this.#router.allClosed();
    this.#goodbyeTimer = clock.setTimer(() => stream.destroy(), goodbyeMs);
    // After rhea has written what it still has to: the refusal of a login, or its half of a close.
    setImmediate(() => stream.end());
  }

  #ended(): void {
    const { clock } = this.#options;
    this.#over = true;
    clock.clearTimer(this.#openTimer);
    if (this.#goodbyeTimer !== undefined) clock.clearTimer(this.#goodbyeTimer);
    // rhea does not notice a destroyed stream and would keep its heartbeat going.
    this.#connection._disconnected();
    this.#router.allClosed();
    this.#claims.clear();
  }
}

const containerId = 'fairlead-broker';

const connectionOptions = (limits: AmqpLimits) => ({
  // rhea's typings want a port, as if every connection were dialled.
  port: 0,
  container_id: containerId,
  max_frame_size: limits.maxFrameBytes,
  channel_max: limits.maxSessionsPerConnection - 1,
  idle_time_out: limits.idleTimeoutMs,
  session_buffer_size: { outgoing: sessionBufferSize },
  tcp_no_delay: true,
  // Or abandon and defer look like release, and deliveries settle themselves.
  autosettle: false,
  treat_modified_as_released: false,
  receiver_options: { autoaccept: false, credit_window: 0 },
  reconnect: false,
});

const badFrame: AmqpCondition = {
  condition: 'amqp:connection:framing-error',
  description: 'A frame is larger than announced, or smaller than a frame can be.',
};

const notRead: AmqpCondition = {
  condition: 'amqp:resource-limit-exceeded',
  description: 'Too much waits to be read by this client. Read, and ask for less at a time.',
};

const notAllowed = (description: string): AmqpCondition => ({ condition: 'amqp:not-allowed', description });

function unreadable(error: unknown): AmqpCondition {
  const why = error instanceof Error ? error.message.slice(0, 200) : 'unknown reason';
  // What rhea says of a frame's own first eight bytes; the rest is about what is in it.
  const condition = /data offset|frame type/.test(why) ? 'amqp:connection:framing-error' : 'amqp:decode-error';
  return { condition, description: `A frame cannot be read: ${why}.` };
}
