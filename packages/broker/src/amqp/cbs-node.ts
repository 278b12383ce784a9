// The `$cbs` node: takes shared-access signatures and turns them into claims of the connection.
import type { Message } from 'rhea';
import { BrokerError } from '../broker-error.ts';
import type { Clock } from '../clock.ts';
import { parseEntityAddress } from '../entity-address.ts';
import type { Namespace } from '../namespace.ts';
import type { Claims } from './claims.ts';
import { nameOf, type Reply } from './reply-link.ts';
import { covers, parseSasToken, pathOfAudience, signedWith } from './sas-token.ts';

export interface CbsNodeOptions {
  readonly namespace: Namespace;
  readonly claims: Claims;
  readonly clock: Clock;
}

const refused = (description: string, status = 401, condition = 'amqp:unauthorized-access'): Reply => ({
  status,
  description,
  condition,
});

/** Python's azure-servicebus 7.15.0 calls its shared access signatures `jwt`; what they are shows in their text. */
const signatureTypes: ReadonlySet<string> = new Set(['servicebus.windows.net:sastoken', 'jwt']);

export function putToken(request: Message, { namespace, claims, clock }: CbsNodeOptions): Reply {
  const properties: Record<string, unknown> = request.application_properties ?? {};
  const { operation, type, name } = properties;
  if (operation !== 'put-token')
    return refused(`There is no operation ${nameOf(operation)} here.`, 400, 'amqp:not-implemented');
  if (typeof type !== 'string' || !signatureTypes.has(type))
    return refused('Only shared access signatures (servicebus.windows.net:sastoken) are taken.');
  if (typeof name !== 'string' || typeof request.body !== 'string') return refused('Name or token is missing.', 400);

  const token = parseSasToken(request.body);
  if (!token) return refused('MalformedToken: this is no shared access signature.');
  if (token.expiresAtMs <= clock.nowMs()) return refused('ExpiredToken: the shared access signature has expired.');
  if (!covers(token, name)) return refused('InvalidAudience: the signature is for another resource.');
  const path = pathOfAudience(name);
  const address = parseEntityAddress(path);
  if (!address) return refused(`InvalidAudience: ${name.slice(0, 300)} names no entity.`);
  try {
    const grant = namespace.grant(address.topic, token.keyName, (key) => signedWith(token, key));
    if (!claims.put(path, grant, token.expiresAtMs))
      return refused('Too many tokens on this connection.', 403, 'amqp:resource-limit-exceeded');
    return { status: 202, description: 'Accepted' };
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    return error.code === 'not-found'
      ? refused(error.message, 404, error.condition)
      : refused('InvalidSignature: the token has an invalid signature.');
  }
}
