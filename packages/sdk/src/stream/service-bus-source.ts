// The real bus: one client, one connection, one receiving link per `open`, by the official library.
// Invariant: a link lives once. The library would reconnect by itself, with old details and without a word; here every end
// of the first connection is a loss, told once, and the client is closed. The way back belongs to the supervisor.
import { ServiceBusClient } from '@azure/service-bus';
import { accountChecks } from '../account/checked-options.ts';
import type { Log } from '../account.ts';
import { type Clock, systemClock } from '../clock.ts';
import { discreetLog } from '../log/discreet-log.ts';
import { type OptionRules, optionsBy } from '../option-table.ts';
import { duration, listOf, text } from '../value-check.ts';
import { connectionString } from './connection-string.ts';
import { LinkLossError } from './link-loss-error.ts';
import type { ConnectionDetails, LinkHandler, MessageLink, MessageSource } from './message-source.ts';
import { ServiceBusLink } from './service-bus-link.ts';

/** What the source of bus messages is opened with. */
export interface ServiceBusSourceOptions {
  /** Called as pino is; it is told no secret. @example console */
  readonly log: Log;
  /** Time and timers. Default the machine's own; sockets know no other. @example systemClock */
  readonly clock?: Clock;
  /**
   * A connection on which nothing comes for twice this long, in ms, is taken for dead. Default 40,000: with 1 s for the
   * socket it is noticed after 81 s.
   *
   * @example 20_000
   */
  readonly idleTimeoutMs?: number;
  /**
   * PEM of the authorities that are trusted on the connections of this source instead of those that the process trusts, as
   * Node's own `ca` is; whatever else runs in the process goes on without them. Default: those that the process trusts.
   *
   * @example
   * serviceBusSource({ log, ca: await readFile('our-ca.pem', 'utf8') })
   * serviceBusSource({ log, ca: [ourCa, ...tls.rootCertificates] }) // both
   */
  readonly ca?: string | readonly string[];
}

/** One settlement or retry of the library may take this long. */
const operationTimeoutMs = 10_000;

const { clock: isClock, log: isLog } = accountChecks;
const rules: OptionRules<ServiceBusSourceOptions> = {
  task: 'make a source of bus messages',
  table: {
    ...{ log: isLog, clock: isClock, idleTimeoutMs: duration },
    ca: (value, name) => (typeof value === 'string' ? null : listOf(text)(value, name)),
  },
  needed: { log: 'a log such as console' },
};

/**
 * Reads Azure Service Bus, or a broker that speaks like it. Details that ask for a connection without TLS are refused with a
 * LinkLossError of the condition `details`, unless the host is this machine.
 *
 * @example
 * connect({ credentials, userAgent, source: serviceBusSource({ log, idleTimeoutMs: 20_000 }) })
 *
 * @throws SdkError `invalid-option` when an option cannot be used
 */
export function serviceBusSource(options: ServiceBusSourceOptions): MessageSource {
  const { clock = systemClock, idleTimeoutMs = 40_000, ca } = optionsBy(options, rules);
  const log = discreetLog(options.log);
  const authorities = ca === undefined ? null : [ca].flat();
  return {
    async open(details: ConnectionDetails, handler: LinkHandler, { credit, signal }): Promise<MessageLink> {
      const client = clientOf(details);
      const link = new ServiceBusLink({ client, details, handler, credit, clock, log, idleTimeoutMs, authorities });
      const giveUp = (): void => link.giveUp();
      signal?.addEventListener('abort', giveUp, { once: true });
      if (signal?.aborted) giveUp();
      await link.opened.finally(() => signal?.removeEventListener('abort', giveUp));
      return link;
    },
  };
}

function clientOf(details: ConnectionDetails): ServiceBusClient {
  const secret = connectionString(details);
  try {
    return new ServiceBusClient(secret, { retryOptions: { maxRetries: 0, timeoutInMs: operationTimeoutMs } });
  } catch {
    // The library's own text may hold the connection string: neither it nor the cause is passed on.
    throw new LinkLossError({
      condition: 'details',
      message: 'Failed to use the connection details: the Service Bus client refuses them. They are fetched again.',
      permanent: true,
    });
  }
}
