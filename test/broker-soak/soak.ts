// Real traffic through the broker with random kills: nothing that was taken in may be lost, whatever is cut, and when.
// Clients: the official one over TCP, in batches and over WebSocket; publishers in process and over AMQP.
import {
  ServiceBusClient,
  type ServiceBusClientOptions,
  type ServiceBusReceivedMessage,
  type ServiceBusReceiver,
} from '@azure/service-bus';
import { type AmqpListener, createNamespace, listen, type Namespace } from '@fairlead/broker';

export interface SoakOptions {
  readonly trafficMs: number;
  /** In [0, 1); decides kills and what readers do. */
  readonly random: () => number;
}

export interface SoakResult {
  /** Accepted by the broker: each must be seen. */
  readonly published: number;
  readonly missing: number;
  /** Seen more than once: what "at least once" allows. */
  readonly repeated: number;
  readonly kills: number;
  readonly abandoned: number;
  readonly held: number;
  readonly refusedPublications: number;
  readonly left: number;
  readonly dropped: number;
  readonly deadLettered: number;
  readonly lockExpired: number;
}

const topic = 'topic';
const subscription = 'default';
const key = 'c2VjcmV0';
const lockDurationMs = 2000;
/** Messages a second that are published in process; some tens more come over AMQP. */
const publishEveryMs = 4;
/** Of the messages that a reader gets. */
const abandonShare = 0.03;
const holdShare = 0.002;
/** What still comes after the traffic: locks that run out, and clients on their way back. */
const drainWithinMs = 60_000;

const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

type WebSocketImpl = NonNullable<NonNullable<ServiceBusClientOptions['webSocketOptions']>['webSocket']>;

/** The official client makes `wss:` of every address. */
class PlainWebSocket extends WebSocket {
  constructor(url: string, protocols: string | string[]) {
    super(url.replace(/^wss:/, 'ws:'), protocols);
  }
}

export async function soak({ trafficMs, random }: SoakOptions): Promise<SoakResult> {
  const namespace = createNamespace({
    subscriptionDefaults: { lockDurationMs, maxDeliveryCount: 10_000, maxMessages: 1_000_000, maxBytes: 2 ** 31 },
  });
  namespace.createTopic(topic);
  namespace.createSubscription(topic, subscription);
  namespace.setKey(topic, { name: 'both', key, rights: ['listen', 'send'] });
  const listener = await listen(namespace);
  const readers = new Readers(listener, random);
  const publishers = new Publishers(namespace, listener);
  readers.start();

  const untilMs = performance.now() + trafficMs;
  const traffic = Promise.all([publishers.inProcess(untilMs), publishers.overAmqp(untilMs)]);
  const kills = await killAtRandom(listener, untilMs, random);
  await traffic;

  const drainedByMs = performance.now() + drainWithinMs;
  const left = () => {
    const { active, locked, deferred } = namespace.counters(topic, subscription);
    return active + locked + deferred;
  };
  while (left() > 0 && performance.now() < drainedByMs) await delay(20);
  const { dropped, deadLettered, lockExpired } = namespace.counters(topic, subscription);
  const seen = [...publishers.accepted].map((id) => readers.seen.get(id) ?? 0);
  const result: SoakResult = {
    published: seen.length,
    missing: seen.filter((times) => times === 0).length,
    repeated: seen.filter((times) => times > 1).length,
    kills,
    abandoned: readers.abandoned,
    held: readers.held,
    refusedPublications: publishers.refused,
    left: left(),
    dropped,
    deadLettered,
    lockExpired,
  };
  await Promise.all([readers.stop(), publishers.stop()]);
  await listener.close();
  namespace.close();
  return result;
}

/** Kills every client's connection at random moments, three ways. @returns how often */
async function killAtRandom(listener: AmqpListener, untilMs: number, random: () => number): Promise<number> {
  let kills = 0;
  while (performance.now() < untilMs) {
    await delay(200 + random() * 1300);
    kills += 1;
    const way = random();
    if (way < 0.4) listener.cutAll(null);
    else if (way < 0.8) listener.cutAll();
    else {
      listener.refuseNew(true);
      listener.cutAll(null);
      await delay(random() * 400);
      listener.refuseNew(false);
    }
  }
  return kills;
}

function clientOf({ port }: AmqpListener, webSocket = false): ServiceBusClient {
  return new ServiceBusClient(
    `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=both;SharedAccessKey=${key}` +
      (webSocket ? '' : ';UseDevelopmentEmulator=true'),
    {
      retryOptions: { maxRetries: 100, retryDelayInMs: 50, maxRetryDelayInMs: 300, timeoutInMs: 5000 },
      ...(webSocket ? { webSocketOptions: { webSocket: PlainWebSocket as unknown as WebSocketImpl } } : {}),
    },
  );
}

class Readers {
  /** Message id to how often it came. */
  readonly seen = new Map<string, number>();
  abandoned = 0;
  held = 0;
  readonly #clients: readonly ServiceBusClient[];
  readonly #random: () => number;
  #stopping = false;
  #batches: Promise<void> = Promise.resolve();

  constructor(listener: AmqpListener, random: () => number) {
    this.#clients = [clientOf(listener), clientOf(listener), clientOf(listener, true)];
    this.#random = random;
  }

  start(): void {
    const [tcp, batches, webSocket] = this.#clients.map((client) =>
      client.createReceiver(topic, subscription, { skipParsingBodyAsJson: true, maxAutoLockRenewalDurationInMs: 0 }),
    );
    for (const receiver of [tcp, webSocket])
      receiver?.subscribe(
        { processMessage: (message) => this.#handle(receiver, message), processError: async () => {} },
        { autoCompleteMessages: false, maxConcurrentCalls: 20 },
      );
    if (batches) this.#batches = this.#readBatches(batches);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#batches;
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  async #readBatches(receiver: ServiceBusReceiver): Promise<void> {
    while (!this.#stopping) {
      // A receiver that is cut in the middle of a batch rejects; the next one opens a link anew.
      const batch = await receiver.receiveMessages(20, { maxWaitTimeInMs: 200 }).catch(() => []);
      await Promise.all(batch.map((message) => this.#handle(receiver, message)));
    }
  }

  async #handle(receiver: ServiceBusReceiver, message: ServiceBusReceivedMessage): Promise<void> {
    const id = String(message.messageId);
    this.seen.set(id, (this.seen.get(id) ?? 0) + 1);
    const choice = this.#random();
    if (choice < holdShare) {
      this.held += 1;
      return;
    }
    if (choice < holdShare + abandonShare) this.abandoned += 1;
    const settling =
      choice < holdShare + abandonShare ? receiver.abandonMessage(message) : receiver.completeMessage(message);
    // The line may be cut before the settlement: then the lock runs out and the message comes again.
    await settling.catch(() => {});
  }
}

class Publishers {
  /** What the broker said that it had taken. */
  readonly accepted = new Set<string>();
  refused = 0;
  readonly #namespace: Namespace;
  readonly #client: ServiceBusClient;

  constructor(namespace: Namespace, listener: AmqpListener) {
    this.#namespace = namespace;
    this.#client = clientOf(listener);
  }

  async inProcess(untilMs: number): Promise<void> {
    for (let n = 0; performance.now() < untilMs; n++) {
      const messageId = `in-process-${n}`;
      this.#namespace.publish(topic, Buffer.alloc(230, 'x'), { messageId });
      this.accepted.add(messageId);
      await delay(publishEveryMs);
    }
  }

  async overAmqp(untilMs: number): Promise<void> {
    const sender = this.#client.createSender(topic);
    for (let n = 0; performance.now() < untilMs; n++) {
      const ids = Array.from({ length: 5 }, (_, at) => `amqp-${n}-${at}`);
      const sent = sender.sendMessages(ids.map((messageId) => ({ messageId, body: Buffer.alloc(230, 'y') })));
      await sent.then(
        () => {
          for (const id of ids) this.accepted.add(id);
        },
        () => {
          this.refused += 1;
        },
      );
      await delay(50);
    }
  }

  stop(): Promise<void> {
    return this.#client.close();
  }
}
