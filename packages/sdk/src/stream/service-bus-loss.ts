// What an error of the Service Bus client means for a link, in a sentence without secrets.
import { notFound, unauthorized } from './link-loss-error.ts';
import type { ConnectionDetails, LinkLoss } from './message-source.ts';

/** Names of network and TLS troubles as Node gives them; the client passes them on inside its text. */
const networkCode =
  /\b(E[A-Z]{5,}|UNABLE_TO_[A-Z_]+|CERT_[A-Z_]+|SELF_SIGNED_[A-Z_]+|DEPTH_ZERO_[A-Z_]+|ERR_[A-Z_]+)\b/;
/** The client calls `amqp:not-found` a communication problem, as it does a DNS failure, which names its network code. */
const notFoundNames = new Set(['MessagingEntityNotFound', 'amqp:not-found', 'ServiceCommunicationProblem']);
const maxTextLength = 200;
/** Shorter names would be cut out of the middle of words. */
const minNameLength = 4;

/** Reads any error or error-like object of the client. */
export function serviceBusLoss(error: unknown, details: ConnectionDetails): LinkLoss {
  const { code, condition, message, description } = Object(error) as Record<string, unknown>;
  const text = [message, description].find((part) => typeof part === 'string' && part !== '') as string | undefined;
  const name = [condition, code].find((part) => typeof part === 'string' && part !== '') as string | undefined;
  if (name === 'UnauthorizedAccess' || name === 'amqp:unauthorized-access')
    return { condition: 'amqp:unauthorized-access', message: unauthorized, permanent: true };
  const network = networkCode.exec(text ?? '')?.[1];
  if (network === undefined && notFoundNames.has(name ?? ''))
    return { condition: 'amqp:not-found', message: notFound, permanent: true };
  const told = network ?? name ?? 'disconnected';
  const why = text === undefined ? silence : scrubbed(text, details);
  return { condition: told, message: `The link to the bus ended: ${why}`, permanent: false };
}

const silence = 'the other side went away or was silent for too long.';

/** Key, user name and topic identify an installation or open it; signatures and keys are cut wherever they stand. */
export function scrubbed(text: string, { password, username, topic }: ConnectionDetails): string {
  let clean = text;
  const names = [username, topic].filter((name) => name.length >= minNameLength);
  for (const part of [password, encodeURIComponent(password), ...names])
    if (part !== '') clean = clean.replaceAll(part, '…');
  return clean
    .replace(/(SharedAccess(?:Key|Signature)|sig|sr|skn)=[^\s;&,]*/gi, '$1=…')
    .replace(/\s+/g, ' ')
    .slice(0, maxTextLength);
}
