// A TCP port as the command line and the environment give it.
import { InvalidArgumentError, Option } from 'commander';

/** Default ports (the same in every document); each can be changed by flag and by variable. */
export const ports = { gateway: 8700, emulator: 8710, amqp: 8711, amqpTls: 8712 } as const;

/** @param port what it is where nothing is said; undefined: none */
export function portOption(flag: string, description: string, port: number | undefined, variable: string): Option {
  return new Option(`${flag} <port>`, description).default(port).env(variable).argParser(parsePort);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a whole number from 0 (any free one) to 65535.');
}

/** The emulator's own doors, for every command that starts one. */
export const emulatorPortOptions: readonly Option[] = [
  portOption('--emulator-port', "the emulator's HTTP port", ports.emulator, 'FAIRLEAD_EMULATOR_PORT'),
  portOption('--amqp-port', "the emulator's plain AMQP port", ports.amqp, 'FAIRLEAD_AMQP_PORT'),
  portOption('--amqp-tls-port', "the emulator's AMQP port with TLS", ports.amqpTls, 'FAIRLEAD_AMQP_TLS_PORT'),
];
