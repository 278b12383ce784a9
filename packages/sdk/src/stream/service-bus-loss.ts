// What an error of the Service Bus client means for a link: a condition of a closed set, and our own sentence about it.
// Invariant: nothing of the client's own text is told. It quotes hosts, entities, keys and tracking ids.
import { networkSentence } from '../explain/words-of-network.ts';
import { knownCode } from '../log/known-code.ts';
import { notFound, unauthorized } from './link-loss-error.ts';
import type { LinkLoss } from './message-source.ts';

/** Names of network and TLS troubles as Node gives them; the client passes them on inside its text. */
const networkCode =
  /\b(E[A-Z]{5,}|UNABLE_TO_[A-Z_]+|CERT_[A-Z_]+|SELF_SIGNED_[A-Z_]+|DEPTH_ZERO_[A-Z_]+|ERR_[A-Z_]+)\b/g;
/** The client calls `amqp:not-found` a communication problem, as it does a DNS failure, which names its network code. */
const notFoundNames: ReadonlySet<string> = new Set([
  'MessagingEntityNotFound',
  'amqp:not-found',
  'ServiceCommunicationProblem',
]);
/** `ServiceBusErrorCode` of the client, in what the others of it mean. */
const clientCodes: ReadonlySet<string> = new Set([
  'GeneralError',
  'MessageLockLost',
  'MessageNotFound',
  'MessageSizeExceeded',
  'MessagingEntityAlreadyExists',
  'MessagingEntityDisabled',
  'QuotaExceeded',
  'ServiceBusy',
  'ServiceTimeout',
  'SessionCannotBeLocked',
  'SessionLockLost',
]);

/** Reads any error or error-like object of the client. */
export function serviceBusLoss(error: unknown): LinkLoss {
  const { code, condition, message, description } = Object(error) as Record<string, unknown>;
  const names = [condition, code].filter((part) => typeof part === 'string');
  if (names.some((name) => name === 'UnauthorizedAccess' || name === 'amqp:unauthorized-access'))
    return { condition: 'amqp:unauthorized-access', message: unauthorized, permanent: true };
  const texts = [message, description].filter((part) => typeof part === 'string');
  const network = texts
    .flatMap((text) => text.match(networkCode) ?? [])
    .map(knownCode)
    .find((each) => each !== null);
  if (network === undefined && names.some((name) => notFoundNames.has(name)))
    return { condition: 'amqp:not-found', message: notFound, permanent: true };
  const named = names.find((name) => knownCode(name) !== null || clientCodes.has(name));
  return lossOf(network ?? named ?? 'disconnected');
}

function lossOf(condition: string): LinkLoss {
  const ended = 'The link to the bus ended';
  const isPlain = condition === 'disconnected';
  const message = isPlain ? `${ended}: the other side went away.` : networkSentence(ended, condition, 'bus');
  return { condition, message, permanent: false };
}
