// Opens the HTTP door, and says in one sentence why it cannot be opened.
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { GatewayConfig } from './config.ts';
import { GatewayError, reasonOf } from './gateway-error.ts';

/** @throws GatewayError `port-in-use`, `listen-failed` */
export async function listen(
  server: FastifyInstance,
  { host, port }: Pick<GatewayConfig, 'host' | 'port'>,
): Promise<AddressInfo> {
  try {
    await server.listen({ host, port });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new GatewayError(
        'port-in-use',
        `Failed to listen: port ${port} on ${host} is in use. Stop the program that uses it, or choose another with --port (or FAIRLEAD_PORT).`,
        { host, port },
        cause,
      );
    throw new GatewayError(
      'listen-failed',
      `Failed to listen on ${host}, port ${port}: ${reasonOf(cause)}. Choose another with --host and --port.`,
      { host, port },
      cause,
    );
  }
  return server.server.address() as AddressInfo;
}

/** Where a browser on this machine finds us. */
export function urlOf({ address, port, family }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://127.0.0.1:${port}`;
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}

/** Host header values that are ours: this machine's own names with our port, and what the operator added. */
export function hostNames(
  { host, publicHosts }: Pick<GatewayConfig, 'host' | 'publicHosts'>,
  port: number,
): ReadonlySet<string> {
  const names = ['127.0.0.1', 'localhost', '[::1]', host.includes(':') ? `[${host}]` : host];
  const own = names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
  return new Set([...own, ...publicHosts].map((name) => name.toLowerCase()));
}
