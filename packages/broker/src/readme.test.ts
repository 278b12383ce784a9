import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { defaultAmqpLimits, defaultQueueLimits } from './index.ts';
import { messageOverheadBytes } from './queue-limits.ts';

const run = promisify(execFile);
const room = join(import.meta.dirname, '..');
const readme = await readFile(join(room, 'README.md'), 'utf8');

test('the example of the README runs as it stands and prints the message', async () => {
  const [, example] = /```js\n([\s\S]+?)```/.exec(readme) ?? [];
  if (example === undefined) throw new Error('no example');
  // Beside the installed packages, so that it finds them under the names that it uses.
  const cache = join(room, '..', '..', 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'broker-readme-'));
  try {
    await writeFile(join(folder, 'example.mjs'), example);
    const { stdout } = await run(process.execPath, [join(folder, 'example.mjs')], { timeout: 15_000 });
    expect(stdout).toBe('{ id: 7 }\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('the README names every limit with its default, and no other', () => {
  const rows = [...readme.matchAll(/^\| `(\w+)` \| [^|]+ \| ([^|]+) \|/gm)].map(([, name, value]) => [
    name,
    value?.trim(),
  ]);
  const limits = Object.entries({ ...defaultQueueLimits, ...defaultAmqpLimits }).map(([name, value]) => [
    name,
    `${value}`,
  ]);
  const namespace = [
    'clock',
    'subscriptionDefaults',
    'maxTopics',
    'maxMessageBytes',
    'onIdleDeleted',
    'onReader',
    'randomBytes',
  ];
  expect(rows.filter(([name]) => !namespace.includes(name ?? ''))).toEqual(limits);
  expect(rows.map(([name]) => name)).toEqual([...namespace, ...limits.map(([name]) => name)]);
  expect(readme).toContain(`${messageOverheadBytes} bytes a message`);
});
