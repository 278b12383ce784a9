import { expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { parseBaseAddress } from '../transport/base-address.ts';
import { LoginClaim } from './login-claim.ts';

const person = { username: 'owner@fairlead.test', password: '' };
const clock = manualClock();
const cloud = (url: string, reach: typeof fetch = fetch) => ({ base: parseBaseAddress(url), fetch: reach });
const here = cloud('https://api.example.org');

test('a person of a cloud is followed by one account, until that one is closed', () => {
  const [one, other] = [new LoginClaim(clock, here), new LoginClaim(clock, here)];
  expect([one.enter(), other.enter()]).toEqual([false, true]);
  expect([one.take(person), one.take(person), other.take(person)]).toEqual([true, true, false]);
  expect(other.take({ ...person, username: 'another' })).toBe(true);
  one.release();
  expect([other.enter(), other.take(person)]).toEqual([false, true]);
  other.release();
});

test('another cloud and another clock are other worlds', () => {
  const claims = [
    new LoginClaim(clock, here),
    new LoginClaim(clock, cloud('https://staging.example.org')),
    new LoginClaim(manualClock(), here),
  ];
  expect(claims.map((claim) => claim.enter())).toEqual([false, false, false]);
  expect(claims.map((claim) => claim.take(person))).toEqual([true, true, true]);
  for (const claim of claims) claim.release();
});

test('a fetch of its own is another way to the same cloud, but to another one on this machine', () => {
  const own: typeof fetch = (input, init) => fetch(input, init);
  for (const [url, isAnother] of [
    ['https://api.example.org', false],
    ['http://127.0.0.1:8710', true],
  ] as const) {
    const [one, other] = [new LoginClaim(clock, cloud(url)), new LoginClaim(clock, cloud(url, own))];
    expect([one.take(person), other.take(person)]).toEqual([true, isAnother]);
    one.release();
    other.release();
  }
});

test('what was closed claims nothing more', () => {
  const [closed, next] = [new LoginClaim(clock, here), new LoginClaim(clock, here)];
  closed.release();
  closed.take(person);
  expect([next.enter(), next.take(person)]).toEqual([false, true]);
  next.release();
});
