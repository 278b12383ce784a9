// One receiving link of the Service Bus client, from its opening to its only end.
// Measured with 7.9.5: forced close, killed socket and a stopped server are told by the connection's end within 10 ms and
// never by an error; wrong key, unknown entity and refused connections come as errors, which the library repeats for ever.
import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type { Log } from '../account.ts';
import type { Clock } from '../clock.ts';
import { LinkLossError, silentLoss } from './link-loss-error.ts';
import type {
  BusMessage,
  ConnectionDetails,
  LinkHandler,
  LinkLoss,
  MessageLink,
  Settlement,
} from './message-source.ts';
import { type FirstConnection, firstConnection, type LifeHandlers } from './service-bus-internals.ts';
import { serviceBusLoss } from './service-bus-loss.ts';

/** TLS, authentication and attach together; the library's own limit is 60 s for each step. */
const openWithinMs = 30_000;
/** How long messages under way may take to be settled after `close()`. */
const settleWithinMs = 5_000;
/** How long the library may take to say goodbye before the socket is destroyed. */
const goodbyeWithinMs = 1_000;

export interface ServiceBusLinkOptions {
  readonly client: ServiceBusClient;
  readonly details: ConnectionDetails;
  readonly handler: LinkHandler;
  readonly credit: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly idleTimeoutMs: number;
  /** PEM; null: those that the process trusts. */
  readonly authorities: readonly string[] | null;
}

export class ServiceBusLink implements MessageLink {
  /** Rejects with a LinkLossError when the link cannot be opened; everything is closed then. */
  readonly opened: Promise<void>;
  readonly #options: ServiceBusLinkOptions;
  readonly #connection: FirstConnection;
  readonly #receiver: ServiceBusReceiver;
  readonly #abort = new AbortController();
  readonly #subscription: { close(): Promise<void> };
  #state: 'opening' | 'open' | 'closing' | 'ended' = 'opening';
  #underWay = 0;
  #allSettled: () => void = () => {};
  #resolveOpened: () => void = () => {};
  #rejectOpened: (loss: LinkLossError) => void = () => {};
  #closed: Promise<void> | null = null;

  constructor(options: ServiceBusLinkOptions) {
    this.#options = options;
    const { client, details, clock, credit } = options;
    this.opened = new Promise((resolve, reject) => {
      this.#resolveOpened = resolve;
      this.#rejectOpened = reject;
    });
    this.#connection = firstConnection(client);
    this.#connection.setIdleTimeout(options.idleTimeoutMs);
    if (options.authorities !== null) this.#connection.trust(options.authorities);
    this.#connection.onEnd((reason, wasSilent) => this.#lose(wasSilent ? silentLoss : serviceBusLoss(reason)));
    this.#receiver = client.createReceiver(details.topic, details.subscription, {
      maxAutoLockRenewalDurationInMs: 0, // nothing is held so long: a message is settled after one commit
      skipParsingBodyAsJson: true,
    });
    const tooLate = clock.setTimer(() => this.#lose(timeout), openWithinMs);
    this.opened.then(
      () => clock.clearTimer(tooLate),
      () => clock.clearTimer(tooLate),
    );
    this.#subscription = this.#receiver.subscribe(this.#handlers(), {
      autoCompleteMessages: false,
      maxConcurrentCalls: credit,
      abortSignal: this.#abort.signal,
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Ends what is not open yet. */
  giveUp(): void {
    if (this.#state === 'opening') this.#lose(unwanted);
  }

  #handlers(): LifeHandlers {
    let connects = 0;
    return {
      preInitialize: async () => {
        if (++connects === 1) return;
        this.#lose(silentReconnect);
        await this.#closed; // the library goes on only when it finds itself closed
      },
      postInitialize: async () => {
        if (this.#state !== 'opening') return;
        this.#state = 'open';
        this.#resolveOpened();
      },
      processMessage: (message) => this.#take(message),
      processError: async ({ error, errorSource }) => {
        if (errorSource === 'receive') this.#lose(serviceBusLoss(error));
      },
    };
  }

  async #take(received: ServiceBusReceivedMessage): Promise<void> {
    if (this.#state === 'ended') return;
    this.#underWay++;
    await this.#settle(received, this.#state === 'closing' ? 'abandon' : await this.#offer(received));
    this.#underWay--;
    if (this.#underWay === 0) this.#allSettled();
  }

  #offer(received: ServiceBusReceivedMessage): Promise<Settlement> {
    const message = busMessage(received, this.#options.clock.nowMs());
    return this.#options.handler.message(message).catch((): Settlement => 'abandon');
  }

  /** A message that cannot be settled any more comes again. Over a new connection the library would try by itself. */
  async #settle(received: ServiceBusReceivedMessage, settlement: Settlement): Promise<void> {
    if (this.#state === 'ended') return;
    try {
      if (settlement === 'complete') await this.#receiver.completeMessage(received);
      else await this.#receiver.abandonMessage(received);
    } catch (error) {
      const { condition } = serviceBusLoss(error);
      this.#options.log.debug({ condition, settlement }, 'A bus message could not be settled; it will come again.');
    }
  }

  #lose(loss: LinkLoss): void {
    const before = this.#state;
    if (before === 'ended') return;
    this.#state = 'ended';
    this.#allSettled();
    this.#closed ??= this.#end();
    if (before === 'opening') this.#rejectOpened(new LinkLossError(loss));
    if (before === 'open') this.#options.handler.lost(new LinkLossError(loss));
  }

  async #close(): Promise<void> {
    if (this.#state !== 'ended') {
      this.#state = 'closing';
      // More messages come until it is closed. Whatever is not settled before the link is stays locked, and the library waits
      // 10 s for it, which holds up the end of the process.
      const settled = this.#subscription.close().then(() => this.#settled());
      await this.#within(settleWithinMs, settled);
      this.#state = 'ended';
    }
    await this.#end();
  }

  #settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#allSettled = resolve;
      if (this.#underWay === 0 || this.#state === 'ended') resolve();
    });
  }

  async #end(): Promise<void> {
    this.#abort.abort();
    const { client, log } = this.#options;
    const gone = client.close().then(() => this.#connection.socketClosed());
    if (await this.#within(goodbyeWithinMs, gone)) return;
    log.debug({ goodbyeWithinMs }, 'The bus did not say goodbye in time; its socket is destroyed.');
    this.#connection.destroySocket();
  }

  /** Waits for the work or the time, whichever ends first; true when the work was done. */
  #within(ms: number, work: Promise<unknown>): Promise<boolean> {
    const { clock } = this.#options;
    return new Promise((resolve) => {
      const done = (how: boolean): void => {
        clock.clearTimer(timer);
        resolve(how);
      };
      const timer = clock.setTimer(() => done(false), ms);
      work.then(
        () => done(true),
        () => done(false),
      );
    });
  }
}

const timeout: LinkLoss = {
  condition: 'timeout',
  message: `The bus did not answer within ${openWithinMs / 1000} s.`,
  permanent: false,
};

const unwanted: LinkLoss = {
  condition: 'closed',
  message: 'The link was closed before it was open.',
  permanent: false,
};

const silentReconnect: LinkLoss = {
  condition: 'disconnected',
  message: 'The link to the bus ended without a reason.',
  permanent: false,
};

function busMessage(received: ServiceBusReceivedMessage, nowMs: number): BusMessage {
  const { body, sequenceNumber, enqueuedTimeUtc, deliveryCount } = received;
  return {
    body: body instanceof Uint8Array ? body : new Uint8Array(), // anything else is not of the cloud: undecodable
    sequenceNumber: sequenceNumber ? low48Bits(sequenceNumber) : 0,
    enqueuedAtMs: enqueuedTimeUtc?.getTime() ?? nowMs,
    deliveryCount: deliveryCount ?? 0,
  };
}

/** On a partitioned entity the upper 16 bits name the partition; 48 bits fit into a number exactly. */
function low48Bits({ high, low }: { readonly high: number; readonly low: number }): number {
  return (high & 0xffff) * 2 ** 32 + (low >>> 0);
}
