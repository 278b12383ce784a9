// How the tests of the policy run on a mutant: from the first file on, in one thread, until the first failure.
// `FAIRLEAD_MUTANT='[{"file":…}]' npx vitest run --config scripts/mutate/vitest.config.ts` looks at one by hand.
import { defineConfig } from 'vitest/config';
import type { TestSpecification } from 'vitest/node';
import { root } from '../repository.ts';
import { mutatePlugin } from './mutate-plugin.ts';

/** Files run in the order in which they are given: those that are likely to fail come first. */
class AsGiven {
  shard(files: TestSpecification[]): TestSpecification[] {
    return files;
  }

  sort(files: TestSpecification[]): TestSpecification[] {
    return files;
  }
}

export default defineConfig({
  root,
  plugins: [mutatePlugin()],
  test: {
    include: ['packages/policy/src/**/*.test.ts'],
    setupFiles: ['./test/property-seed.ts'],
    // Whoever started the run watches the time: a slow machine is no test that noticed.
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    bail: 1,
    watch: false,
    pool: 'threads',
    // One thread for all files of a run and a new one for the next run: nothing of a mutant outlives it.
    isolate: false,
    maxWorkers: 1,
    // Changed files must never be found by another run of the tests.
    fsModuleCache: false,
    sequence: { sequencer: AsGiven },
  },
});
