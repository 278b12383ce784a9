// A process that keeps one vitest ready and runs the tests on one mutant after another.
// Invariant: each run loads every module anew; the mutant before it has left no trace.
import { join } from 'node:path';
import { createVitest, type Reporter, type Vitest } from 'vitest/node';
import { root } from '../repository.ts';
import type { Mutant } from './mutant.ts';
import { appliedVariable, mutantVariable } from './mutate-plugin.ts';

/** Tests to run on the policy with some places changed; with none it is the policy as it stands. */
export interface Task {
  readonly mutants: readonly Mutant[];
  readonly tests: readonly string[];
}

/** `failed`: the first test that failed. Null when all passed. `error`: the run itself went wrong and says nothing. */
export type Answer =
  | { readonly kind: 'ran'; readonly failed: string | null }
  | { readonly kind: 'error'; readonly error: string };

/** Failures of this run in the order in which they came. vitest's own result holds those of earlier runs too. */
let failures: string[] = [];
const listener: Reporter = {
  onTestCaseResult(test) {
    if (test.result().state === 'failed') failures.push(test.fullName);
  },
  onTestModuleEnd(module) {
    if (module.state() === 'failed')
      failures.push(`${module.relativeModuleId} ${module.errors()[0]?.message ?? ''}`.trim());
  },
};

const vitest = await createVitest('test', {
  config: join(root, 'scripts/mutate/vitest.config.ts'),
  // Nothing is printed here: whoever sent the task tells what came of it.
  reporters: [listener],
});
const specifications = new Map((await vitest.globTestSpecifications()).map((found) => [found.moduleId, found]));
let changedBefore: readonly string[] = [];

process.on('message', (task: Task) => {
  run(vitest, task).then(answer, (error: unknown) => answer({ kind: 'error', error: String(error) }));
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

function answer(message: Answer): void {
  process.send?.(message);
}

async function run(on: Vitest, { mutants, tests }: Task): Promise<Answer> {
  process.env[mutantVariable] = JSON.stringify(mutants);
  process.env[appliedVariable] = '';
  const changed = mutants.map(({ file }) => file);
  for (const file of new Set([...changedBefore, ...changed])) on.invalidateFile(join(root, file));
  changedBefore = changed;
  const wanted = tests.map((test) => specifications.get(join(root, test)));
  if (wanted.includes(undefined))
    return { kind: 'error', error: `one of ${tests.join(', ')} is no test of the policy` };
  if (wanted.length === 0) return { kind: 'ran', failed: null };
  failures = [];
  const { unhandledErrors } = await on.runTestSpecifications(wanted.filter((found) => found !== undefined));
  const failed = failures[0] ?? (unhandledErrors.length > 0 ? String(unhandledErrors[0]) : null);
  // A file that no test loads cannot fail one. A failure without the change is none of the mutant's.
  if (failed !== null && mutants.length > 0 && process.env[appliedVariable] === '') {
    return { kind: 'error', error: `${failed}, though ${changed.join(', ')} was not changed` };
  }
  return { kind: 'ran', failed };
}
