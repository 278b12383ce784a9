import { expect, test } from 'vitest';
import type { ConnectionDetails } from './message-source.ts';
import { scrubbed, serviceBusLoss } from './service-bus-loss.ts';

const details: ConnectionDetails = {
  host: 'bus.example',
  port: 5671,
  useSsl: true,
  username: 'installation_reader',
  password: 'c2VjcmV0+/key==',
  topic: 'installation_1a57a110',
  subscription: 'default',
};

test.each([
  [{ code: 'UnauthorizedAccess', message: 'Unauthorized' }, 'amqp:unauthorized-access', true],
  [{ condition: 'amqp:unauthorized-access' }, 'amqp:unauthorized-access', true],
  [{ code: 'MessagingEntityNotFound', message: 'The messaging entity could not be found' }, 'amqp:not-found', true],
  [{ code: 'ServiceCommunicationProblem', message: 'The entity was deleted' }, 'amqp:not-found', true],
  [{ code: 'ServiceCommunicationProblem', message: 'getaddrinfo ENOTFOUND bus.example' }, 'ENOTFOUND', false],
  [{ code: 'GeneralError', message: 'connect ECONNREFUSED 127.0.0.1:1' }, 'ECONNREFUSED', false],
  [
    { code: 'GeneralError', message: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE: first certificate' },
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    false,
  ],
  [{ condition: 'amqp:connection:forced', description: 'bye' }, 'amqp:connection:forced', false],
  [undefined, 'disconnected', false],
])('%j is told as %s', (error, condition, permanent) => {
  expect(serviceBusLoss(error, details)).toMatchObject({ condition, permanent });
});

test('keys, signatures, user name and topic are cut out of whatever the client says', () => {
  const text =
    `SharedAccessKey=${details.password};SharedAccessKeyName=${details.username} at ${details.topic} ` +
    `token sr=sb%3a%2f%2fbus&sig=abc%2Bdef&se=1 and ${encodeURIComponent(details.password)}`;
  const clean = scrubbed(text, details);
  for (const secret of ['c2VjcmV0', 'installation_', 'abc%2Bdef', 'sb%3a']) expect(clean).not.toContain(secret);
});

test('a long text is cut, and a short topic does not eat letters', () => {
  expect(scrubbed('x'.repeat(5_000), details).length).toBeLessThanOrEqual(200);
  expect(scrubbed('disconnected', { ...details, topic: 't', username: 'e' })).toBe('disconnected');
});
