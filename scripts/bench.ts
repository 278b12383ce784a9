// `npm run bench`: the files of bench/ one after another, each alone on the machine, as every figure is a ratio taken in one run.
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root, toolEnvironment } from './repository.ts';

const wanted = process.argv.slice(2);
const folder = join(root, 'bench');
const entries = await readdir(folder, { withFileTypes: true });
const benches = entries
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
  .map((entry) => entry.name)
  .filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)))
  .sort();

if (benches.length === 0) {
  console.error(
    `Failed to run a bench: none in bench/ is named like ${wanted.join(' or ') || 'anything'}. Run without a name for all.`,
  );
  process.exitCode = 2;
}
for (const bench of benches) {
  console.log(`\n== ${bench}`);
  if ((await run(join(folder, bench))) !== 0) process.exitCode = 1;
}

function run(file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file], { cwd: root, env: toolEnvironment(), stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
