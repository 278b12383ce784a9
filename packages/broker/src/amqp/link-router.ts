// Which node a client's link leads to, whether it may be there, and what ends it.
import rhea, { type EventContext, type Message } from 'rhea';
import { BrokerError, type LinkLoss } from '../broker-error.ts';
import type { Clock } from '../clock.ts';
import { type EntityAddress, parseEntityAddress } from '../entity-address.ts';
import type { Namespace } from '../namespace.ts';
import type { Right } from '../topic-keys.ts';
import { type AmqpLimits, requestBytes, requestCredit } from './amqp-limits.ts';
import { putToken } from './cbs-node.ts';
import type { Claims } from './claims.ts';
import { DeliveryLink } from './delivery-link.ts';
import { manage } from './management-node.ts';
import type { Outbox } from './outbox.ts';
import { PublishingLink } from './publishing-link.ts';
import { ReplyDirectory } from './reply-directory.ts';
import { type Reply, ReplyLink } from './reply-link.ts';
import type { RheaConnection, RheaReceiver, RheaSender, RheaSession } from './rhea-types.ts';

export interface LinkRouterOptions {
  readonly connection: RheaConnection;
  readonly namespace: Namespace;
  readonly claims: Claims;
  readonly limits: AmqpLimits;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** What stands behind a link. */
interface Served {
  start?(): void;
  /** The client may have given credit, or opened its window; called once a turn. */
  flowed?(): void;
  lost(loss: LinkLoss): void;
  ended?(): void;
}

type RheaLink = RheaSender | RheaReceiver;

const cbs = '$cbs';

const { accepted } = rhea.message as unknown as { accepted(fields: object): { described(): unknown } };

export class LinkRouter {
  readonly #options: LinkRouterOptions;
  readonly #links = new Map<RheaLink, { readonly served: Served; readonly leave: () => void }>();
  readonly #replies = new ReplyDirectory();
  /** Bounded by the sessions of the connection, and emptied every turn. */
  readonly #flowed = new Set<RheaSession>();
  readonly #requests = new WeakSet<object>();

  constructor(options: LinkRouterOptions) {
    this.#options = options;
  }

  /** The client receives from us. */
  senderOpened(sender: RheaSender): void {
    const address = textOf(sender.source?.address);
    const path = withoutHost(address);
    sender.set_source({ address });
    echoModes(sender);
    if (sender.target?.address) sender.set_target({ address: textOf(sender.target.address) });
    this.#open(sender, path, 'listen', (address) => {
      if (!address || address.management) return this.#repliesOn(sender, path);
      const { connection, namespace, limits, outbox } = this.#options;
      return new DeliveryLink({
        sender,
        connection,
        queue: namespace.queueAt(address),
        lockPrefix: namespace.lockPrefix,
        outbox,
        maxUnsettled: limits.maxUnsettledPerLink,
      });
    });
  }

  /** The client sends to us. */
  receiverOpened(receiver: RheaReceiver): void {
    const address = textOf(receiver.target?.address);
    const path = withoutHost(address);
    receiver.set_target({ address });
    echoModes(receiver);
    if (receiver.source?.address) receiver.set_source({ address: textOf(receiver.source.address) });
    const right = path.toLowerCase().endsWith('/$management') ? 'listen' : 'send';
    this.#open(receiver, path, right, (address) => {
      const { namespace, claims, clock } = this.#options;
      if (!address) return this.#requestsOn(receiver, (request) => putToken(request, { namespace, claims, clock }));
      if (address.management) {
        const { lockPrefix } = namespace;
        return this.#requestsOn(receiver, (request) =>
          manage(request, { queue: namespace.queueAt(address), lockPrefix }),
        );
      }
      if (address.subscription === null) return new PublishingLink({ receiver, namespace, topic: address.topic });
      throw new BrokerError('bad-request', 'A subscription takes no messages. Send to its topic.');
    });
  }

  closed(link: RheaLink): void {
    const entry = this.#links.get(link);
    if (!entry) return;
    this.#links.delete(link);
    entry.leave();
    entry.served.ended?.();
  }

  sessionClosed(session: RheaSession): void {
    for (const link of [...this.#links.keys()]) if (link.session === session) this.closed(link);
  }

  /**
   * rhea tells a link of its own flow only, though the window is the session's. However many flows come in one turn, each
   * link is asked once after it.
   */
  sessionFlowed(session: RheaSession | undefined): void {
    if (!session) return;
    if (this.#flowed.size === 0) process.nextTick(() => this.#wake());
    this.#flowed.add(session);
  }

  allClosed(): void {
    for (const link of [...this.#links.keys()]) this.closed(link);
  }

  /** Whether it leads to `$cbs` or `$management`. */
  takesRequests(link: object): boolean {
    return this.#requests.has(link);
  }

  #wake(): void {
    const sessions = new Set(this.#flowed);
    this.#flowed.clear();
    for (const [link, { served }] of this.#links) if (sessions.has(link.session)) served.flowed?.();
  }

  #open(link: RheaLink, path: string, right: Right, serve: (address: EntityAddress | null) => Served): void {
    let leave = () => {};
    // Attached again before rhea had let go of it, a link would answer twice.
    link.removeAllListeners();
    try {
      const address = path === cbs ? null : addressOf(path);
      if (address)
        leave = this.#options.claims.join(path, address, right, (loss) => this.#links.get(link)?.served.lost(loss));
      const served = serve(address);
      this.#links.set(link, { served, leave });
      served.start?.();
    } catch (error) {
      leave();
      if (!(error instanceof BrokerError)) throw error;
      // The cloud's way: the attach is answered, then the link is detached with the reason.
      detach(link, error);
    }
  }

  #repliesOn(sender: RheaSender, path: string): Served {
    const replies = new ReplyLink(sender, this.#options.outbox);
    const leave = this.#replies.add(sender, [sender.name, textOf(sender.target?.address)], path, replies);
    const ended = () => {
      leave();
      replies.ended();
    };
    return { flowed: () => replies.flush(), lost: (loss) => detach(sender, loss), ended };
  }

  #requestsOn(receiver: RheaReceiver, handle: (request: Message) => Reply): Served {
    const asking = { node: withoutHost(textOf(receiver.target?.address)), session: receiver.session };
    receiver.on('message', ({ message, delivery }: EventContext) => {
      receiver.add_credit(1);
      delivery?.update(true, accepted({}).described());
      if (message) this.#replies.find(message, asking)?.answer(message, answered(message, handle));
    });
    this.#requests.add(receiver);
    receiver.local.attach.max_message_size = requestBytes;
    receiver.add_credit(requestCredit);
    return { lost: (loss) => detach(receiver, loss) };
  }
}

/** A request that cannot be served is answered so; its connection goes on. */
function answered(request: Message, handle: (request: Message) => Reply): Reply {
  try {
    return handle(request);
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    return { status: error.code === 'not-found' ? 404 : 400, description: error.message, condition: error.condition };
  }
}

/** Python's azure-servicebus attaches to `amqps://host:port/topic/…`. */
const withoutHost = (address: string): string => address.replace(/^amqps?:\/\/[^/]*\//i, '');

function addressOf(path: string): EntityAddress {
  const address = parseEntityAddress(path);
  if (address) return address;
  throw new BrokerError('not-found', 'The messaging entity could not be found: its address names none.');
}

/** Some clients (Go's azservicebus) give up when they get another mode than they asked for. */
function echoModes(link: RheaLink): void {
  link.local.attach.snd_settle_mode = link.snd_settle_mode ?? 2;
  link.local.attach.rcv_settle_mode = link.rcv_settle_mode ?? 0;
}

const detach = (link: RheaLink, { condition, message }: LinkLoss): void =>
  link.close({ condition, description: message });

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
