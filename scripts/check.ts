// Types, lint and the house test: everything that takes seconds.
import { spawnSync } from 'node:child_process';

const steps: readonly (readonly [string, readonly string[]])[] = [
  ['node_modules/.bin/tsc', ['-b']],
  ['node_modules/.bin/biome', ['check', '.']],
];
for (const [command, args] of steps) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
