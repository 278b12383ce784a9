import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { errorCodes } from '@fairlead/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SdkError, type SdkErrorCode } from '../sdk-error.ts';
import { LinkLossError } from '../stream/link-loss-error.ts';
import { everyExplanation, explain, explainAnswer } from './explain.ts';
import { wordsOfForeign } from './explain-foreign.ts';
import { faults } from './explanation.ts';
import { answerFailure, failure } from './failure.ts';
import { wordsOfCodes } from './words-of-codes.ts';

/** The status table of the dossier on the cloud, by hand: status, code, whether at login, and whose fault it is. */
const statusTable = [
  [200, null, false, 'status 200', 'nobody'],
  [201, null, false, 'status 201', 'nobody'],
  [204, null, false, 'status 204', 'nobody'],
  [400, null, true, 'status 400 at login', 'person'],
  [400, null, false, 'status 400', 'program'],
  [401, null, false, 'status 401', 'cloud'],
  [403, null, false, 'status 403', 'person'],
  [404, null, false, 'status 404', 'program'],
  [404, 512, false, 'code 512', 'program'],
  [409, null, false, 'status 409', 'program'],
  [429, null, false, 'status 429', 'program'],
  [500, 527, false, 'code 527', 'person'],
  [500, 528, false, 'code 528', 'charger'],
  [500, null, false, 'status 500', 'cloud'],
  [502, null, false, 'status 502', 'cloud'],
  [503, null, false, 'status 503', 'cloud'],
  [503, null, true, 'status 503 at login', 'program'],
  [504, null, false, 'status 504', 'cloud'],
  [524, null, false, 'status 524', 'cloud'],
] as const;

describe('an answer of the cloud', () => {
  test.each(statusTable)('%i with code %s (at login: %s) is explained as %s, the fault of the %s', (...row) => {
    const [status, cloudCode, atLogin, subject, fault] = row;
    expect(explainAnswer({ status, cloudCode, atLogin })).toMatchObject({ subject, fault });
  });

  test('every code of the cloud has a row of its own, and a code that nobody knows is told by its status', () => {
    for (const { code } of errorCodes)
      expect(explainAnswer({ status: 500, cloudCode: code }).subject).toBe(`code ${code}`);
    expect(explainAnswer({ status: 500, cloudCode: 999 }).subject).toBe('status 500');
    expect(explainAnswer({ status: 404, cloudCode: Number.NaN }).subject).toBe('status 404');
  });

  test('whatever the status, there are words', () => {
    fc.assert(
      fc.property(fc.integer(), fc.option(fc.integer()), fc.boolean(), (status, cloudCode, atLogin) => {
        const { happened, remedy, fault } = explainAnswer({ status, cloudCode, atLogin });
        expect(happened && remedy).toBeTruthy();
        expect(faults).toContain(fault);
      }),
    );
  });
});

describe('an answer that leaves open what was done', () => {
  const told = (call: 'read' | 'write', status: number) =>
    answerFailure({ task: 'try it', thing: null, call }, 'unreachable', { status, cloudCode: null });

  test.each([500, 502, 504, 524, 599])(
    '%i to a read says nothing of commands, in the sentence and in explain',
    (status) => {
      expect(told('read', status).message).toMatch(/\(status \d+\)\. Ask again later\.$/);
      expect(explain(told('read', status)).remedy).toBe('Ask again later');
      expect(explainAnswer({ status, call: 'read' }).remedy).toBe('Ask again later');
    },
  );

  test.each([500, 502, 504, 524, 599])('%i to a write says where its outcome shows', (status) => {
    const remedy = 'Only the state shows whether it was carried out: look at it before it is sent again';
    expect(told('write', status).message).toMatch(new RegExp(`\\. ${remedy}\\.$`));
    expect(explain(told('write', status)).remedy).toBe(remedy);
  });

  test('where nobody says which it was, both are told', () => {
    const { remedy } = explainAnswer({ status: 502 });
    expect(remedy).toMatch(/^A read .*; whether a command/);
    expect(explain(new SdkError('unreachable', 'x', { status: 502 })).remedy).toBe(remedy);
  });
});

test('the examples at the functions are true', () => {
  const source = readFileSync(new URL('./explain.ts', import.meta.url), 'utf8');
  const promised = [...source.matchAll(/^ \* (\w.*); \/\/ → (.+)$/gm)];
  expect(promised).toHaveLength(2);
  for (const [, expression = '', value = ''] of promised) {
    const found: unknown = new Function('explain', 'explainAnswer', 'SdkError', `return [${expression}, ${value}]`)(
      ...[explain, explainAnswer, SdkError],
    );
    const [got, wanted] = found as [unknown, unknown];
    expect(got).toBe(wanted);
  }
});

const asked = { task: 'x', thing: null, call: 'read' } as const;

describe('what was thrown', () => {
  test('our own codes have their row; an answer is told by the code in it, else by its status', () => {
    expect(explain(new SdkError('held', 'x')).subject).toBe('held');
    expect(explain(answerFailure(asked, 'cloud-refused', { status: 500, cloudCode: 528 })).subject).toBe('code 528');
    expect(explain(answerFailure(asked, 'unreachable', { status: 502, cloudCode: null })).subject).toBe('status 502');
    expect(explain(failure('x', 'unreadable-answer', { status: 200 })).subject).toBe('unreadable-answer');
    expect(explain(failure('x', 'unreachable')).subject).toBe('unreachable');
  });

  test('anything else is called foreign, and nothing is thrown', () => {
    fc.assert(fc.property(fc.anything(), (thrown) => explain(thrown).subject === 'foreign'));
    const trap = (): never => {
      throw new Error('a look at it');
    };
    const hostile = new Proxy(new Error('x'), { get: trap, getPrototypeOf: trap, has: trap });
    expect(explain(hostile).subject).toBe('foreign');
    expect(explainAnswer(hostile as never).subject).toBe('foreign');
  });

  test.each<[string, unknown, string, string]>([
    ['a TypeError', new TypeError('x is not a function'), 'foreign', 'program'],
    ['a text', 'boom', 'foreign', 'program'],
    ['nothing', null, 'foreign', 'program'],
    ['an object that looks like ours', { code: 'held', message: 'x' }, 'foreign', 'program'],
    ["a signal's reason", AbortSignal.abort().reason, 'foreign abort', 'program'],
    [
      'an AbortError of another library',
      Object.assign(new Error('x'), { name: 'AbortError' }),
      'foreign abort',
      'program',
    ],
    ['a time limit', new DOMException('x', 'TimeoutError'), 'foreign abort', 'program'],
    ["a fetch of the program's own", new TypeError('fetch failed'), 'foreign network', 'network'],
    ['a socket', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'foreign network', 'network'],
    [
      'a cause',
      new Error('x', { cause: Object.assign(new Error('y'), { code: 'ENOTFOUND' }) }),
      'foreign network',
      'network',
    ],
    [
      'a ServiceBusError',
      Object.assign(new Error('x'), { name: 'ServiceBusError', code: 'GeneralError' }),
      'foreign',
      'program',
    ],
    [
      'a bus that cannot be had',
      Object.assign(new Error('x'), { name: 'MessagingError', code: 'ENOTFOUND' }),
      'foreign network',
      'network',
    ],
    [
      'a lost link',
      new LinkLossError({ condition: 'idle', message: 'x', permanent: false }),
      'foreign lost link',
      'network',
    ],
  ])('%s is told as such', (_, thrown, subject, fault) => {
    expect(explain(thrown)).toMatchObject({ subject, fault, remedy: expect.stringMatching(/^[A-Z].+/) });
  });
});

describe('a code of the system', () => {
  const coded = (code: string, syscall?: string) => Object.assign(new Error('x'), { code, syscall });

  test.each([
    ['ENOENT', 'foreign file'],
    ['EISDIR', 'foreign file'],
    ['EACCES', 'foreign file'],
    ['EPERM', 'foreign file'],
    ['EEXIST', 'foreign file'],
    ['EROFS', 'foreign file'],
    ['ENOSPC', 'foreign limit'],
    ['EMFILE', 'foreign limit'],
    ['EADDRINUSE', 'foreign port'],
    ['ERR_SQLITE_ERROR', 'foreign database'],
    ['ABORT_ERR', 'foreign abort'],
    ['ERR_INVALID_URL', 'foreign'],
    ['UND_ERR_INVALID_ARG', 'foreign'],
    ['ESRCH', 'foreign'],
    ['amqp:not-found', 'foreign'],
    ['ECONNRESET', 'foreign network'],
    ['EAI_AGAIN', 'foreign network'],
    ['ETIMEOUT', 'foreign network'],
    ['CERT_HAS_EXPIRED', 'foreign network'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'foreign network'],
    ['UND_ERR_HEADERS_TIMEOUT', 'foreign network'],
    ['HPE_INVALID_CONSTANT', 'foreign network'],
    ['amqp:connection:forced', 'foreign network'],
  ])('%s is told as %s, as a cause too', (code, subject) => {
    expect(explain(coded(code)).subject).toBe(subject);
    expect(explain(new Error('y', { cause: coded(code) })).subject).toBe(subject);
  });

  test('around an SdkError is told as that is, five errors deep at most', () => {
    const full = new SdkError('store-failed', 'x', { cause: coded('ENOSPC') });
    expect(explain(new Error('mine', { cause: full }))).toEqual(explain(full));
    expect(explain(new AggregateError([new Error('y'), full])).subject).toBe('store-failed');
    expect(explain(new Error('mine', { cause: new SdkError('x' as SdkErrorCode, 'x') })).subject).toBe('foreign code');
    const inside = (depth: number): Error => (depth === 0 ? full : new Error('mine', { cause: inside(depth - 1) }));
    expect(explain(inside(4)).subject).toBe('store-failed');
    expect(explain(inside(5)).subject).toBe('foreign');
    const circle = new Error('round');
    circle.cause = circle;
    expect(explain(circle).subject).toBe('foreign');
  });

  test('that files and sockets share is told by what the system was asked for', () => {
    expect(explain(coded('EACCES', 'connect')).subject).toBe('foreign network');
    expect(explain(coded('EPERM', 'connect')).subject).toBe('foreign network');
    expect(explain(coded('EACCES', 'listen')).subject).toBe('foreign port');
    expect(explain(coded('EADDRNOTAVAIL', 'listen')).subject).toBe('foreign port');
    expect(explain(coded('EMFILE', 'connect')).subject).toBe('foreign limit');
    expect(explain(new TypeError('fetch failed', { cause: coded('EACCES') })).subject).toBe('foreign network');
  });

  test('as Node itself throws it', async () => {
    const thrown = async (act: () => unknown) => {
      try {
        return await act();
      } catch (error) {
        return error;
      }
    };
    expect(explain(await thrown(() => readFile('/no such folder/nofile'))).subject).toBe('foreign file');
    expect(explain(await thrown(() => new DatabaseSync('/no such folder/x.db'))).subject).toBe('foreign database');
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(explain(await thrown(() => once(createServer().listen(port, '127.0.0.1'), 'x'))).subject).toBe(
      'foreign port',
    );
    server.close();
  });
});

test('an SdkError with a code that there is not is told as that, in words', () => {
  for (const code of ['nonsense', '__proto__', 'constructor', undefined])
    expect(explain(new SdkError(code as never, 'x'))).toEqual({
      subject: 'foreign code',
      ...wordsOfForeign['foreign code'],
    });
});

describe('the words', () => {
  test('stand in the sentence of every error, so that the page and the message say the same', () => {
    for (const code of Object.keys(wordsOfCodes) as SdkErrorCode[]) {
      const { happened, remedy } = wordsOfCodes[code];
      expect(failure('try it', code).message).toBe(`Failed to try it: ${happened}. ${remedy}.`);
      expect(failure('try it', code, { aside: 'why', remedy: 'Do this' }).message).toBe(
        `Failed to try it: ${happened} (why). Do this.`,
      );
    }
    expect(answerFailure(asked, 'cloud-refused', { status: 500, cloudCode: 528 }).message).toContain(
      '(status 500, code 528 DeviceCommandRejected). Wait until its mode',
    );
  });

  test('are the only ones: no other file makes an SdkError with a sentence of its own', () => {
    const room = new URL('../', import.meta.url);
    const files = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith('testing'),
    );
    const makers = files.filter((path) => /^(?! \*).*new SdkError\(/m.test(readFileSync(new URL(path, room), 'utf8')));
    // The logins hand on the sentence in which they stand, which `failure` made. Elsewhere call `failure(task, code, details)`.
    expect(makers.map((path) => path.replaceAll('\\', '/')).toSorted()).toEqual([
      'credentials/login-standing.ts',
      'explain/failure.ts',
    ]);
  });

  test('are sentences without their stop, in one line, and no two rows are one', () => {
    const rows = everyExplanation();
    for (const { subject, happened, remedy } of rows) {
      expect(happened, subject).toMatch(/^[^A-Z\n][^\n]*[^.\n]$/);
      expect(remedy, subject).toMatch(/^[A-Z][^\n]*[^.\n]$/);
    }
    expect(new Set(rows.map(({ subject }) => subject)).size).toBe(rows.length);
  });
});
