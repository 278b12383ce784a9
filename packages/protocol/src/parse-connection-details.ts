// What the cloud answers to `messagingConnectionDetails`. The result holds the bus key: use it and forget it.
import { connectionTypes } from './enumerations.ts';
import { type Parsed, RowReader } from './row-reader.ts';

export interface ParsedConnectionDetails {
  /** Name or address without scheme or path; a port in it counts instead of `port`. */
  readonly host: string;
  /** 5671 where the answer does not say. */
  readonly port: number;
  /** True where the answer does not say. */
  readonly useSsl: boolean;
  readonly username: string;
  /** Shared access key; secret. */
  readonly password: string;
  readonly topic: string;
  readonly subscription: string;
}

const amqpTlsPort = 5671;

/** A host name, an IPv4 address, or an IPv6 address in brackets, with or without a port: nothing that could add to a connection string. */
const hostPattern = /^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

export function parseConnectionDetails(value: unknown): Parsed<ParsedConnectionDetails> {
  const row = new RowReader(value);
  row.required(isAmqp(row), 'Type', 'the type 0 (AMQP 1.0)', true);
  const host = row.required(matching(row.text('Host'), hostPattern), 'Host', 'a host name', '');
  const port = row.required(portOf(row), 'Port', 'a port from 1 to 65535', 0);
  const username = row.required(row.text('Username'), 'Username', 'text', '');
  const password = row.required(row.text('Password'), 'Password', 'text', '');
  const topic = row.required(row.text('Topic'), 'Topic', 'text', '');
  const subscription = row.required(row.text('Subscription'), 'Subscription', 'text', '');
  return row.finish(() => ({
    host,
    port,
    useSsl: row.flag('UseSSL') ?? true,
    username,
    password,
    topic,
    subscription,
  }));
}

function isAmqp(row: RowReader): true | undefined {
  const type = row.raw('Type') ?? connectionTypes.Amqp10;
  return type === connectionTypes.Amqp10 || row.integer('Type') === connectionTypes.Amqp10 ? true : undefined;
}

function portOf(row: RowReader): number | undefined {
  if ((row.raw('Port') ?? null) === null) return amqpTlsPort;
  const port = row.integer('Port');
  return port !== null && port >= 1 && port <= 65_535 ? port : undefined;
}

function matching(text: string | null, pattern: RegExp): string | undefined {
  return text !== null && pattern.test(text) ? text : undefined;
}
