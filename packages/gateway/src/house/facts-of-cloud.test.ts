import type { Fact } from '@fairlead/policy';
import { expect, test } from 'vitest';
import { factsOfCloud } from './facts-of-cloud.ts';

const call = (host: string) => ({ kind: 'call', door: { scheme: 'http', host } }) as Fact;
const stream = { kind: 'stream' } as Fact;

test('a login at another cloud does not forbid one here (token-reuse): only calls to this address count', () => {
  const here = call('127.0.0.1:8710');
  const facts = [call('127.0.0.1:18710'), stream, here, call('api.zaptec.com')];
  expect(factsOfCloud(facts, 'http://127.0.0.1:8710')).toEqual([stream, here]);
});

test('the default port is not part of the name', () => {
  const real = call('api.zaptec.com');
  expect(factsOfCloud([real], 'https://api.zaptec.com')).toEqual([real]);
});
