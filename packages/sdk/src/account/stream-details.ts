// The cloud's answer to `messagingConnectionDetails`, read once at the border. Its password goes to the link and nowhere else.
import { cloudFlag, cloudInteger } from '@fairlead/protocol';
import { SdkError } from '../sdk-error.ts';
import type { ConnectionDetails } from '../stream/message-source.ts';
import { isRow } from './cloud-rows.ts';

/** AMQP over TLS, where the answer names no port. */
const defaultPort = 5671;

/** @throws SdkError `unreadable-answer` naming the field */
export function connectionDetailsOf(body: unknown): ConnectionDetails {
  const fields = new Map(isRow(body) ? Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]) : []);
  const text = (name: string): string => {
    const value = fields.get(name.toLowerCase());
    if (typeof value === 'string' && value !== '') return value;
    throw new SdkError(
      'unreadable-answer',
      `Failed to read the stream's connection details: "${name}" is missing. They are asked for again.`,
    );
  };
  return {
    host: text('Host'),
    port: cloudInteger(fields.get('port')) ?? defaultPort,
    useSsl: cloudFlag(fields.get('usessl')) ?? true,
    username: text('Username'),
    password: text('Password'),
    topic: text('Topic'),
    subscription: text('Subscription'),
  };
}
