import { everyExplanation, explain, faults, KeeperError } from '@fairlead/sdk';
import { expect, test } from 'vitest';
import { GatewayError } from '../gateway-error.ts';
import { whom } from './finding.ts';
import { reasonIn, toldIn, troubleOf, whomOf, wordsOf } from './trouble.ts';

test('every fault that an explanation can name has somebody to ask', () => {
  for (const fault of faults) expect(Object.values(whom)).toContain(whomOf(fault));
  for (const { fault } of everyExplanation()) expect(whomOf(fault)).toBeTruthy();
});

test('a sentence of ours is parted into what is the case and what to do, also where a name in it has dots', () => {
  expect(toldIn('Failed to read ./a.b/c.db: it is damaged. Move it away. Start again.')).toEqual({
    what: 'Failed to read ./a.b/c.db: it is damaged.',
    remedy: 'Move it away. Start again.',
  });
  expect(toldIn('Something else')).toEqual({ what: 'Something else', remedy: 'Look at the log of the gateway.' });
  expect(reasonIn('Failed to open the stream: a right is missing.')).toBe('a right is missing.');
});

test('an error of the house keeps its code and sentence, and whoever runs the house can mend it', () => {
  const error = new GatewayError('store-corrupt', 'Failed to open the store: it is damaged. Move it away.');
  expect(troubleOf(error)).toEqual({
    code: 'store-corrupt',
    what: 'Failed to open the store: it is damaged.',
    remedy: 'Move it away.',
    ask: whom.operator,
  });
});

test('what others threw is told by kind alone: its message may quote anything', () => {
  for (const foreign of [new Error('password hunter2'), new KeeperError('hunter2'), 'hunter2', null]) {
    const { code, what, remedy } = troubleOf(foreign);
    expect(code).toBe('foreign');
    expect(`${what} ${remedy}`).not.toContain('hunter2');
  }
});

test('a code has the words that `explain` has', () => {
  expect(wordsOf('login-refused')).toMatchObject({ subject: 'login-refused', fault: 'person' });
  expect(wordsOf('closed').happened).toBe(everyExplanation().find(({ subject }) => subject === 'closed')?.happened);
  expect(explain(null).subject).toBe('foreign');
});
