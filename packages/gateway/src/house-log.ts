// The house's log: one JSON line an entry on stderr, with what must not be read taken out.
import type { Log } from '@fairlead/sdk';
import { pino, stdTimeFunctions } from 'pino';
import type { GatewayConfig } from './config.ts';

const secretNames = [
  'password',
  'token',
  'access_token',
  'accessToken',
  'authorization',
  'cookie',
  'key',
  'secret',
  'username',
  'pin',
  'body',
  'row',
  'value',
];
const everywhere = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export function houseLog(level: GatewayConfig['logLevel'], write?: (line: string) => void): Log {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: everywhere, censor: '[removed]' },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return write === undefined ? pino(options, pino.destination(2)) : pino(options, { write });
}
