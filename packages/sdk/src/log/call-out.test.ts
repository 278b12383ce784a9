import { expect, test } from 'vitest';
import { callOut } from './call-out.ts';

const boom = new Error('boom');
const throws = (): never => {
  throw boom;
};
/** A promise of another library is whatever has this. */
const then = 'then';

test.each([
  ['throws', throws],
  ['rejects', () => Promise.reject(boom)],
  [
    'answers a promise of another library that rejects',
    () => ({ [then]: (_: unknown, no: (why: Error) => void) => no(boom) }),
  ],
  ['answers one that throws when it is waited for', () => ({ [then]: throws })],
  ['answers what throws when it is looked at', () => Object.defineProperty({}, then, { get: throws })],
])('of a function that %s is told once, and nothing else comes of it', async (_, call) => {
  const failed: unknown[] = [];
  callOut(call, (cause) => failed.push(cause));
  await new Promise(setImmediate);
  expect(failed).toEqual([boom]);
});

test.each([undefined, null, 5, { [then]: 'later' }, Promise.resolve('done')])(
  'of a function that answers %j nothing is told',
  async (answer) => {
    const failed: unknown[] = [];
    callOut(
      () => answer,
      (cause) => failed.push(cause),
    );
    await new Promise(setImmediate);
    expect(failed).toEqual([]);
  },
);
