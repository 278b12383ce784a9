import { expect, test } from 'vitest';
import { says } from '../planted.ts';
import { clocks } from './clocks.ts';

const sdk = (line: string, file = 'retry.ts') => says(clocks, { [`packages/sdk/src/${file}`]: line });

test('a timer outside clock.ts is refused with the clock that is allowed', () => {
  expect(sdk('\n\nsetTimeout(() => 0, 5);')).toEqual([
    'packages/sdk/src/retry.ts:3 uses setTimeout. ' +
      "Allowed: the Clock (or random) that the caller hands in; the machine's own stands in packages/sdk/src/clock.ts. " +
      'Why: what takes its time from an argument can be tested in no time at all, and waits as long as it says.',
  ]);
});

test('every way to wait, to read the time or to throw dice is refused', () => {
  for (const line of [
    'setInterval(f, 1); function f() {}',
    'Date.now();',
    'new Date();',
    'performance.now();',
    'Math.random();',
    'globalThis.setTimeout(1);',
    'AbortSignal.timeout(1);',
    'const now = Date.now;',
    "import { setTimeout as wait } from 'node:timers/promises';",
  ])
    expect(sdk(line), line).toHaveLength(1);
});

test('given instants, the own clock file and tests are free', () => {
  expect(sdk('new Date(5).toISOString(); Date.UTC(2026); options.setTimeout(1);')).toEqual([]);
  expect(sdk('Date.now(); setTimeout(() => 0, 1);', 'clock.ts')).toEqual([]);
  expect(sdk('Date.now();', 'retry.test.ts')).toEqual([]);
  expect(sdk('Date.now();', 'mirror/clock.ts')).toHaveLength(1);
});
