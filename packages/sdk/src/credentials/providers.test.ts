// Where logins come from: what each source reads, and that what it refuses it refuses with a sentence and without a quotation.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { manualClock } from '../../../../test/manual-clock.ts';
import { until } from '../../../../test/until.ts';
import { SdkError } from '../sdk-error.ts';
import { fromCommand } from './from-command.ts';
import { fromEnvironment } from './from-environment.ts';
import { fromFile } from './from-file.ts';
import { fromPrompt } from './from-prompt.ts';
import { fromSystemd } from './from-systemd.ts';
import type { CredentialProvider } from './login-ports.ts';

const login = { username: 'owner@fairlead.test', password: 'hunter2 é' };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairlead-providers-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(content: string, mode = 0o600, name = 'login'): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

/** The sentence with which it refuses; it quotes no password, wherever one looks. */
async function refusal(provider: CredentialProvider): Promise<string> {
  const error: unknown = await provider.read().then(
    (read) => expect.fail(`It read ${Object.keys(read).join()}.`),
    (refused) => refused,
  );
  expect(error).toBeInstanceOf(SdkError);
  expect(error).toMatchObject({ code: 'credentials-unreadable' });
  expect((error as Error).message).toMatch(/^Failed to read the credentials.*: .+\. [A-Z].+\.$/);
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
  return (error as Error).message;
}

describe('the environment', () => {
  test('is read anew each time, under names that can be chosen', async () => {
    const variables: Record<string, string> = { U: 'one', P: 'hunter2' };
    const provider = fromEnvironment(variables, { username: 'U', password: 'P' });
    expect(await provider.read()).toEqual({ username: 'one', password: 'hunter2' });
    variables['U'] = 'two';
    expect((await provider.read()).username).toBe('two');
  });

  test('lacks what is empty, and the sentence names it', async () => {
    expect(await refusal(fromEnvironment({ ZAPTEC_USERNAME: 'me', ZAPTEC_PASSWORD: '' }))).toBe(
      "Failed to read the credentials: ZAPTEC_PASSWORD is not set. Set it to the account's own login, or name a file with both.",
    );
  });
});

describe('a file', () => {
  test('for its owner alone is read, other fields are ignored', async () => {
    const path = fileWith(JSON.stringify({ ...login, note: 1 }), 0o400);
    expect(await fromFile(path).read()).toEqual(login);
  });

  test.each([0o644, 0o640, 0o604, 0o620, 0o602, 0o610])('with mode %o is refused before it is read', async (mode) => {
    expect(await refusal(fromFile(fileWith(JSON.stringify(login), mode)))).toMatch(/other users.*Run chmod 600 on it/);
  });

  test.each([
    ['hunter2'],
    ['{"username":"me","password":'],
    ['["me","hunter2"]'],
    ['null'],
    ['{"username":"me","password":""}'],
    ['{"username":"me","password":["hunter2"]}'],
  ])('with %s is refused unquoted', async (content) => {
    expect(await refusal(fromFile(fileWith(content)))).toContain('it is not {"username"');
  });

  test('that is absent, a folder, or far too large is said to be that', async () => {
    const none = join(folder, 'none');
    expect(await refusal(fromFile(none))).toBe(
      `Failed to read the credentials file ${none}: it is not there (ENOENT). Make it, or name the right file.`,
    );
    expect(await refusal(fromFile(join(fileWith('no folder'), 'login')))).toContain('it is not there (ENOTDIR)');
    expect(await refusal(fromFile(folder))).toContain('it is no file');
    expect(await refusal(fromFile(fileWith('x'.repeat(65_537))))).toContain('larger than 65536 bytes');
  });
});

describe('systemd', () => {
  const env = () => ({ CREDENTIALS_DIRECTORY: folder });

  test('hands over two files; one line break at the end is none of theirs', async () => {
    fileWith(`${login.username}\n`, 0o400, 'zaptec-username');
    fileWith(`${login.password}\r\n`, 0o400, 'zaptec-password');
    expect(await fromSystemd({}, env()).read()).toEqual(login);
    fileWith('pass \n\n', 0o400, 'pw');
    expect((await fromSystemd({ password: 'pw' }, env()).read()).password).toBe('pass \n');
  });

  // Since systemd 254 a service with `User=` or `DynamicUser=` sees its credentials as 0440 with an ACL for its user alone.
  test('guards what it hands over itself: the mode of a file there says nothing', async () => {
    fileWith(login.username, 0o440, 'zaptec-username');
    fileWith(login.password, 0o440, 'zaptec-password');
    expect(await fromSystemd({}, env()).read()).toEqual(login);
    expect(await refusal(fromFile(join(folder, 'zaptec-password')))).toContain('other users may read it');
  });

  test('did not start the program, lacks a file, or is asked for a path', async () => {
    expect(await refusal(fromSystemd({}, {}))).toContain('CREDENTIALS_DIRECTORY is not set');
    expect(await refusal(fromSystemd({}, env()))).toContain('ENOENT');
    fileWith('\n', 0o400, 'zaptec-username');
    expect(await refusal(fromSystemd({}, env()))).toContain('it is empty');
    mkdirSync(join(folder, 'deep'));
    for (const username of ['../login', 'deep/login', '..', '.hidden'])
      expect(await refusal(fromSystemd({ username }, env()))).toContain('it is no name');
    expect(() => fromSystemd({ username: '' }, env())).toThrow('`names.username` must be a text that is not empty');
  });
});

describe('a command', () => {
  const node = (code: string, ...args: string[]): [string, ...string[]] => [process.execPath, '-e', code, ...args];
  const print = (text: string) => `process.stdout.write(${JSON.stringify(text)})`;

  test('prints both as JSON, or the password in its first line', async () => {
    expect(await fromCommand(node(print(JSON.stringify(login)))).read()).toEqual(login);
    const { username } = login;
    expect(await fromCommand(node(print(`${login.password}\nurl: x\n`)), { username }).read()).toEqual(login);
  });

  test('gets its arguments as they are: no shell reads them', async () => {
    const odd = '$(id); `id` "x" > y * &';
    const echo = node('process.stdout.write(process.argv[1])', odd);
    expect((await fromCommand(echo, { username: 'me' }).read()).password).toBe(odd);
  });

  test.each([
    ['fails', node('process.stdout.write("hunter2"); process.exitCode = 3'), 'it ended with 3'],
    ['prints something else', node(print('hunter2')), 'it does not print {"username"'],
    ['prints nothing', node(''), 'it does not print'],
    [
      'prints without end',
      node('setInterval(() => process.stdout.write("hunter2".repeat(9999)), 1)'),
      'more than 65536 bytes',
    ],
    ['is not there', ['/no/such/program', 'hunter2'] as [string, string], 'from program: the system says ENOENT'],
    ['cannot be handed its arguments', [process.execPath, 'hunter2\0'] as [string, string], 'cannot be handed over'],
  ])('that %s is refused unquoted', async (_, argv, why) => {
    expect(await refusal(fromCommand(argv))).toContain(why);
  });

  test('that takes too long is killed, and whoever holds its pipe waits for nobody', async () => {
    const clock = manualClock();
    const hangs = node(
      'require("node:child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 5000)"], { stdio: "inherit" })',
    );
    const refused = refusal(fromCommand(hangs, { timeLimitMs: 30_000, clock }));
    await clock.advanceBy(29_999);
    expect(clock.pending()).toBe(1);
    await clock.advanceBy(1);
    expect(await refused).toContain('within 30000 ms');
    expect(clock.pending()).toBe(0);
  });

  test('is ended with the account that waits for it', async () => {
    const file = join(folder, 'pid');
    const closing = new AbortController();
    const provider = fromCommand(['sh', '-c', `echo $$ > ${file}; exec sleep 60`], { username: login.username });
    const refused = provider.read(closing.signal).catch(({ message }) => message);
    const pid = await until(
      async () => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0),
      (written) => written > 0,
    );
    closing.abort();
    expect(await refused).toContain('the account was closed meanwhile');
    await until(
      async () => existsSync(`/proc/${pid}`),
      (runs) => !runs,
    );
  });
});

describe('a prompt', () => {
  function terminal(isTTY = true) {
    const listeners = new Set<(text: string) => void>();
    const raw: boolean[] = [];
    let written = '';
    return {
      raw,
      written: () => written,
      type: async (text: string) => {
        for (const listener of [...listeners]) listener(text);
        await new Promise((resolve) => setImmediate(resolve));
      },
      listeners,
      input: {
        isTTY,
        setRawMode: (on: boolean) => raw.push(on),
        setEncoding: () => {},
        on: (_: 'data', listener: (text: string) => void) => listeners.add(listener),
        off: (_: 'data', listener: (text: string) => void) => listeners.delete(listener),
        resume: () => {},
        pause: () => {},
      },
      output: {
        write: (text: string) => {
          written += text;
        },
      },
    };
  }

  test('echoes the name and not one letter of the password, and asks once for two that read', async () => {
    const { input, output, type, written, raw, listeners } = terminal();
    const provider = fromPrompt({ input, output });
    const [one, other] = [provider.read(), provider.read()];
    await type('owne');
    await type('x\u007fr@fairlead.test\r');
    await type('hunter\u007fr2 é\r');
    expect(await one).toEqual(login);
    expect(await other).toEqual(login);
    expect(await provider.read()).toEqual(login);
    expect(written()).toBe('Zaptec user name: ownex\b \br@fairlead.test\nZaptec password: \n');
    expect(raw).toEqual([true, false, true, false]);
    expect(listeners.size).toBe(0);
    expect(inspect(provider, { depth: 9, showHidden: true })).not.toContain('hunter2');
  });

  test('gives the terminal back when the account closes', async () => {
    const { input, output, type, raw, listeners } = terminal();
    const closing = new AbortController();
    const refused = fromPrompt({ input, output })
      .read(closing.signal)
      .catch(({ message }) => message);
    await type('me\rhalf');
    closing.abort();
    expect(await refused).toContain('the account was closed meanwhile');
    expect(listeners.size).toBe(0);
    expect(raw.at(-1)).toBe(false);
  });

  test('asks again after the cloud refused what was typed', async () => {
    const { input, output, type } = terminal();
    const provider = fromPrompt({ input, output });
    const first = provider.read();
    await type('me\r');
    await type('wrong\r');
    await first;
    provider.refused?.();
    const second = provider.read();
    await type('me\r');
    await type('right\r');
    expect((await second).password).toBe('right');
  });

  test('without a terminal, an answer or a word is refused, and the terminal is given back', async () => {
    const { input: pipe, output: error } = terminal(false);
    expect(await refusal(fromPrompt({ input: pipe, output: error }))).toContain('there is no terminal to ask on');
    for (const key of ['\u0003', '\u0004']) {
      const { input, output, type, raw } = terminal();
      const refused = refusal(fromPrompt({ input, output }));
      await type(`hunter2${key}`);
      expect(await refused).toContain('nobody answered');
      expect(raw.at(-1)).toBe(false);
    }
    const { input, output, type } = terminal();
    const refused = refusal(fromPrompt({ input, output }));
    await type('\r');
    await type('hunter2\r');
    expect(await refused).toContain('nothing was typed');
  });
});
