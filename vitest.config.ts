import { defineConfig } from 'vitest/config';

const setupFiles = ['./test/property-seed.ts'];

export default defineConfig({
  test: {
    // Asked for with --coverage. Every branch of the law is tested; a house rule refuses comments that leave code out.
    coverage: {
      provider: 'v8',
      include: ['packages/policy/src/**/*.ts'],
      exclude: ['**/*.test.ts', 'packages/policy/src/testing/**'],
      reporter: [['text', { skipFull: true }]],
      thresholds: { branches: 100 },
    },
    projects: [
      {
        test: {
          name: 'policy',
          include: ['packages/policy/src/**/*.test.ts'],
          setupFiles,
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'rooms',
          include: ['packages/*/src/**/*.test.ts'],
          exclude: ['packages/policy/**'],
          setupFiles,
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'house',
          setupFiles,
          include: ['house/**/*.test.ts', 'docs/**/*.test.ts', 'scripts/**/*.test.ts', 'test/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
