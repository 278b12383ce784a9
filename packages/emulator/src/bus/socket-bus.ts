// The AMQP doors of the bus: plain, and TLS where asked for.
import { type AmqpListener, listen, type Namespace } from '@fairlead/broker';
import { EmulatorError } from '../emulator-error.ts';
import { makeTlsIdentity } from './certificate.ts';

export interface SocketBus {
  readonly port: number;
  readonly tlsPort: number | null;
  readonly caPem: string | null;
  cut(): void;
  /** Ends every connection; new ones are welcome. */
  cutOnce(): void;
  restore(): void;
  close(): Promise<void>;
}

export async function openSocketBus(
  namespace: Namespace,
  options: { readonly host: string; readonly port: number; readonly tlsPort: number | null; readonly nowMs: number },
): Promise<SocketBus> {
  const { host } = options;
  const plain = await open(namespace, { host, port: options.port }, '--amqp-port');
  const doors = [plain];
  let caPem: string | null = null;
  if (options.tlsPort !== null) {
    const identity = await makeTlsIdentity(options.nowMs);
    caPem = identity.caPem;
    const tls = { key: identity.key, cert: identity.cert };
    try {
      doors.push(await open(namespace, { host, port: options.tlsPort, tls }, '--amqp-tls-port'));
    } catch (cause) {
      await plain.close();
      throw cause;
    }
  }
  return {
    port: plain.port,
    tlsPort: doors[1]?.port ?? null,
    caPem,
    cut() {
      for (const door of doors) {
        door.refuseNew(true);
        door.cutAll();
      }
    },
    cutOnce() {
      for (const door of doors) door.cutAll();
    },
    restore() {
      for (const door of doors) door.refuseNew(false);
    },
    async close() {
      await Promise.all(doors.map((door) => door.close()));
    },
  };
}

async function open(
  namespace: Namespace,
  options: {
    readonly host: string;
    readonly port: number;
    readonly tls?: { readonly key: string; readonly cert: string };
  },
  flag: string,
): Promise<AmqpListener> {
  try {
    return await listen(namespace, options);
  } catch (cause) {
    const inUse = (cause as { cause?: NodeJS.ErrnoException }).cause?.code === 'EADDRINUSE';
    throw inUse
      ? new EmulatorError(
          'port-in-use',
          `Failed to open the emulator's AMQP door: port ${options.port} on ${options.host} is in use. Choose another with ${flag}.`,
          { cause },
        )
      : new EmulatorError(
          'cannot-listen',
          `Failed to open the emulator's AMQP door on ${options.host}:${options.port}: ${String(cause)}.`,
          { cause },
        );
  }
}
