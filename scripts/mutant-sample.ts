// A handful of the mutants that `npm run mutate` tries, the same ones every time: whether tests notice when the law changes.
import { join } from 'node:path';
import { root } from './repository.ts';
import type { Step } from './step.ts';

/** At least one of each of the five kinds; about 20 s on two cores. */
const mutants = 10;

export function mutantSample(): Step {
  return {
    name: `tests notice when the law changes (${mutants} mutants)`,
    command: [join(root, 'scripts', 'mutate.ts'), '--sample', String(mutants)],
  };
}
