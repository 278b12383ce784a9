// The rules of the house over the real tree.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { houseOf } from './house.ts';
import { message } from './rule.ts';
import { clocks } from './rules/clocks.ts';
import { cycles } from './rules/cycles.ts';
import { documents } from './rules/documents.ts';
import { drawers } from './rules/drawers.ts';
import { judgeApart } from './rules/judge-apart.ts';
import { layering } from './rules/layering.ts';
import { lockFile, missingFromLock } from './rules/lock-file.ts';
import { manifests } from './rules/manifests.ts';
import { portability } from './rules/portability.ts';
import { purity } from './rules/purity.ts';
import { sockets } from './rules/sockets.ts';
import { testProps } from './rules/test-props.ts';
import { wholeCoverage } from './rules/whole-coverage.ts';
import { wholeTests } from './rules/whole-tests.ts';

const run = promisify(execFile);
const root = dirname(import.meta.dirname);
const binary = /\.(png|jpg|gif|ico|woff2|tgz)$/;

/** Everything tracked, and what is new and not ignored: a violation bites before it is committed. */
async function everyText(): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root });
  const paths = stdout.split('\0').filter((path) => path !== '' && !binary.test(path));
  const read = async (path: string) => [path, await readFile(join(root, path), 'utf8').catch(absent)] as const;
  const texts = await Promise.all([...new Set(paths)].map(read));
  return new Map(texts.flatMap(([path, text]) => (text === null ? [] : [[path, text] as const])));
}

/** A file that git still lists and that was just deleted is no file. */
function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

const house = houseOf(await everyText());
const rules = [
  layering,
  cycles,
  purity,
  clocks,
  sockets,
  manifests,
  lockFile,
  drawers,
  portability,
  testProps,
  wholeCoverage,
  wholeTests,
  documents,
  judgeApart,
];

test('the rules see every room', () => {
  expect(house.sources.length).toBeGreaterThan(50);
  expect([...house.manifests.keys()]).toEqual(expect.arrayContaining(['policy', 'gateway', 'dashboard']));
});

test.each(rules)('$holds', (rule) => {
  expect(rule.find(house).map(message)).toEqual([]);
});

test('npm ci accepts the lock file', async () => {
  const { stdout, stderr } = await run('npm', ['ci', '--dry-run', '--ignore-scripts', '--loglevel=error'], {
    cwd: root,
  }).catch((failed: { stdout: string; stderr: string }) => failed);
  expect(missingFromLock(stdout + stderr).map(message)).toEqual([]);
});
