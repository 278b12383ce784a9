import { expect, test } from 'vitest';
import { serviceBusLoss } from './service-bus-loss.ts';

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
  [{ code: 'ServiceBusy', message: 'Try later' }, 'ServiceBusy', false],
  [undefined, 'disconnected', false],
])('%j is told as %s', (error, condition, permanent) => {
  expect(serviceBusLoss(error)).toMatchObject({ condition, permanent });
});

test.each([
  [
    'connect ECONNREFUSED 127.0.0.1:1',
    '(ECONNREFUSED): nothing listens there; check the host and the port of the endpoint',
  ],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'does not speak TLS; check the port of the endpoint of the bus'],
  ['getaddrinfo ENOTFOUND bus.example', 'nobody knows its host; check the host of the endpoint of the bus'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'pass a private CA with the option `ca` of `serviceBusSource`.'],
])('%s says where to look', (message, sentence) => {
  expect(serviceBusLoss({ code: 'GeneralError', message }).message).toContain(sentence);
});

test('of the client’s own text nothing is told, and of its names those of closed sets alone', () => {
  const words = ['ESECRETS', 'CERT_OF_SOMEBODY', 'ERR_KEY_abc'];
  for (const word of words)
    for (const error of [
      { condition: word, description: word },
      { code: word, message: `${word} at sb://bus.example/installation_1a57a110?sig=abc` },
      { code: 'GeneralError', message: word },
    ])
      expect(JSON.stringify(serviceBusLoss(error))).not.toMatch(/SECRET|SOMEBODY|KEY|bus\.example|1a57a110|sig/);
  expect(serviceBusLoss({ condition: 'amqp:internal-error', description: 'of somebody' }).message).toBe(
    'The link to the bus ended (amqp:internal-error).',
  );
});
