// The examples of docs/test-your-integration.md, run as they stand there: in the rehearsal for CI, and against an account of
// which the cloud refuses every second call.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Emulator, startEmulator } from '@fairlead/emulator';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { root } from '../scripts/repository.ts';
import { findProgram, go, howToGet, python, type SystemProgram } from '../scripts/system-programs.ts';
import { freePorts } from './command-line.ts';
import { type ClientCommand, prepareGo, preparePython } from './foreign-clients/prepare.ts';
import { runningCommand } from './running-command.ts';

const run = promisify(execFile);
const examples = join(root, 'docs', 'examples');
const rehearse = join(examples, 'ci', 'rehearse.sh');
const node: ClientCommand = [process.execPath, join(examples, 'node', 'follow-chargers.mjs')];

interface Example {
  readonly client: string;
  readonly program: SystemProgram | null;
  readonly prepare: (program: string) => Promise<ClientCommand>;
}

describe.each<Example>([
  { client: 'Node', program: null, prepare: async () => node },
  {
    client: 'Python',
    program: python,
    prepare: (found) => preparePython(found, join(examples, 'python', 'follow_chargers.py')),
  },
  { client: 'Go', program: go, prepare: (found) => prepareGo(found, join(examples, 'go')) },
])('the example for $client', ({ program, prepare }) => {
  const found = program === null ? process.execPath : findProgram(program);
  if (program !== null && found === null) console.error(howToGet([program]));
  const runs = found !== null || process.env['CI'] === 'true';
  let command: ClientCommand;
  beforeAll(async () => {
    if (runs) command = await prepare(found ?? program?.commands[0] ?? '');
  });

  test.runIf(runs).each(['off', 'on'])('sees the car of the rehearsal with bus-tls %s', async (tls) => {
    const emulator = `${process.execPath} packages/fairlead/bin/fairlead.js emulator --bus-tls ${tls}`;
    const { stdout } = await run('sh', [rehearse, ...command], settings(await ports(), { EMULATOR: emulator }));
    expect(stdout).toMatch(/^seen: the car at [0-9a-f-]{36}\n$/);
  });

  describe('behind lengths of a text that look like its first sign', () => {
    let emulator: Emulator;
    beforeEach(async () => {
      emulator = await startEmulator({ fleet: { chargers: 1, charging: 0 } });
    });
    afterEach(() => emulator.stop());

    test.runIf(runs)('reads the text whole', async () => {
      const [file, ...args] = command;
      const client = runningCommand(file, args, settingsFor(emulator));
      await client.says(/following/);
      const [charger] = emulator.world.chargers();
      const publish = (body: Buffer) => emulator.faults.publishRaw(charger?.installationId ?? '', body);
      for (const { head, length } of misleadingFrames) publish(framed(head, textOf(length)));
      publish(framed([0x98, 12], '{"last":"x"}'));
      await client.says(/"last"/);
      const { output } = await client.stop('SIGTERM');
      const texts = output.split('\n').filter((line) => /^\{"x":"x*"\}$/.test(line));
      expect(texts.map(({ length }) => length)).toEqual(misleadingFrames.map(({ length }) => length));
    });
  });

  describe('where every second call is refused', () => {
    let emulator: Emulator;
    beforeEach(async () => {
      emulator = await refusing();
    });
    afterEach(() => emulator.stop());

    test.runIf(runs)('waits as long as it is told, and gets there', async () => {
      const [file, ...args] = command;
      const client = runningCommand(file, args, settingsFor(emulator));
      await client.says(/following/);
      const { output } = await client.stop('SIGTERM');
      expect(output).toContain('429: asking again in 1 s');
      expect(output).toContain('3 chargers');
      honoured(emulator);
    });
  });
});

test('the example for curl lists, reads a state, names the bus, and waits as long as it is told', async () => {
  const emulator = await refusing();
  try {
    const { stdout } = await run('sh', [join(examples, 'curl', 'look-around.sh')], settingsFor(emulator));
    expect(stdout).toMatch(/^3 chargers\n[0-9a-f-]{36} is in mode [1-5]\n\{"Type":0,"Host":"127\.0\.0\.1:\d+"/);
    honoured(emulator);
  } finally {
    await emulator.stop();
  }
});

test('the test for Node passes, and the emulator’s README shows the same one', async () => {
  const example = join(examples, 'node', 'list-chargers.test.mjs');
  const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', example], settings({}));
  expect(stdout).toMatch(/^ok 1 - sees the chargers and breaks no clause$/m);
  const readme = readFileSync(join(root, 'packages', 'emulator', 'README.md'), 'utf8');
  expect(readme).toContain(`\`\`\`js\n${readFileSync(example, 'utf8')}\`\`\``);
});

test('what the emulator’s README says that a test can do with it is there', async () => {
  const readme = readFileSync(join(root, 'packages', 'emulator', 'README.md'), 'utf8');
  const table = readme.split('## What a test can do')[1]?.split('##')[0] ?? '';
  const emulator = await startEmulator({ doors: 'in-process' });
  const paths = [...table.matchAll(/\bemulator\.(\w+)(?:\.(\w+))?/g)];
  expect(paths.length).toBeGreaterThan(12);
  for (const [path, part = '', member] of paths) {
    const found: unknown = emulator[part as keyof Emulator];
    expect(member === undefined ? found : (found as Record<string, unknown>)[member], path).toBeDefined();
  }
  await emulator.stop();
});

test('what the workflow runs last is the rehearsal, and it passes', async () => {
  const line =
    readFileSync(join(examples, 'ci', 'workflow.yml'), 'utf8')
      .trim()
      .split('- run: ')
      .at(-1) ?? '';
  const { stdout } = await run('sh', ['-c', line], settings(await ports()));
  expect(stdout).toMatch(/^seen: the car at/);
});

test('the rehearsal fails, and shows what was said, when the integration sees nothing or breaks the policy', async () => {
  const blind = ['sh', '-c', 'echo following; exec sleep 60'];
  const settled = settings(await ports(), { PATIENCE_S: '2' });
  await expect(run('sh', [rehearse, ...blind], settled)).rejects.toMatchObject({ code: 1, stderr: /in vain/ });
  const rude = "data:text/javascript,await fetch(process.env.ZAPTEC_URL + '/api/circuits')";
  const [file, ...args] = node;
  const again = run('sh', [rehearse, file, '--import', rude, ...args], settings(await ports()));
  await expect(again).rejects.toMatchObject({ code: 1, stderr: /broke the Fair Use policy: documented-only/ });
});

test('every call that the guide lists for a rehearsal is taken', async () => {
  const guide = readFileSync(join(root, 'docs', 'test-your-integration.md'), 'utf8');
  const emulator = await startEmulator({ doors: 'in-process' });
  const ask = async (method: string, path: string, body?: string) => {
    const told = body?.replace('<sub>', emulator.accounts.owner.sub);
    const answer = await emulator.fetch(`${emulator.url}${path}`, { method, ...(told ? { body: told } : {}) });
    expect([method, path, told, answer.status]).toEqual([method, path, told, expect.toBeOneOf([200, 204])]);
  };
  const rows = [...guide.matchAll(/`(GET|POST|PATCH|DELETE) (\/_emulator\/\S+)`((?:(?!`[A-Z]+ \/)[^|\n])*)/g)];
  expect(rows.length).toBeGreaterThan(7);
  for (const [, method = '', path = '', rest = ''] of rows) {
    const bodies = [...rest.matchAll(/`(\{[^`]+\})`/g)].map(([, body]) => body);
    for (const body of bodies.length > 0 ? bodies : [undefined]) await ask(method, path, body);
  }
  await emulator.stop();
});

/** A length byte of 7B is the sign that opens JSON, one of 7D the sign that ends it (zaptec-api.md §4.3). */
const misleadingFrames = [
  { head: [0x98, 0x7b], length: 0x7b },
  { head: [0x99, 0x7d], length: 0x7d },
  { head: [0x9a, 0x7b, 0x01], length: 0x17b },
  { head: [0x9b, 0x7d, 0x7b], length: 0x7b7d },
  { head: [0x9c, 0x7b, 0x00, 0x01, 0x00], length: 0x1_007b },
];

function textOf(bytes: number): string {
  return JSON.stringify({ x: 'x'.repeat(bytes - '{"x":""}'.length) });
}

/** Even heads leave it to a byte of its own to end the element. */
function framed(head: readonly number[], text: string): Buffer {
  const namespace = 'http://schemas.microsoft.com/2003/10/Serialization/';
  const end = (head[0] ?? 0) % 2 === 0 ? [1] : [];
  const names = [Buffer.from('@\x06string'), Buffer.from(`\x08${String.fromCharCode(namespace.length)}${namespace}`)];
  return Buffer.concat([...names, Buffer.from(head), Buffer.from(text), Buffer.from(end)]);
}

/** A cloud whose owner has a tier of one request a second. */
async function refusing(): Promise<Emulator> {
  const emulator = await startEmulator({ fleet: { chargers: 3 } });
  const tier = { name: 'Slow', ratePerSecond: 1, burst: 1 };
  emulator.operator.setTier(emulator.accounts.owner.sub, tier, { who: 'test', why: 'to see a 429 honoured' });
  return emulator;
}

/** Some calls were refused, and none came again before its time. */
function honoured(emulator: Emulator): void {
  const calls = emulator.calls();
  expect(calls.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
  for (const [index, { status, answeredAtMs, retryAfterMs }] of calls.entries()) {
    if (status !== 429) continue;
    expect(retryAfterMs).toBe(1000);
    expect((calls[index + 1]?.sentAtMs ?? 0) - (answeredAtMs ?? 0)).toBeGreaterThanOrEqual(1000);
  }
}

function settingsFor(emulator: Emulator) {
  const { username, password, userGroupIds } = emulator.accounts.owner;
  return settings({
    ZAPTEC_URL: emulator.url,
    ZAPTEC_USERNAME: username,
    ZAPTEC_PASSWORD: password,
    ZAPTEC_USER_GROUP: userGroupIds[0] ?? '',
  });
}

async function ports(): Promise<Record<string, string>> {
  const [http = '', amqp = '', tls = ''] = await freePorts(3);
  return { FAIRLEAD_EMULATOR_PORT: http, FAIRLEAD_AMQP_PORT: amqp, FAIRLEAD_AMQP_TLS_PORT: tls };
}

function settings(...variables: readonly Record<string, string>[]) {
  return { cwd: root, folder: root, timeout: 90_000, env: Object.assign({ ...process.env }, ...variables) };
}
