// The way back of `$cbs` and `$management`: answers go out settled, in order, and wait when the client gave no credit.
import rhea, { type Message } from 'rhea';
import { CreditedSender } from './credited-sender.ts';
import type { RheaSender } from './rhea-types.ts';

/** A client has at most this many requests under way (its link's credit); more answers would be an error of ours. */
const mostWaiting = 1000;

export interface Reply {
  readonly status: number;
  readonly description: string;
  /** AMQP condition of an error. */
  readonly condition?: string;
  readonly body?: unknown;
}

export class ReplyLink {
  readonly #sender: CreditedSender;
  readonly #waiting: Buffer[] = [];

  constructor(sender: RheaSender) {
    this.#sender = new CreditedSender(sender, () => this.flush());
  }

  answer(request: Message, reply: Reply): void {
    if (this.#waiting.length >= mostWaiting) return;
    this.#waiting.push(rhea.message.encode(envelope(request, reply)));
    this.flush();
  }

  /** Call it when the client has given credit. */
  flush(): void {
    while (this.#waiting.length > 0 && this.#sender.available() > 0) {
      const encoded = this.#waiting.shift();
      // An unsettled answer at the head of a session would hold up all that is behind it.
      if (encoded) this.#sender.send(encoded, undefined).settled = true;
    }
  }
}

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
