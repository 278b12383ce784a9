// The way back of `$cbs` and `$management`: answers go out settled, in order, and wait when the client gave no credit.
// Bound: the connection's outbox, which ends a client that asks and does not read.
import rhea, { type Message } from 'rhea';
import { CreditedSender } from './credited-sender.ts';
import type { Outbox } from './outbox.ts';
import type { RheaSender } from './rhea-types.ts';

export interface Reply {
  readonly status: number;
  readonly description: string;
  /** AMQP condition of an error. */
  readonly condition?: string;
  readonly body?: unknown;
}

export class ReplyLink {
  readonly #sender: CreditedSender;
  readonly #outbox: Outbox;
  readonly #waiting: Buffer[] = [];

  constructor(sender: RheaSender, outbox: Outbox) {
    this.#outbox = outbox;
    this.#sender = new CreditedSender(sender, outbox, () => this.flush());
  }

  answer(request: Message, reply: Reply): void {
    const encoded = rhea.message.encode(envelope(request, reply));
    this.#waiting.push(encoded);
    this.#outbox.hold(encoded.length);
    this.flush();
    this.#outbox.check();
  }

  /** Call it when the client has given credit. */
  flush(): void {
    while (this.#waiting.length > 0 && this.#sender.available() > 0) {
      const encoded = this.#waiting.shift();
      if (!encoded) return;
      this.#outbox.gone(encoded.length);
      // An unsettled answer at the head of a session would hold up all that is behind it.
      this.#sender.send(encoded, undefined).settled = true;
    }
  }

  /** The link is gone, and with it what waited for it. */
  ended(): void {
    for (const encoded of this.#waiting.splice(0)) this.#outbox.gone(encoded.length);
  }
}

/** An operation as an answer names it: a client's own words, which may be long, or no text at all. */
export const nameOf = (operation: unknown): string =>
  typeof operation === 'string' ? operation.slice(0, 100) : '(no text)';

function envelope(request: Message, { status, description, condition, body }: Reply): Message {
  const code = rhea.types.wrap_int(status);
  return {
    ...(request.message_id === undefined ? {} : { correlation_id: request.message_id }),
    application_properties: {
      // `$cbs` and `$management` spell these differently, clients read either.
      'status-code': code,
      'status-description': description,
      statusCode: code,
      statusDescription: description,
      ...(condition === undefined ? {} : { errorCondition: rhea.types.wrap_symbol(condition) }),
    },
    body: body ?? {},
  };
}
