// From connection details to the words that the Service Bus client understands. Refuses what must not leave in clear.
import { LinkLossError } from './link-loss-error.ts';
import type { ConnectionDetails } from './message-source.ts';

const amqpsPort = 5671;
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;
const hostName = /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[?::1\]?)$/i;

/**
 * A connection string. It holds the key: never log it.
 * The host may carry a port, which then counts instead of `port`. Plain AMQP is for loopback alone.
 * @throws LinkLossError (permanent) for details that cannot be used.
 */
export function connectionString(details: ConnectionDetails): string {
  const { host, port } = hostAndPort(details);
  if (!hostName.test(host)) throw unusable('the host is not a host name');
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw unusable('the port is not 1 to 65535');
  if (details.topic === '' || details.subscription === '') throw unusable('topic or subscription is missing');
  if (!plain(details.username) || !plain(details.password)) throw unusable('user name or key is missing or broken');
  if (!details.useSsl && !loopback.test(host))
    throw unusable('they ask for a connection without TLS (UseSSL false), which is allowed to this machine only');
  // The port goes into the name that the key signs: leave the usual one out, as everybody does.
  const place = details.useSsl && port === amqpsPort ? host : `${host}:${port}`;
  const parts = [
    `Endpoint=sb://${place}/`,
    `SharedAccessKeyName=${details.username}`,
    `SharedAccessKey=${details.password}`,
  ];
  if (!details.useSsl) parts.push('UseDevelopmentEmulator=true');
  return parts.join(';');
}

function hostAndPort({ host, port }: ConnectionDetails): { readonly host: string; readonly port: number } {
  const withPort = /^(\[[^\]]*\]|[^:]*):(\d{1,5})$/.exec(host);
  if (withPort) return { host: withPort[1] ?? '', port: Number(withPort[2]) };
  return { host: host === '::1' ? '[::1]' : host, port };
}

/** A semicolon or a line end would start a further part of the string. */
const plain = (text: string): boolean => text !== '' && !/[;\s]/.test(text);

const unusable = (why: string): LinkLossError =>
  new LinkLossError({
    condition: 'details',
    message: `Failed to use the connection details: ${why}. They are fetched again.`,
    permanent: true,
  });
