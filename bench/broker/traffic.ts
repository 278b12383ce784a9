// What goes over the wire in every round, and how far a rhea sender may go.
import rhea, { type Sender } from 'rhea';

export const topic = 'topic';
export const pathOfSubscription = 'topic/Subscriptions/default';
/** Of the reader; what @azure/service-bus asks for with 500 concurrent calls. */
export const credit = 500;
/** A message of the cloud has about 230 bytes. */
export const body = Buffer.alloc(230, 'x');

export const encodedMessage: Buffer = rhea.message.encode({ message_id: 'm', body: rhea.message.data_section(body) });

const outcomes = rhea.message as unknown as { accepted(fields: object): { described(): object } };
export const accepted = outcomes.accepted({}).described();

interface Outgoing {
  readonly credit: number;
  readonly session: {
    readonly outgoing: {
      readonly next_delivery_id: number;
      readonly next_pending_delivery: number;
      available(): number;
    };
  };
}

/** rhea takes the credit off a turn later: what it has not written yet still counts. */
export function roomOf(sender: Sender): number {
  const { credit: granted, session } = sender as unknown as Outgoing;
  const { outgoing } = session;
  return Math.min(granted - (outgoing.next_delivery_id - outgoing.next_pending_delivery), outgoing.available());
}
