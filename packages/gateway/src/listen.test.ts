import { expect, test } from 'vitest';
import { hostNames, urlOf } from './listen.ts';

test('the names of this machine with our port are ours, and what the operator adds; nothing else', () => {
  const names = hostNames({ host: '127.0.0.1', publicHosts: ['House.example:443'] }, 8700);
  expect([...names]).toEqual(['127.0.0.1:8700', 'localhost:8700', '[::1]:8700', 'house.example:443']);
  expect(hostNames({ host: '::1', publicHosts: [] }, 80)).toContain('localhost');
});

test('an address is written as a browser on this machine needs it', () => {
  expect(urlOf({ address: '127.0.0.1', port: 1, family: 'IPv4' })).toBe('http://127.0.0.1:1');
  expect(urlOf({ address: '::1', port: 1, family: 'IPv6' })).toBe('http://[::1]:1');
  expect(urlOf({ address: '0.0.0.0', port: 1, family: 'IPv4' })).toBe('http://127.0.0.1:1');
});
