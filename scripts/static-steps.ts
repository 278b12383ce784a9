// What is checked without running the product: types, the dashboard's types, lint, the generated pages.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, toolScript } from './repository.ts';
import type { Step } from './step.ts';

export function staticSteps(): readonly Step[] {
  return [types(), ...dashboardTypes(), lint(), generatedPages()];
}

/** Unused files, exports and dependencies: slower than the others, so `npm test` alone runs it. */
export function deadCode(): Step {
  return { name: 'no dead code (knip)', command: [toolScript('knip'), '--no-progress'] };
}

export function types(): Step {
  return { name: 'types (tsc -b)', command: [toolScript('typescript', 'tsc'), '-b'] };
}

function lint(): Step {
  return {
    name: 'lint and format (biome)',
    command: [toolScript('@biomejs/biome', 'biome'), 'check', '--error-on-warnings', '.'],
  };
}

/** What is written from the code says what the code says. */
function generatedPages(): Step {
  return { name: 'generated pages (npm run docs)', command: [join(root, 'docs', 'write-pages.ts'), '--check'] };
}

/** svelte-check needs TypeScript 6, which npm nests in the dashboard (decisions/0002). */
function dashboardTypes(): readonly Step[] {
  const folder = join(root, 'packages', 'dashboard');
  if (!existsSync(join(folder, 'tsconfig.json'))) return [];
  const command = [
    toolScript('svelte-check', 'svelte-check', folder),
    '--tsconfig',
    './tsconfig.json',
    '--fail-on-warnings',
  ];
  return [{ name: 'dashboard types (svelte-check)', command, folder }];
}
