import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Log } from '../account.ts';
import { SdkError } from '../sdk-error.ts';
import { discreetError, discreetLog } from './discreet-log.ts';

function recorded(): { readonly log: Log; readonly lines: [string, object, string][] } {
  const lines: [string, object, string][] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push([level, fields, message]);
  return { log: discreetLog({ debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }), lines };
}

test('an error of others is told by its kind, its code and its place, an error of ours by its sentence too', () => {
  const { log, lines } = recorded();
  const foreign = Object.assign(new TypeError('hunter2'), { code: 'ENOSPC' });
  log.warn({ accountId: 'main', cause: foreign, other: new Error('hunter2') }, 'It failed.');
  expect(lines).toEqual([
    [
      'warn',
      {
        accountId: 'main',
        cause: { name: 'TypeError', code: 'ENOSPC', message: null, at: expect.any(Array) },
        other: { name: 'Error', code: null, message: null, at: expect.any(Array) },
      },
      'It failed.',
    ],
  ]);
  expect(discreetError(foreign).at[0]).toMatch(/discreet-log\.test\.ts:\d+:\d+$/);
  expect(discreetError(new SdkError('held', 'Failed to x: y. Z.'))).toMatchObject({
    code: 'held',
    message: 'Failed to x: y. Z.',
  });
  const ofOthers = new SdkError('store-failed', 'Failed to x: y. Z.', { cause: discreetError(foreign) });
  expect(discreetError(ofOthers).at).toEqual(discreetError(foreign).at);
});

test('fields without an error are handed on as they are, at every level', () => {
  const { log, lines } = recorded();
  const fields = { untilMs: 5 };
  for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level](fields, level);
  expect(lines.map(([level]) => level)).toEqual(['debug', 'info', 'warn', 'error']);
  expect(lines.every(([, told]) => told === fields)).toBe(true);
});

test('a log that throws or rejects loses the line and nothing else', async () => {
  const unhandled: unknown[] = [];
  const note = (cause: unknown): void => void unhandled.push(cause);
  process.on('unhandledRejection', note);
  const throws = (): never => {
    throw new Error('the log stream is closed');
  };
  const rejects = (): Promise<never> => Promise.reject(new Error('the log stream is closed'));
  for (const given of [throws, rejects]) {
    const log = discreetLog({ debug: given, info: given, warn: given, error: given });
    for (const level of ['debug', 'info', 'warn', 'error'] as const)
      expect(() => log[level]({ cause: new Error('x') }, level)).not.toThrow();
  }
  await new Promise(setImmediate);
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

test('an error is told in the same way by a log that was made discreet twice', () => {
  const { log, lines } = recorded();
  discreetLog(log).warn({ cause: new TypeError('hunter2') }, 'It failed.');
  expect(lines[0]?.[1]).toMatchObject({ cause: { name: 'TypeError' } });
});

test('whatever an error says of itself, wherever it says it, is not repeated', () => {
  const secret = fc.stringMatching(/^[A-Z]{12}$/);
  fc.assert(
    fc.property(
      secret,
      fc.constantFrom('message', 'name', 'stack', 'code', 'bare code', 'cause', 'thrown', 'trace'),
      (word, where) => {
        const said = `\n    at ${word} (${word})\n${word}`;
        const error = Object.assign(new Error(where === 'message' ? said : 'x'), { code: where === 'code' ? said : 1 });
        if (where === 'bare code') Object.assign(error, { code: word });
        if (where === 'cause') error.cause = { name: word, code: word, message: word, at: [word] };
        if (where === 'name') error.name = said;
        if (where === 'stack') error.stack = `Error: ${said}`;
        const thrown = where === 'thrown' ? word : error;
        expect(JSON.stringify(discreetError(thrown))).not.toContain(word);
      },
    ),
  );
});
