import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { covers, parseSasToken, pathOfAudience, signedWith } from './sas-token.ts';

const sr = 'sb%3A%2F%2Fhost%3A5671%2FTopic';
const sig = (key: string) => encodeURIComponent(createHmac('sha256', key).update(`${sr}\n1800000000`).digest('base64'));
const make = (key: string) => `SharedAccessSignature sr=${sr}&sig=${sig(key)}&se=1800000000&skn=my%20key`;

test('the signature is checked over the resource as it was encoded', () => {
  const token = parseSasToken(make('secret'));
  expect(token).toMatchObject({ keyName: 'my key', expiresAtMs: 1_800_000_000_000 });
  expect(token && signedWith(token, 'secret')).toBe(true);
  expect(token && signedWith(token, 'Secret')).toBe(false);
});

test('a token covers its own resource and what lies below it, nothing beside it', () => {
  const token = parseSasToken(make('secret'));
  if (!token) throw new Error('no token');
  expect(covers(token, 'amqps://HOST:5671/topic')).toBe(true);
  expect(covers(token, 'sb://host:5671/Topic/Subscriptions/default')).toBe(true);
  expect(covers(token, 'sb://host:5671/Topic2')).toBe(false);
  expect(covers(token, 'sb://other:5671/Topic')).toBe(false);
});

test.each([
  '',
  'Bearer abc',
  'SharedAccessSignature ',
  'SharedAccessSignature sr=a&sig=b&se=soon&skn=c',
  'SharedAccessSignature sr=a&sig=b&skn=c',
  'SharedAccessSignature sr=a&sig=%&se=1&skn=c',
  `SharedAccessSignature sr=${'a'.repeat(5000)}&sig=b&se=1&skn=c`,
])('%.40s is no token', (text) => {
  expect(parseSasToken(text)).toBeNull();
});

test('the path of an audience is what follows the host', () => {
  expect(pathOfAudience('sb://host:5671/Topic/Subscriptions/default/')).toBe('Topic/Subscriptions/default');
  expect(pathOfAudience('sb://host')).toBe('');
});
