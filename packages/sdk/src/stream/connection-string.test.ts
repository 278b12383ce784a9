import { expect, test } from 'vitest';
import { connectionString } from './connection-string.ts';
import type { ConnectionDetails } from './message-source.ts';

const key = 'bm90LWEtcmVhbC1rZXktYnV0LTMyLWJ5dGVzLWxvbmchIQ==';

const details = (over: Partial<ConnectionDetails> = {}): ConnectionDetails => ({
  host: 'bus.servicebus.windows.net',
  port: 5671,
  useSsl: true,
  username: 'installation_1a57a110',
  password: key,
  topic: 'installation_1a57a110',
  subscription: 'default',
  ...over,
});

const parts = `SharedAccessKeyName=installation_1a57a110;SharedAccessKey=${key}`;

test('the usual port is left out of the name that the key signs', () => {
  expect(connectionString(details())).toBe(`Endpoint=sb://bus.servicebus.windows.net/;${parts}`);
});

test('another port is named, and a port in the host counts instead of the field', () => {
  expect(connectionString(details({ port: 8712 }))).toContain('sb://bus.servicebus.windows.net:8712/');
  expect(connectionString(details({ host: 'bus.example:9000' }))).toContain('sb://bus.example:9000/');
});

test.each(['localhost', '127.0.0.1', '127.8.9.1', '::1', '[::1]', 'localhost:8711'])(
  'plain AMQP is allowed to %s',
  (host) => {
    expect(connectionString(details({ host, useSsl: false, port: 8711 }))).toMatch(
      /^Endpoint=sb:\/\/[^;]*:8711\/;.*;UseDevelopmentEmulator=true$/,
    );
  },
);

test.each(['bus.servicebus.windows.net', '10.0.0.4', 'localhost.evil.example', '127.0.0.1.evil.example'])(
  'plain AMQP to %s is refused with the reason',
  (host) => {
    expect(() => connectionString(details({ host, useSsl: false }))).toThrow(/without TLS/);
  },
);

test.each([
  ['a host with a path', { host: 'bus.example/evil' }],
  ['a host that starts another part', { host: 'bus.example;UseDevelopmentEmulator=true' }],
  ['an empty host', { host: '' }],
  ['port 0', { port: 0 }],
  ['a port too high', { host: 'bus.example:70000' }],
  ['a key that starts another part', { password: `${key};EntityPath=other` }],
  ['an empty key', { password: '' }],
  ['a user name with a line end', { username: 'a\nb' }],
  ['no topic', { topic: '' }],
])('%s is refused for good, without the key in the sentence', (_name, over) => {
  const refusal = (() => {
    try {
      return connectionString(details(over));
    } catch (error) {
      return error;
    }
  })();
  expect(refusal).toMatchObject({ condition: 'details', permanent: true });
  expect(String(refusal)).not.toContain(key);
});
